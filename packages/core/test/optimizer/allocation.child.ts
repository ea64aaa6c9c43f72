import {
  adam,
  clipGlobalNorm,
  clipValues,
  createOptimizer,
  type FloatArray,
  gd,
  type Optimizer,
  type Options,
  type Rule,
} from "../../src/index.ts";
import { reducing, running } from "./subjects.ts";

// Run by allocation.test.ts in a process of its own, with --expose-gc and a nursery too large to be collected
// meanwhile: heapUsed then only grows, by exactly what is allocated. Prints bytes per step of each case as JSON.

const gc = (globalThis as unknown as { gc(): void }).gc;

/** The least of some rounds: the compiler and the collector allocate and free now and then, a step would always. */
function bytesPerStep(step: () => unknown, steps = 4000): number {
  for (let i = 0; i < steps; i++) step();
  const rounds = Array.from({ length: 7 }, () => {
    gc();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < steps; i++) step();
    return Math.abs(process.memoryUsage().heapUsed - before) / steps;
  });
  return Math.min(...rounds);
}

const tensors = (
  count: number,
  Type: typeof Float32Array | typeof Float64Array,
): Record<string, FloatArray> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`w${i}`, new Type(3).fill(0.5)]));

const results: Record<string, number> = {};
function measure(
  name: string,
  optimizer: Optimizer,
  grads: Record<string, FloatArray>,
  steps?: number,
): void {
  results[`${name}: step()`] = bytesPerStep(() => optimizer.step(), steps);
  results[`${name}: step(grads)`] = bytesPerStep(() => optimizer.step(grads), steps);
}

const two: Options = { groups: { slow: { params: ["w1"], config: { lr: 0.5 } } }, nonFinite: "throw" };
for (const rule of [adam, running, reducing])
  for (const Type of [Float32Array, Float64Array]) {
    const params = tensors(2, Type);
    for (const backend of ["auto", "portable"] as const) {
      const optimizer = createOptimizer(rule as Rule, {}, params, { ...two, backend }) as Optimizer;
      measure(`${rule.name} ${Type.name} ${backend}`, optimizer, params);
    }
  }

// Beyond 1020 properties V8 collects the names anew for each loop over an object.
const many = tensors(1000, Float32Array);
measure("1000 tensors auto", createOptimizer(gd, {}, many) as Optimizer, many, 400);

// Clipping, in every way that it can go.
const grads = { ...tensors(2, Float32Array), b: new Float64Array(5).fill(2) };
results["clip by norm"] = bytesPerStep(() => {
  for (const name in grads) grads[name as "b"].fill(3);
  clipGlobalNorm(grads, 1);
}, 20_000);
results["clip by value"] = bytesPerStep(() => {
  for (const name in grads) grads[name as "b"].fill(3);
  clipValues(grads, 1);
}, 20_000);

let kept: unknown;
results["control: one small object"] = bytesPerStep(() => {
  kept = { a: 1 };
});
void kept;
console.log(JSON.stringify(results));
