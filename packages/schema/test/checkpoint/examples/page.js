// What browser.test.ts does in the page.
import { adam, createOptimizer } from "@optspec/core";
import { decodeCheckpoint, encodeCheckpoint, resumeCheckpoint } from "@optspec/schema";
import { train } from "../../../examples/browser-indexeddb.js";
import { resume, save } from "../../../examples/browser-opfs.js";

export { train };

/** Whether there was a file at first, whether there is one after saving, and what it brings. */
export async function privateFiles() {
  const make = () => createOptimizer(adam, {}, { w: new Float32Array([3, -2]) });
  const before = await resume(make());
  const optimizer = make();
  optimizer.step({ w: new Float32Array([1, 2]) });
  await save(optimizer);
  const other = make();
  return [before, await resume(other), other.t, other.params.w[0] === optimizer.params.w[0]];
}

/** One step further. */
export function goOn({ bytes, container }) {
  const optimizer = resumeCheckpoint(new Uint8Array(bytes));
  for (const gradient of Object.values(optimizer.grads)) gradient.fill(0.5);
  optimizer.step();
  return [...encodeCheckpoint(optimizer, { container })];
}

/** Read and written once more. */
export function again(files) {
  return files.map(({ bytes, container }) => [
    ...encodeCheckpoint(decodeCheckpoint(new Uint8Array(bytes)), { container }),
  ]);
}
