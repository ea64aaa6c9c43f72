import fc from "fast-check";
import { type BigFloat, canonical, type Format } from "../../src/exact/big-float.ts";

const view = new DataView(new ArrayBuffer(8));

function fromBits64(bits: bigint): number {
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}

function fromBits32(bits: number): number {
  view.setUint32(0, bits);
  return view.getFloat32(0);
}

// Short mantissas and neighbouring exponents make ties, cancellations and exact results common.
const short64: fc.Arbitrary<number> = fc
  .tuple(
    fc.integer({ min: -1023, max: 1023 }),
    fc.integer({ min: -40, max: 40 }),
    fc.integer({ min: 0, max: 53 }),
  )
  .map(([power, tail, places]) => 2 ** power * (1 + tail * 2 ** -places));
const short32: fc.Arbitrary<number> = fc
  .tuple(
    fc.integer({ min: -150, max: 127 }),
    fc.integer({ min: -40, max: 40 }),
    fc.integer({ min: 0, max: 24 }),
  )
  .map(([power, tail, places]) => Math.fround(2 ** power * (1 + tail * 2 ** -places)));

const subnormal64 = fc.bigInt({ min: 0n, max: 0x000fffffffffffffn }).map(fromBits64);
const subnormal32 = fc.integer({ min: 0, max: 0x007fffff }).map(fromBits32);
const nearOne64 = fc.bigInt({ min: 0x3fdn << 52n, max: 0x402n << 52n }).map(fromBits64);
const nearOne32 = fc.integer({ min: 0x3e800000, max: 0x41000000 }).map(fromBits32);

/** Any number of the format, specials too: uniform bit patterns, subnormals, short mantissas, numbers near 1. */
export const anyNumber: Readonly<Record<Format, fc.Arbitrary<number>>> = {
  f64: fc.oneof(
    fc.bigInt({ min: 0n, max: 0xffffffffffffffffn }).map(fromBits64),
    subnormal64,
    short64,
    nearOne64,
    fc.constantFrom(0, -0, 1, -1, Number.MIN_VALUE, Number.MAX_VALUE, Number.NaN, Infinity, -Infinity),
  ),
  f32: fc.oneof(
    fc.integer({ min: 0, max: 0xffffffff }).map(fromBits32),
    subnormal32,
    short32,
    nearOne32,
    fc.constantFrom(0, -0, 1, -1, 2 ** -149, Math.fround(3.4028234663852886e38), NaN, Infinity, -Infinity),
  ),
};

/** Any finite number of the format, of either sign. */
export const finiteNumber: Readonly<Record<Format, fc.Arbitrary<number>>> = {
  f64: fc.tuple(anyNumber.f64.filter(Number.isFinite), fc.boolean()).map(([x, flip]) => (flip ? -x : x)),
  f32: fc.tuple(anyNumber.f32.filter(Number.isFinite), fc.boolean()).map(([x, flip]) => (flip ? -x : x)),
};

/** A BigFloat with a mantissa of up to `length` bits and an exponent within ±`reach`. */
export function bigFloat(length: number, reach: number): fc.Arbitrary<BigFloat> {
  const limit = 1n << BigInt(length);
  return fc
    .tuple(
      fc.bigInt({ min: -limit, max: limit }),
      fc.integer({ min: 0, max: length }),
      fc.integer({ min: -reach, max: reach }),
    )
    .map(([mantissa, cut, exponent]) => canonical(mantissa >> BigInt(cut), exponent));
}
