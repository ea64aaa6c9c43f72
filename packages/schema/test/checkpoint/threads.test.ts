import { join } from "node:path";
import { createOptimizer, type FloatArray, rules } from "@optspec/core";
import { afterEach, expect, it } from "vitest";
import { load, save } from "../../src/checkpoint/node/index.ts";
import { encodeCheckpoint, encodeCheckpointParts, loadCheckpoint } from "../../src/index.ts";
import { temporaryFolder } from "./support/folder.ts";
import { type AnyOptimizer, bitsOf, train } from "./support/optimizers.ts";

const folder = temporaryFolder();
const open: AnyOptimizer[] = [];
afterEach(() => {
  for (const optimizer of open.splice(0)) optimizer.close();
});

/** So large that threads pay, with a group boundary inside. */
function large(threads: number): AnyOptimizer {
  const optimizer = createOptimizer<string, string, string, FloatArray>(
    rules.adam,
    {},
    { w: new Float32Array(300_001).fill(1), b: new Float32Array(77_777).fill(-1) },
    { threads, groups: { biases: { params: ["b"], config: { lr: 0.1 } } } },
  );
  open.push(optimizer);
  return optimizer;
}

it("a checkpoint of one thread is continued by others, and theirs by one", () => {
  const whole = large(1);
  train(whole, 3);
  const bytes = encodeCheckpoint(whole, { container: "safetensors" });
  train(whole, 2);
  for (const threads of [2, 3]) {
    const several = large(threads);
    loadCheckpoint(several, bytes);
    expect(several.threads).toBeGreaterThan(1);
    train(several, 2);
    expect(bitsOf(several)).toEqual(bitsOf(whole));
    expect(Buffer.compare(encodeCheckpoint(several), encodeCheckpoint(whole))).toBe(0);
  }
});

it("memory that threads share is saved and loaded as it is", async () => {
  const several = large(3);
  train(several, 2);
  for (const form of ["shared.safetensors", "shared"]) {
    await save(join(folder, form), several);
    const other = large(2);
    await load(join(folder, form), other);
    expect(bitsOf(other)).toEqual(bitsOf(several));
    const one = large(1);
    await load(join(folder, form), one);
    expect(bitsOf(one)).toEqual(bitsOf(several));
  }
  // A blob takes no shared memory.
  for (const part of encodeCheckpointParts(several, { container: "safetensors" }))
    expect(part.buffer).toBeInstanceOf(ArrayBuffer);
});
