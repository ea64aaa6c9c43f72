import { bitLength, trailingZeros } from "./integer.ts";

/** The number mantissa * 2^exponent; the mantissa is odd, or 0n with exponent 0. No NaN, infinity or signed zero. */
export interface BigFloat {
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** The number 0. */
export const zero: BigFloat = { mantissa: 0n, exponent: 0 };

/** The number 1. */
export const one: BigFloat = { mantissa: 1n, exponent: 0 };

/** Makes mantissa * 2^exponent canonical; any mantissa is allowed. */
export function canonical(mantissa: bigint, exponent: number): BigFloat {
  if (mantissa === 0n) return zero;
  const zeros = trailingZeros(mantissa);
  if (zeros === 0) return { mantissa, exponent };
  return { mantissa: mantissa >> BigInt(zeros), exponent: exponent + zeros };
}

/** The integer n. */
export function fromBigInt(n: bigint): BigFloat {
  return canonical(n, 0);
}

const view = new DataView(new ArrayBuffer(8));

/**
 * The exact value of a finite binary64 number (−0 gives 0).
 * @throws RangeError when x is not finite.
 */
export function fromNumber(x: number): BigFloat {
  if (!Number.isFinite(x)) throw new RangeError(`x: expected a finite number, got ${x}`);
  if (x === 0) return zero;
  view.setFloat64(0, x);
  const high = view.getUint32(0);
  const low = view.getUint32(4);
  const biased = (high >>> 20) & 0x7ff;
  const top = (high & 0xfffff) | (biased === 0 ? 0 : 0x100000);
  const exponent = (biased === 0 ? 1 : biased) - 1075;
  let magnitude: number;
  let zeros: number;
  if (low === 0) {
    const lift = 31 - Math.clz32(top & -top);
    magnitude = top >>> lift;
    zeros = lift + 32;
  } else {
    zeros = 31 - Math.clz32(low & -low);
    magnitude = (top * 0x100000000 + low) / ((1 << zeros) >>> 0);
  }
  return { mantissa: BigInt(x < 0 ? -magnitude : magnitude), exponent: exponent + zeros };
}

/** The sign of a. */
export function sign(a: BigFloat): -1 | 0 | 1 {
  return a.mantissa === 0n ? 0 : a.mantissa < 0n ? -1 : 1;
}

/** floor(log2 |a|); −Infinity for zero. */
export function exponentOf(a: BigFloat): number {
  return a.mantissa === 0n ? Number.NEGATIVE_INFINITY : a.exponent + bitLength(a.mantissa) - 1;
}

/** a rounded to nearest even with `bits` bits of mantissa. */
export function round(a: BigFloat, bits: number): BigFloat {
  const excess = bitLength(a.mantissa) - bits;
  if (excess <= 0) return a;
  const negative = a.mantissa < 0n;
  const half = (negative ? -a.mantissa : a.mantissa) >> BigInt(excess - 1);
  // The mantissa is odd: a tie is exactly the case of one excess bit, and else the last kept half bit decides.
  const rounded = excess === 1 ? (half + (half & 2n ? 1n : 0n)) >> 1n : (half + 1n) >> 1n;
  return canonical(negative ? -rounded : rounded, a.exponent + excess);
}

/** a rounded away from zero with `bits` bits of mantissa; for error bounds. */
export function roundUp(a: BigFloat, bits: number): BigFloat {
  const excess = bitLength(a.mantissa) - bits;
  if (excess <= 0) return a;
  const negative = a.mantissa < 0n;
  const kept = ((negative ? -a.mantissa : a.mantissa) >> BigInt(excess)) + 1n;
  return canonical(negative ? -kept : kept, a.exponent + excess);
}
