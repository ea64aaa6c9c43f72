// Train, stop, resume in a page: the checkpoint lives in IndexedDB, as the bytes that a file would have.
import { adam, createOptimizer } from "@optspec/core";
import { encodeCheckpointParts, loadCheckpoint } from "@optspec/schema";

/** A promise of what a request of IndexedDB brings. */
const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function checkpoints(mode) {
  const opening = indexedDB.open("training", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("checkpoints");
  return (await done(opening))
    .transaction("checkpoints", mode, { durability: "strict" })
    .objectStore("checkpoints");
}

/** A transaction keeps the former checkpoint or has the whole new one, whenever the page is closed. */
export async function save(optimizer) {
  // A blob of the optimizer's own memory: one copy, made by the browser.
  const blob = new Blob(encodeCheckpointParts(optimizer, { container: "safetensors" }));
  const store = await checkpoints("readwrite");
  await done(store.put(blob, "latest"));
}

/** Whether there was anything to go on from. */
export async function resume(optimizer) {
  const blob = await done((await checkpoints("readonly")).get("latest"));
  if (blob !== undefined) loadCheckpoint(optimizer, new Uint8Array(await blob.arrayBuffer()));
  return blob !== undefined;
}

export async function train(updates) {
  const optimizer = createOptimizer(adam, { lr: 0.1 }, { w: new Float32Array([3, -2]) });
  await resume(optimizer);
  for (let update = 0; update < updates; update++) {
    const { w } = optimizer.params;
    optimizer.grads.w.set([2 * w[0], 20 * w[1]]);
    optimizer.step();
  }
  await save(optimizer);
  return { t: optimizer.t, w: [...optimizer.params.w] };
}
