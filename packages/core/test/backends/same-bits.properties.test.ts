import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Backend } from "../../src/backends/backend.ts";
import { lower } from "../../src/backends/lower.ts";
import { portable } from "../../src/backends/portable.ts";
import { wasm, wasmEngine } from "../../src/backends/wasm.ts";
import { createOptimizer, families, type Rule, rules, variantsOf } from "../../src/index.ts";
import {
  type Example,
  engineFor,
  expectSameBits,
  planFor,
  runExample,
  trainer,
  watchedThreads,
} from "./engines.ts";
import { anyProgram, anyReducingProgram } from "./programs.ts";
import { fillWild, firstDifference, randomWords } from "./wild.ts";

const dtypes = ["f32", "f64"] as const;
const named: [string, Rule][] = [
  ...Object.entries(rules),
  ...Object.entries(families).flatMap(([name, family]) =>
    variantsOf(family).map((variant): [string, Rule] => [
      `${name} ${JSON.stringify(variant.choice)}`,
      variant,
    ]),
  ),
];
const shapes = {
  dtype: fc.constantFrom(...dtypes),
  lengths: fc.array(fc.nat({ max: 700 }), { minLength: 1, maxLength: 4 }),
  steps: fc.integer({ min: 1, max: 4 }),
  seed: fc.integer(),
};

describe("portable and wasm give the same bits", () => {
  it.each(named)("%s", (_, { program }) => {
    fc.assert(
      fc.property(fc.record({ program: fc.constant(program), ...shapes }), (example) => {
        expectSameBits(example, runExample(example, portable), runExample(example, wasm));
      }),
      { numRuns: 12 },
    );
  });

  it("any program of the rule language", () => {
    const used = new Set<string>();
    fc.assert(
      fc.property(fc.record({ program: anyProgram, ...shapes }), (example) => {
        for (const { operation } of lower(example.program).tensors) used.add(operation);
        expectSameBits(example, runExample(example, portable), runExample(example, wasm));
      }),
      { numRuns: 800 },
    );
    expect([...used].sort()).toEqual([
      "abs",
      "add",
      "divide",
      "factor",
      "less",
      "lessEqual",
      "max",
      "min",
      "multiply",
      "negate",
      "role",
      "select",
      "sqrt",
      "subtract",
    ]);
  });
});

const lengthsWithRows = fc.array(fc.nat({ max: 300 }), { minLength: 1, maxLength: 4 });

describe("any program with layers and rows", () => {
  const reducing = fc.record({ program: anyReducingProgram, ...shapes, lengths: lengthsWithRows });

  it("gives the same bits on portable and wasm", () => {
    const used = new Map<string, number>();
    fc.assert(
      fc.property(reducing, (example) => {
        const { slices } = lower(example.program);
        for (const { kind, operation } of slices)
          used.set(`${kind} ${operation}`, (used.get(`${kind} ${operation}`) ?? 0) + 1);
        expectSameBits(example, runExample(example, portable), runExample(example, wasm));
      }),
      { numRuns: 1500 },
    );
    const everyKind = ["add", "subtract", "multiply", "divide", "negate", "sqrt", "abs", "max", "min"];
    const expected = [...everyKind, "less", "lessEqual", "select", "factor"].flatMap((operation) => [
      `layer ${operation}`,
      `row ${operation}`,
    ]);
    const given = ["layer rows", "layer columns", "layer dims", "layer sum", "layer largest", "row rowsum"];
    expect([...used.keys()].sort()).toEqual([...expected, ...given, "row spread"].sort());
    expect(Math.min(...used.values())).toBeGreaterThan(3);
  });

  it("gives the same bits with kernels for shared memory", () => {
    fc.assert(
      fc.property(reducing, (example) => {
        expectSameBits(example, runExample(example, wasm), runExample(example, sharedKernel));
      }),
      { numRuns: 300 },
    );
  });
});

/** The kernels for shared memory, run by the calling thread alone: cheap enough for every variant in both types. */
const sharedKernel: Backend = (plan) =>
  wasmEngine(
    { ...plan, threads: 2 },
    {
      chunkBytes: 64,
      leastShared: 0,
      start() {
        throw new Error("no worker is wanted");
      },
    },
  );

describe("threads give the same bits as one", () => {
  it.each(named)("kernel for shared memory: %s", (_, { program }) => {
    fc.assert(
      fc.property(fc.record({ program: fc.constant(program), ...shapes }), (example) => {
        expectSameBits(example, runExample(example, wasm), runExample(example, sharedKernel));
      }),
      { numRuns: 4 },
    );
  });

  // A worker takes a moment to start: the rules run in both types, their variants in one each.
  const cases = named.flatMap(([name, { program }], index) =>
    dtypes
      .filter((_, which) => index < Object.keys(rules).length || which === index % 2)
      .map((dtype) => ({ name, dtype, program })),
  );
  it.each(cases)("$name $dtype on two threads", async ({ program, dtype }) => {
    const example: Example = { program, dtype, lengths: [1003, 1, 20_011, 0, 37], steps: 6, seed: 7 };
    const plan = planFor(example, 2);
    const threads = watchedThreads(256);
    const shared = engineFor(example, threads.backend, 2);
    try {
      expect(shared.threads).toBe(2);
      await threads.ready();
      const training = trainer(example, plan, shared);
      let steps = 0;
      // On a busy machine the worker may sleep through a few steps.
      while (steps < example.steps || (threads.shared() === 0 && steps < 5000)) {
        training.step();
        steps++;
      }
      expect(threads.shared()).toBeGreaterThan(0);
      expectSameBits(example, runExample({ ...example, steps }, wasm), shared);
    } finally {
      shared.close();
    }
  });
});

describe("an optimizer on each backend", () => {
  it("gives the same bits for many tensors in groups, with its own and with the caller's gradients", () => {
    const next = randomWords(3);
    const wild = (length: number): Float32Array => {
      const array = new Float32Array(length);
      fillWild(array, "f32", next);
      return array;
    };
    const params = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`p${i}`, wild((i * 7) % 23)]));
    const options = {
      groups: {
        slow: { params: ["p3", "p20", "p21"], config: { lr: 1e-5 } },
        none: { params: [], config: {} },
        eps: { params: ["p0"], config: { eps: 0 } },
      },
    };
    const [left, right] = (["portable", "wasm"] as const).map((backend) =>
      createOptimizer(rules.adam, { lr: 0.3 }, params, { ...options, backend }),
    ) as [ReturnType<typeof createOptimizer>, ReturnType<typeof createOptimizer>];
    expect([left.backend, right.backend]).toEqual(["portable", "wasm"]);
    for (let step = 0; step < 5; step++) {
      const grads = Object.fromEntries(
        Object.entries(params).map(([name, { length }]) => [name, wild(length)]),
      );
      if (step === 3) for (const optimizer of [left, right]) optimizer.configure({ beta1: 0.5 }, "slow");
      if (step % 2 === 0) for (const optimizer of [left, right]) optimizer.step(grads);
      else
        for (const optimizer of [left, right]) {
          for (const name in grads) optimizer.grads[name]!.set(grads[name]!);
          optimizer.step();
        }
    }
    for (const name in params) {
      expect(firstDifference(left.params[name]!, right.params[name]!)).toBe(undefined);
      for (const slot of ["s", "r"])
        expect(firstDifference(left.state[name]![slot]!, right.state[name]![slot]!)).toBe(undefined);
    }
  });
});
