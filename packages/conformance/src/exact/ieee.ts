import {
  add,
  type BigFloat,
  divide,
  type Format,
  fromNumber,
  multiply,
  squareRoot,
  toFormat,
} from "./big-float.ts";

// The operations of IEEE 754 on numbers of a format, rounded to nearest even through exact arithmetic. The machine's
// own operation is asked only where its outcome is a special value or a zero, which no rounding touches.

// A quotient or a root of p-bit numbers cannot lie nearer than some 2^−(2p+2), relatively, to a number that
// halves the gap of its neighbours, unless it is that number: with 128 bits a second rounding changes nothing.
const guardedBits = 128;

function rounded(exact: BigFloat, format: Format, ifZero: number): number {
  return exact.mantissa === 0n ? ifZero : toFormat(exact, format);
}

/** x + y in the format (IEEE 754, 5.4.1). */
export function addIn(format: Format, x: number, y: number): number {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return x + y;
  return rounded(add(fromNumber(x), fromNumber(y)), format, x + y);
}

/** x − y in the format. */
export function subtractIn(format: Format, x: number, y: number): number {
  return addIn(format, x, -y);
}

/** x · y in the format. */
export function multiplyIn(format: Format, x: number, y: number): number {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return x * y;
  return rounded(multiply(fromNumber(x), fromNumber(y)), format, x * y);
}

/** x / y in the format. */
export function divideIn(format: Format, x: number, y: number): number {
  if (!Number.isFinite(x) || !Number.isFinite(y) || y === 0) return x / y;
  return rounded(divide(fromNumber(x), fromNumber(y), guardedBits), format, x / y);
}

/** √x in the format. */
export function squareRootIn(format: Format, x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return Math.sqrt(x);
  return toFormat(squareRoot(fromNumber(x), guardedBits), format);
}

/** x · y + z with one rounding, the fused operation of IEEE 754. */
export function fusedIn(format: Format, x: number, y: number, z: number): number {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return x * y + z;
  if (!Number.isFinite(z)) return z;
  const product = multiply(fromNumber(x), fromNumber(y));
  // A sum of exact zero is −0 only where both terms are −0.
  const ifZero = product.mantissa === 0n ? x * y + z : 0;
  return rounded(add(product, fromNumber(z)), format, ifZero);
}

/** x rounded to the format. */
export function roundIn(format: Format, x: number): number {
  return Number.isFinite(x) ? rounded(fromNumber(x), format, x) : x;
}
