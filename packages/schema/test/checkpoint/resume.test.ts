import type { Options } from "@optspec/core";
import { describe, expect, it } from "vitest";
import { type Container, encodeCheckpoint, loadCheckpoint, resumeCheckpoint } from "../../src/index.ts";
import { bitsOf, dtypes, makeOptimizer, programs, train } from "./support/optimizers.ts";

/** Every container, and both ways between the backends. */
const journeys: readonly { container: Container; from: BackendName; to: BackendName }[] = [
  { container: "json", from: "portable", to: "wasm" },
  { container: "safetensors", from: "wasm", to: "portable" },
];
type BackendName = Exclude<NonNullable<Options["backend"]>, "auto">;
const before = 4;
const after = 3;

// N + M steps are N steps, save, load, M steps, bit for bit: for every program of every family, both types, both containers,
// from either backend to the other and to itself.
describe.each(programs)("$name", ({ rule }) => {
  it.each(dtypes)("goes on as if nothing had happened, %s", (dtype) => {
    const whole = makeOptimizer(rule, dtype);
    train(whole, before + after);
    const cold = makeOptimizer(rule, dtype);
    train(cold, after);
    const end = bitsOf(whole);
    for (const { container, from, to } of journeys) {
      const first = makeOptimizer(rule, dtype, { backend: from });
      train(first, before);
      const bytes = encodeCheckpoint(first, { container });
      const second = makeOptimizer(rule, dtype, { backend: to }, 99);
      loadCheckpoint(second, bytes);
      train(second, after);
      expect(bitsOf(second)).toEqual(end);
      const third = resumeCheckpoint(bytes, { backend: from });
      train(third, after);
      expect(bitsOf(third)).toEqual(end);
    }
    expect(bitsOf(cold)).not.toEqual(end);
  });
});

it("a cold start with the checkpoint's parameters, or its step count alone, is another trajectory", () => {
  const { rule } = programs.find(({ name }) => name === "adam")!;
  const whole = makeOptimizer(rule, "f64");
  train(whole, before);
  const bytes = encodeCheckpoint(whole);
  train(whole, after);
  const warm = resumeCheckpoint(bytes);
  for (const slots of Object.values(warm.state)) for (const slot of Object.values(slots)) slot.fill(0);
  train(warm, after);
  expect(bitsOf(warm)).not.toEqual(bitsOf(whole));
  expect(warm.t).toBe(whole.t);
});
