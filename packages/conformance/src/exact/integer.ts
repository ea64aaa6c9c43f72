// Arithmetic on bigint mantissas; the sizes that matter are up to some 300 bits.

const view = new DataView(new ArrayBuffer(8));

/** The number of bits of |n|; 0 for zero. */
export function bitLength(n: bigint): number {
  const x = Math.abs(Number(n));
  if (x === 0) return 0;
  if (x === Number.POSITIVE_INFINITY) return hexadecimalBitLength(n < 0n ? -n : n);
  view.setFloat64(0, x);
  const high = view.getUint32(0);
  const length = (high >>> 20) - 1022;
  // A power of two may be the rounding of an integer that lies just below it.
  const isPower = (high & 0xfffff) === 0 && view.getUint32(4) === 0;
  if (isPower && length > 53 && (n < 0n ? -n : n) >> BigInt(length - 1) === 0n) return length - 1;
  return length;
}

function hexadecimalBitLength(n: bigint): number {
  const digits = n.toString(16);
  return 4 * digits.length - (Math.clz32(Number.parseInt(digits[0] ?? "0", 16)) - 28);
}

/** The number of zero bits below the lowest one bit of n; n must not be zero. */
export function trailingZeros(n: bigint): number {
  let zeros = 0;
  let rest = n;
  for (;;) {
    const low = Number(BigInt.asUintN(32, rest));
    if (low !== 0) return zeros + 31 - Math.clz32(low & -low);
    zeros += 32;
    rest >>= 32n;
  }
}

/**
 * floor(sqrt(n)) for n >= 0. Each turn doubles the number of right bits, from an initial 26 bits that
 * binary64 gives; the invariant is (a-1)^2 < n / 4^(c-d) < (a+1)^2, so at the end one correction suffices.
 */
export function integerSquareRoot(n: bigint): bigint {
  if (n === 0n) return 0n;
  const c = (bitLength(n) - 1) >> 1;
  let turn = 0;
  while (c >> turn > 25) turn++;
  let d = c >> turn;
  let a = BigInt(Math.floor(Math.sqrt(Number(n >> BigInt(2 * (c - d))))));
  while (turn > 0) {
    turn--;
    const e = d;
    d = c >> turn;
    a = (a << BigInt(d - e - 1)) + (n >> BigInt(2 * c - e - d + 1)) / a;
  }
  return a * a > n ? a - 1n : a;
}
