import { rules } from "@optspec/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numberOf, schedulesOf, wild } from "./arbitraries.ts";
import { type CoreStep, runCore } from "./core-runs.ts";

/** Lengths around the blocks in which backends work. */
const sizes = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(255, 256, 257, 300, 511, 513, 600));

/** All elements' numbers after an update: θ first, then each slot. */
type Flat = readonly (readonly number[])[];

function flat(step: CoreStep, names: readonly string[], slots: readonly string[]): Flat {
  return [
    names.flatMap((name) => step.theta[name]!),
    ...slots.map((slot) => names.flatMap((name) => step.state[name]![slot]!)),
  ];
}

/** Bits, so that −0 and 0 differ; one NaN is like another, as the specification says. */
function expectSameBits(actual: Flat, expected: Flat): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((values, role) => {
    const different = values.findIndex((value, index) => !Object.is(value, expected[role]![index]));
    expect(different, `role ${role}, element`).toBe(-1);
  });
}

describe.each(Object.values(rules))("layout of $name in core", (rule) => {
  describe.each(["f64", "f32"] as const)("%s", (format) => {
    const problem = fc.tuple(sizes, fc.integer({ min: 1, max: 5 })).chain(([size, updates]) =>
      fc.record({
        size: fc.constant(size),
        updates: fc.constant(updates),
        pool: fc.array(numberOf(format, wild[format]), { minLength: 20, maxLength: 60 }),
        hypers: schedulesOf(rule, updates),
        seed: fc.integer({ min: 1, max: 2 ** 31 - 2 }),
      }),
    );

    /** Element `index` of θ (update 0) or of a gradient, from the pool. */
    const element = (pool: readonly number[], update: number, index: number): number =>
      pool[(index * 7 + update * 13 + index * update) % pool.length]!;

    /** All elements in one tensor, in order: what every other layout must reproduce. */
    function plain({
      size,
      updates,
      pool,
      hypers,
    }: typeof problem extends fc.Arbitrary<infer T> ? T : never): {
      theta: number[];
      gradients: number[][];
      expected: Flat[];
    } {
      const row = (update: number): number[] =>
        Array.from({ length: size }, (_, index) => element(pool, update, index));
      const theta = row(0);
      const gradients = Array.from({ length: updates }, (_, index) => row(index + 1));
      const steps = gradients.map((values) => ({ w: values }));
      const expected = runCore(rule, format, { w: theta }, steps, hypers);
      return { theta, gradients, expected: expected.map((step) => flat(step, ["w"], rule.states)) };
    }

    it("a permutation of elements permutes the result and changes no bit", () => {
      fc.assert(
        fc.property(problem, (drawn) => {
          const { theta, gradients, expected } = plain(drawn);
          const order = permutation(drawn.size, drawn.seed);
          const permuted = (values: readonly number[]): number[] => order.map((from) => values[from]!);
          const steps = gradients.map((values) => ({ w: permuted(values) }));
          const actual = runCore(rule, format, { w: permuted(theta) }, steps, drawn.hypers);
          actual.forEach((step, index) => {
            expectSameBits(flat(step, ["w"], rule.states), expected[index]!.map(permuted));
          });
        }),
        { numRuns: 60 },
      );
    });

    it("splitting into tensors, in any order and in groups, changes no bit", () => {
      fc.assert(
        fc.property(problem, fc.integer({ min: 1, max: 7 }), fc.boolean(), (drawn, parts, grouped) => {
          const { theta, gradients, expected } = plain(drawn);
          const cuts = permutation(drawn.size + 1, drawn.seed).slice(0, parts - 1);
          const bounds = [0, ...cuts.sort((a, b) => a - b), drawn.size];
          const names = bounds.slice(1).map((_, part) => `w${part}`);
          const declared = permutation(names.length, drawn.seed).map((part) => names[part]!);
          const split = (values: readonly number[]): Record<string, number[]> =>
            Object.fromEntries(
              declared.map((name) => {
                const part = names.indexOf(name);
                return [name, values.slice(bounds[part], bounds[part + 1])];
              }),
            );
          const groups = grouped ? { other: { params: declared.slice(0, 1), config: {} } } : {};
          const actual = runCore(rule, format, split(theta), gradients.map(split), drawn.hypers, { groups });
          actual.forEach((step, index) => {
            expectSameBits(flat(step, names, rule.states), expected[index]!);
          });
        }),
        { numRuns: 60 },
      );
    });
  });
});

/** A permutation of 0 … n−1 (Fisher–Yates over a multiplicative congruential generator). */
function permutation(n: number, seed: number): number[] {
  const order = Array.from({ length: n }, (_, index) => index);
  let state = seed;
  for (let i = n - 1; i > 0; i--) {
    state = (state * 48271) % 2147483647;
    const j = state % (i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
