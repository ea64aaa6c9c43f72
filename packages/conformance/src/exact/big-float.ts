import { bitLength, integerSquareRoot } from "./integer.ts";
import { type BigFloat, canonical, exponentOf, round, sign, zero } from "./representation.ts";

export { type Format, formats, toDecimal, toFormat } from "./formats.ts";
export {
  type BigFloat,
  canonical,
  exponentOf,
  fromBigInt,
  fromNumber,
  one,
  round,
  roundUp,
  sign,
  zero,
} from "./representation.ts";

/** −a. */
export function negate(a: BigFloat): BigFloat {
  return a.mantissa === 0n ? a : { mantissa: -a.mantissa, exponent: a.exponent };
}

/** |a|. */
export function absolute(a: BigFloat): BigFloat {
  return a.mantissa < 0n ? negate(a) : a;
}

/** The sign of a − b. */
export function compare(a: BigFloat, b: BigFloat): -1 | 0 | 1 {
  const signA = sign(a);
  const signB = sign(b);
  if (signA !== signB) return signA < signB ? -1 : 1;
  if (signA === 0) return 0;
  // Magnitudes of different binades need no exact difference, which could be very long.
  const gap = exponentOf(a) - exponentOf(b);
  if (gap !== 0) return gap > 0 === signA > 0 ? 1 : -1;
  return sign(subtract(a, b));
}

/** a + b: exact, or rounded to nearest even with `bits` bits. */
export function add(a: BigFloat, b: BigFloat, bits?: number): BigFloat {
  if (a.mantissa === 0n) return bits === undefined ? b : round(b, bits);
  if (b.mantissa === 0n) return bits === undefined ? a : round(a, bits);
  if (a.exponent < b.exponent) return addBelow(b, a, bits);
  return addBelow(a, b, bits);
}

// Here a.exponent >= b.exponent and neither is zero.
function addBelow(a: BigFloat, b: BigFloat, bits: number | undefined): BigFloat {
  const gap = a.exponent - b.exponent;
  if (gap === 0) {
    const sum = canonical(a.mantissa + b.mantissa, a.exponent);
    return bits === undefined ? sum : round(sum, bits);
  }
  if (bits === undefined) return { mantissa: (a.mantissa << BigInt(gap)) + b.mantissa, exponent: b.exponent };
  // Every rounding boundary near a is a multiple of 2^grid, and so is a: below it only the sign of b matters.
  const grid = Math.min(a.exponent, exponentOf(a) - bits - 1);
  if (exponentOf(b) < grid) {
    const sticky = (a.mantissa << BigInt(a.exponent - grid + 1)) + (b.mantissa < 0n ? -1n : 1n);
    return round({ mantissa: sticky, exponent: grid - 1 }, bits);
  }
  // An odd number plus an even one is odd, so the sum is canonical.
  return round({ mantissa: (a.mantissa << BigInt(gap)) + b.mantissa, exponent: b.exponent }, bits);
}

/** a − b: exact, or rounded to nearest even with `bits` bits. */
export function subtract(a: BigFloat, b: BigFloat, bits?: number): BigFloat {
  return add(a, negate(b), bits);
}

/** a · b: exact, or rounded to nearest even with `bits` bits. */
export function multiply(a: BigFloat, b: BigFloat, bits?: number): BigFloat {
  if (a.mantissa === 0n || b.mantissa === 0n) return zero;
  const product = { mantissa: a.mantissa * b.mantissa, exponent: a.exponent + b.exponent };
  return bits === undefined ? product : round(product, bits);
}

/**
 * a / b, rounded to nearest even with `bits` bits.
 * @throws RangeError when b is zero.
 */
export function divide(a: BigFloat, b: BigFloat, bits: number): BigFloat {
  if (b.mantissa === 0n) throw new RangeError("b: expected a divisor other than 0, got 0");
  if (a.mantissa === 0n) return zero;
  const shift = Math.max(0, bits + 2 - bitLength(a.mantissa) + bitLength(b.mantissa));
  const dividend = a.mantissa << BigInt(shift);
  const quotient = dividend / b.mantissa;
  const exponent = a.exponent - b.exponent - shift;
  if (quotient * b.mantissa === dividend) return round(canonical(quotient, exponent), bits);
  return round(truncated(quotient, a.mantissa < 0n !== b.mantissa < 0n, exponent), bits);
}

// A magnitude cut off towards zero: one more bit, set, rounds as the lost tail would.
function truncated(n: bigint, negative: boolean, exponent: number): BigFloat {
  return { mantissa: (n << 1n) + (negative ? -1n : 1n), exponent: exponent - 1 };
}

/**
 * √a, rounded to nearest even with `bits` bits.
 * @throws RangeError when a is negative.
 */
export function squareRoot(a: BigFloat, bits: number): BigFloat {
  if (a.mantissa < 0n) throw new RangeError("a: expected a number of at least 0, got a negative one");
  if (a.mantissa === 0n) return zero;
  let shift = 2 * bits + 4 - bitLength(a.mantissa);
  if ((a.exponent - shift) % 2 !== 0) shift++;
  const radicand = shift >= 0 ? a.mantissa << BigInt(shift) : a.mantissa >> BigInt(-shift);
  const root = integerSquareRoot(radicand);
  const exponent = (a.exponent - shift) / 2;
  if (shift >= 0 && root * root === radicand) return round(canonical(root, exponent), bits);
  return round(truncated(root, false, exponent), bits);
}
