import type { HyperDeclaration, Rule } from "@optspec/core";
import fc from "fast-check";
import type { Format } from "../../src/exact/big-float.ts";

/** Rounds a binary64 number to a number of the format. */
export const store: Readonly<Record<Format, (x: number) => number>> = { f32: Math.fround, f64: (x) => x };

/** Binary exponents between which magnitudes are drawn, the ends included. */
export interface Magnitudes {
  readonly low: number;
  readonly high: number;
}

/**
 * From the least subnormal to 1e30 (2^100), where the format allows. In f32, squares must stay below 2^128 when up
 * to 200 of them are added: 2^(2·60)·200 < 2^128.
 */
export const wild: Readonly<Record<Format, Magnitudes>> = {
  f64: { low: -1074, high: 99 },
  f32: { low: -149, high: 59 },
};

/** What gradients in use look like; no operation of any rule comes near overflow or underflow. */
export const tame: Magnitudes = { low: -10, high: 5 };

/** A number of the format with a magnitude in [2^low, 2^(high+1)), of either sign, or zero now and then. */
export function numberOf(format: Format, { low, high }: Magnitudes): fc.Arbitrary<number> {
  const mantissa = fc.oneof(
    fc.double({ min: 1, max: 2, maxExcluded: true, noNaN: true }),
    fc.integer({ min: 0, max: 15 }).map((n) => 1 + n / 16),
  );
  const signed = fc
    .tuple(mantissa, fc.integer({ min: low, max: high }), fc.boolean())
    .map(([m, exponent, negative]) => {
      // Cut off, not rounded, so that the magnitude stays below 2^(high+1).
      const bits = format === "f32" ? 2 ** 23 : 2 ** 52;
      const magnitude = (Math.floor(m * bits) / bits) * 2 ** exponent;
      return store[format](negative ? -magnitude : magnitude);
    });
  return fc.oneof({ weight: 12, arbitrary: signed }, { weight: 1, arbitrary: fc.constantFrom(0, -0) });
}

/** A count of updates: mostly few, now and then up to `most`. */
export function lengths(most: number): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1, max: Math.min(most, 16) }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: most }) },
  );
}

/** A sequence of `length` values in runs: singles, and constants kept for up to 40 updates. */
export function runsOf<T>(values: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> {
  const runLength = fc.oneof(
    { weight: 3, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.integer({ min: 2, max: 40 }) },
  );
  const run = fc.tuple(values, runLength);
  return fc
    .array(run, { minLength: length, maxLength: length, size: "max" })
    .map((parts) => parts.flatMap(([value, count]) => Array<T>(count).fill(value)).slice(0, length));
}

/** Values of a hyperparameter in its whole range, its default and the ends that belong to it among them. */
export function valuesIn({ value, range }: HyperDeclaration): fc.Arbitrary<number> {
  const { low, high, lowOpen, highOpen } = range;
  const ends = [...(lowOpen ? [] : [low]), ...(highOpen ? [] : [high]), value];
  const inside = Number.isFinite(high)
    ? fc.oneof(
        fc.double({ min: low, max: high, minExcluded: lowOpen, maxExcluded: highOpen, noNaN: true }),
        // Towards the upper end, where 1−ρ keeps few bits.
        fc.integer({ min: 1, max: 52 }).map((n) => high - (high - Math.max(low, 0)) * 2 ** -n),
        fc.constantFrom(0.5, 0.9, 0.95, 0.99, 0.999, 0.9999).map((share) => low + (high - low) * share),
      )
    : fc
        .tuple(fc.double({ min: 1, max: 2, noNaN: true }), fc.integer({ min: -60, max: 10 }))
        .map(([m, exponent]) => Math.max(low, 0) + m * 2 ** exponent);
  return fc.oneof({ weight: 4, arbitrary: inside }, { weight: 1, arbitrary: fc.constantFrom(...ends) });
}

/** One record of a rule's hyperparameters, by the ranges that its program declares; `fixed` overrides. */
export function configOf(
  rule: Rule,
  fixed: Readonly<Record<string, fc.Arbitrary<number>>> = {},
): fc.Arbitrary<Record<string, number>> {
  const entries = rule.program.hypers.map((hyper) => [hyper.name, fixed[hyper.name] ?? valuesIn(hyper)]);
  return fc.record(Object.fromEntries(entries) as Record<string, fc.Arbitrary<number>>);
}

/** Hyperparameters of `length` updates: constant but for lr, which may change between updates. */
export function schedulesOf(
  rule: Rule,
  length: number,
  fixed: Readonly<Record<string, fc.Arbitrary<number>>> = {},
): fc.Arbitrary<Record<string, number>[]> {
  const rate = fixed.lr ?? valuesIn(rule.program.hypers.find(({ name }) => name === "lr")!);
  const rates = fc.oneof(
    runsOf(rate, length),
    rate.map((lr) => Array<number>(length).fill(lr)),
  );
  return fc.tuple(configOf(rule, fixed), rates).map(([config, lrs]) => lrs.map((lr) => ({ ...config, lr })));
}

/** The history of one element under a rule. */
export interface ElementHistory {
  readonly theta: number;
  readonly gradients: number[];
  readonly hypers: Record<string, number>[];
}

/** Histories of one element: any start, gradients in runs, changing lr, up to `most` updates. */
export function histories(
  rule: Rule,
  format: Format,
  magnitudes: Magnitudes,
  most: number,
  fixed: Readonly<Record<string, fc.Arbitrary<number>>> = {},
): fc.Arbitrary<ElementHistory> {
  const values = numberOf(format, magnitudes);
  return lengths(most).chain((length) =>
    fc.record({ theta: values, gradients: runsOf(values, length), hypers: schedulesOf(rule, length, fixed) }),
  );
}
