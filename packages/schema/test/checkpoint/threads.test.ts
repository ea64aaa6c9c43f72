import { createOptimizer, type FloatArray, rules } from "@optspec/core";
import { afterEach, expect, it } from "vitest";
import { encodeCheckpoint, loadCheckpoint } from "../../src/index.ts";
import { type AnyOptimizer, bitsOf, train } from "./support/optimizers.ts";

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
