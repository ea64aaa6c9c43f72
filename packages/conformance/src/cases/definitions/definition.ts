import type { DType } from "@optspec/core";
import type { Random } from "../random.ts";

/**
 * A fixture before its expectation is computed. `gradients` and `changes` are asked once per update, from 1;
 * numbers are rounded to the type.
 */
export interface Definition {
  /** Permanent; the type is appended. */
  readonly id: string;
  readonly rule: string;
  readonly title: string;
  readonly requirements: readonly string[];
  /** Slugs of src/self-test/ that the fixture must catch. */
  readonly hunts: readonly string[];
  /** Both types unless told. */
  readonly dtypes?: readonly DType[];
  readonly config: Readonly<Record<string, number>>;
  readonly params: Readonly<Record<string, readonly number[]>>;
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
  readonly updates: number;
  readonly gradients: (step: number, random: Random) => Readonly<Record<string, readonly number[]>>;
  readonly changes?: Readonly<Record<number, Readonly<Record<string, number>>>>;
}

/** One tensor of four elements. */
export const four: Readonly<Record<string, readonly number[]>> = { w: [1, -2, 0.5, 3] };
/** Four zeros: steps are not rounded away at the size of θ. */
export const zeros: Readonly<Record<string, readonly number[]>> = { w: [0, 0, 0, 0] };
/** Three tensors, of the shapes below. */
export const tensors: Readonly<Record<string, readonly number[]>> = {
  w: [1, -2, 0.5, 3],
  b: [0.25, -0.75],
  c: [4, 0.125],
};
export const shapes: Readonly<Record<string, readonly number[]>> = { w: [2, 2], b: [2], c: [1, 2] };
/** A vector, and a single number that is no vector. */
export const withoutDimensions: Readonly<Record<string, readonly number[]>> = { w: [1, -2], x: [0.5] };

export type Gradients = Definition["gradients"];
/** The same gradient at every update. */
export const constant: Gradients = () => ({ w: [0.5, -0.25, 2, -8] });
/** Gradients around one. */
export const ordinary: Gradients = (_, random) => ({ w: numbers(4, random, -4, 2) });
/** Gradients that change sign each time. */
export const alternating: Gradients = (step) => ({
  w: [0.5, -0.25, 2, -8].map((x) => (step % 2 === 1 ? x : -x / 2)),
});
/** Gradients around 1e-8. */
export const tiny: Gradients = (_, random) => ({ w: numbers(4, random, -28, -24) });
/** Gradients over thirty-six binades. */
export const wild: Gradients = (_, random) => ({ w: numbers(4, random, -30, 6) });
/** One gradient, then zeros, and a second one for the last element. */
export const impulse: Gradients = (step) => ({
  w: step === 1 ? [0.5, -0.25, 2, -8] : [0, 0, 0, step === 4 ? 1 : 0],
});
/** Ordinary gradients for `tensors`. */
export const severalTensors: Gradients = (_, random) => ({
  w: numbers(4, random, -4, 2),
  b: numbers(2, random, -4, 2),
  c: numbers(2, random, -4, 2),
});
/** Ordinary gradients for `withoutDimensions`. */
export const single: Gradients = (_, random) => ({
  w: numbers(2, random, -4, 2),
  x: numbers(1, random, -4, 2),
});
/** A NaN for one element at the second update. */
export const notANumber: Gradients = (step) => ({ w: [0.5, step === 2 ? Number.NaN : -0.25, 2, -8] });

/** `count` random numbers, of binary exponents `low` to `high`. */
export function numbers(count: number, random: Random, low: number, high: number): number[] {
  return Array.from({ length: count }, () => random.float(low, high));
}

/** What most fixtures have in common. */
export const common: Pick<Definition, "params" | "updates" | "gradients"> = {
  params: four,
  updates: 8,
  gradients: ordinary,
};
