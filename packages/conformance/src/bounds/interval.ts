import type { Comparison } from "@optspec/core";
import {
  absolute,
  add,
  type BigFloat,
  compare,
  divide,
  type Format,
  formats,
  fromNumber,
  multiply,
  one,
  roundUp,
  sign,
  squareRoot,
  subtract,
  toFormat,
  zero,
} from "../exact/big-float.ts";

/**
 * An exact value, and how far from it an implementation that rounds every operation once may stand.
 * `undefined` in place of one means: not judged, since some legitimate order of operations leaves the type's range.
 */
export interface Approximation {
  readonly value: BigFloat;
  readonly error: BigFloat;
}
export type Judged = Approximation | undefined;

/** Bits of exact values: far beyond the 60 digits that the oracle owes. */
const valueBits = 320;
/** Bits of error bounds; every operation on them rounds up. */
const errorBits = 64;

const up = (a: BigFloat): BigFloat => roundUp(a, errorBits);
const plus = (a: BigFloat, b: BigFloat): BigFloat => up(add(a, b));
const times = (a: BigFloat, b: BigFloat): BigFloat => up(multiply(a, b));
const over = (a: BigFloat, b: BigFloat): BigFloat => up(multiply(divide(a, b, errorBits), justAboveOne));
const justAboveOne = add(one, { mantissa: 1n, exponent: 2 - errorBits });

interface Limits {
  /** Half an ulp of 1: the relative error of one rounding. */
  readonly unit: BigFloat;
  /** Half of the smallest subnormal: the absolute error of one rounding below the normal range. */
  readonly tiny: BigFloat;
  readonly smallestNormal: BigFloat;
  /** Beyond this some legitimate order of operations may overflow. */
  readonly largest: BigFloat;
}

const limitsOf = ({ bits, minExponent, maxExponent }: (typeof formats)[Format]): Limits => ({
  unit: { mantissa: 1n, exponent: -bits },
  tiny: { mantissa: 1n, exponent: minExponent - bits },
  smallestNormal: { mantissa: 1n, exponent: minExponent },
  largest: { mantissa: 1n, exponent: maxExponent - 8 },
});
const limits: Readonly<Record<Format, Limits>> = { f32: limitsOf(formats.f32), f64: limitsOf(formats.f64) };

/** An input: a number that every implementation is given exactly. */
export function given(x: number): Judged {
  return Number.isFinite(x) ? { value: fromNumber(x), error: zero } : undefined;
}

/** A result whose operands were off by `error` in all, after one more rounding to a format. */
function rounded(value: BigFloat, error: BigFloat, format: Format): Judged {
  const { unit, tiny, smallestNormal, largest } = limits[format];
  const reach = plus(absolute(value), error);
  if (compare(reach, largest) > 0) return undefined;
  if (sign(reach) === 0) return { value, error };
  const relative = times(unit, reach);
  const subnormal = compare(subtract(absolute(value), error), smallestNormal) < 0;
  return { value, error: plus(error, subnormal && compare(relative, tiny) < 0 ? tiny : relative) };
}

type Binary = (a: Approximation, b: Approximation, format: Format) => Judged;

/** Running error analysis of each operator: what its operands are off by, carried through, and one rounding. */
export const operators: Readonly<Record<"+" | "-" | "*" | "/", Binary>> = {
  "+": (a, b, format) => rounded(add(a.value, b.value, valueBits), plus(a.error, b.error), format),
  "-": (a, b, format) => rounded(subtract(a.value, b.value, valueBits), plus(a.error, b.error), format),
  "*"(a, b, format) {
    const crossed = plus(times(absolute(a.value), b.error), times(absolute(b.value), a.error));
    return rounded(multiply(a.value, b.value, valueBits), plus(crossed, times(a.error, b.error)), format);
  },
  "/"(a, b, format) {
    const least = subtract(absolute(b.value), b.error);
    if (sign(least) <= 0) return undefined;
    const value = divide(a.value, b.value, valueBits);
    return rounded(value, over(plus(a.error, times(absolute(value), b.error)), least), format);
  },
};

/**
 * x + c·(y − x), three roundings. Operation by operation the error of x would be counted twice and grow with every update,
 * but x̃ + c̃·(ỹ − x̃) − z = (1 − c̃)·(x̃ − x) + c̃·(ỹ − y) + (c̃ − c)·(y − x) passes on only 1 − c of it.
 */
export function stepTowards(x: Approximation, y: Approximation, c: Approximation, format: Format): Judged {
  const { unit, tiny } = limits[format];
  const difference = subtract(y.value, x.value, valueBits);
  const factor = plus(absolute(c.value), c.error);
  const kept = plus(absolute(subtract(one, c.value, valueBits)), c.error);
  const passed = plus(
    plus(times(kept, x.error), times(factor, y.error)),
    times(c.error, absolute(difference)),
  );
  const reach = plus(absolute(difference), plus(x.error, y.error));
  const roundings = times(times(factor, reach), plus(plus(unit, unit), times(unit, unit)));
  const value = add(x.value, multiply(c.value, difference), valueBits);
  return rounded(value, plus(passed, plus(roundings, tiny)), format);
}

/** √a: where a may be zero the root's error is that of √(a + error). */
function root(a: Approximation, format: Format): Judged {
  if (sign(a.value) < 0 || sign(add(a.value, a.error)) < 0) return undefined;
  const value = squareRoot(a.value, valueBits);
  if (sign(a.error) === 0) return rounded(value, zero, format);
  const least = subtract(a.value, a.error);
  const low = sign(least) > 0 ? squareRoot(least, errorBits) : zero;
  // |√x − √a| = |x − a| / (√x + √a), largest at the lower end of x.
  const sum = multiply(add(low, value), { mantissa: (1n << 60n) - 1n, exponent: -60 });
  return rounded(
    value,
    sign(sum) === 0 ? times(squareRoot(a.error, errorBits), justAboveOne) : over(a.error, sum),
    format,
  );
}

/** The larger or smaller of two: off by at most the larger of the errors, and not rounded. */
const extremum =
  (wanted: 1 | -1): Binary =>
  (a, b) => ({
    value: compare(a.value, b.value) === wanted ? a.value : b.value,
    error: compare(a.error, b.error) > 0 ? a.error : b.error,
  });

export const functions: Readonly<Record<string, Binary>> = {
  sqrt: (a, _, format) => root(a, format),
  abs: (a) => ({ value: absolute(a.value), error: a.error }),
  max: extremum(1),
  min: extremum(-1),
};

/**
 * `select(a < b, …)`: the branch that a and b choose. Where their errors leave open which one that is, an honest
 * implementation may take the other: a result that differs from this one by more than both can be off by is not judged.
 */
export function select(
  comparison: Comparison,
  a: Approximation,
  b: Approximation,
  whenTrue: Judged,
  whenFalse: Judged,
): Judged {
  const order = compare(a.value, b.value);
  const holds = comparison === "<" ? order < 0 : order <= 0;
  const [taken, other] = holds ? [whenTrue, whenFalse] : [whenFalse, whenTrue];
  const doubt = add(a.error, b.error);
  const isDecided = sign(doubt) === 0 || compare(absolute(subtract(a.value, b.value)), doubt) > 0;
  if (taken === undefined || isDecided) return taken;
  if (other === undefined) return undefined;
  const apart = absolute(subtract(taken.value, other.value));
  if (compare(apart, add(taken.error, other.error)) > 0) return undefined;
  const reach = plus(apart, other.error);
  return { value: taken.value, error: compare(reach, taken.error) > 0 ? reach : taken.error };
}

/**
 * A sum in whatever order: what the numbers are off by, and at most n − 1 roundings of partial sums, each of which is at
 * most the sum of all magnitudes in size (Jeannerod and Rump 2013). Additions lose nothing below the normal range.
 */
export function sum(values: readonly Judged[], format: Format): Judged {
  let [value, error, reach] = [zero, zero, zero];
  for (const each of values) {
    if (each === undefined) return undefined;
    value = add(value, each.value, valueBits);
    error = plus(error, each.error);
    reach = plus(reach, plus(absolute(each.value), each.error));
  }
  const { unit, largest } = limits[format];
  if (compare(reach, largest) > 0) return undefined;
  return { value, error: plus(error, times(times(unit, fromNumber(Math.max(0, values.length - 1))), reach)) };
}

/** One rounding to a format, of a scalar that meets a tensor. */
export function meet(a: Approximation, format: Format): Judged {
  // A number of the format, known exactly, stays what it is.
  if (sign(a.error) === 0 && compare(fromNumberOrZero(toFormat(a.value, format)), a.value) === 0) return a;
  return rounded(a.value, a.error, format);
}

const fromNumberOrZero = (x: number): BigFloat => (Number.isFinite(x) ? fromNumber(x) : zero);

/**
 * `round(a)` asked for by a program: the rounded number itself is then the exact value, unless the operand's error
 * leaves open to which neighbour an honest implementation rounds.
 */
export function roundTo(a: Approximation, format: Format): Judged {
  const nearest = toFormat(a.value, format);
  const low = toFormat(subtract(a.value, a.error), format);
  const high = toFormat(add(a.value, a.error), format);
  if (![nearest, low, high].every(Number.isFinite)) return undefined;
  const value = fromNumber(nearest);
  return { value, error: up(subtract(fromNumber(high), fromNumber(low))) };
}

/**
 * xⁿ: n − 1 roundings of products in whatever order (running product, squaring, a library's pow).
 * @param format - of the products.
 */
export function power(
  a: Approximation,
  n: number,
  raise: (x: BigFloat, n: number, bits: number) => BigFloat,
  format: Format,
): Judged {
  if (n === 0) return { value: one, error: zero };
  const value = raise(a.value, n, valueBits);
  const { unit } = limits[format];
  let error = times(times(unit, fromNumber(n - 1)), absolute(value));
  if (sign(a.error) > 0) {
    const widest = absolute(raise(add(absolute(a.value), a.error), n, errorBits));
    error = plus(error, over(times(times(fromNumber(n), a.error), widest), add(absolute(a.value), a.error)));
  }
  return { value, error };
}
