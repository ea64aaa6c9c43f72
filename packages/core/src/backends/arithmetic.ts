import type { Arithmetic } from "./lower.ts";

/** The element types of the specification, binary32 and binary64. */
export type DType = "f32" | "f64";
export type FloatArray = Float32Array | Float64Array;

/** Applies one operation to `count` consecutive numbers of a register file, each result rounded by the array's type. */
type Apply = (registers: FloatArray, out: number, left: number, right: number, count: number) => void;

/**
 * The arithmetic of spec/arithmetic.md, shared by scalars (binary64, one at a time) and tensor blocks.
 * In a Float32Array each result is computed in binary64 and rounded on storing. For + − × ÷ √ of binary32
 * operands that equals one rounding to binary32, since 53 ≥ 2·24 + 2 (Figueroa 1995).
 */
export const arithmetic: Readonly<Record<Arithmetic, Apply>> = {
  add(r, out, left, right, count) {
    for (let i = 0; i < count; i++) r[out + i] = r[left + i]! + r[right + i]!;
  },
  subtract(r, out, left, right, count) {
    for (let i = 0; i < count; i++) r[out + i] = r[left + i]! - r[right + i]!;
  },
  multiply(r, out, left, right, count) {
    for (let i = 0; i < count; i++) r[out + i] = r[left + i]! * r[right + i]!;
  },
  divide(r, out, left, right, count) {
    for (let i = 0; i < count; i++) r[out + i] = r[left + i]! / r[right + i]!;
  },
  negate(r, out, left, _, count) {
    for (let i = 0; i < count; i++) r[out + i] = -r[left + i]!;
  },
  sqrt(r, out, left, _, count) {
    for (let i = 0; i < count; i++) r[out + i] = Math.sqrt(r[left + i]!);
  },
  abs(r, out, left, _, count) {
    for (let i = 0; i < count; i++) r[out + i] = Math.abs(r[left + i]!);
  },
  max(r, out, left, right, count) {
    for (let i = 0; i < count; i++) r[out + i] = Math.max(r[left + i]!, r[right + i]!);
  },
  min(r, out, left, right, count) {
    for (let i = 0; i < count; i++) r[out + i] = Math.min(r[left + i]!, r[right + i]!);
  },
  power(r, out, left, right, count) {
    for (let i = 0; i < count; i++) r[out + i] = power(r[left + i]!, r[right + i]!);
  },
  round(r, out, left, _, count) {
    for (let i = 0; i < count; i++) r[out + i] = r[left + i]!;
  },
};

/**
 * xⁿ by square-and-multiply from the least significant bit (spec/arithmetic.md, "Powers").
 * `Math.pow` differs between engines and versions; this does not.
 * @throws RangeError when n is not a whole number ≥ 0.
 */
export function power(x: number, n: number): number {
  if (!Number.isSafeInteger(n) || n < 0)
    throw new RangeError(`power: expected a whole exponent >= 0, got ${n}`);
  let result = 1;
  for (let square = x, rest = n; rest > 0; square *= square) {
    if (rest % 2 === 1) result *= square;
    rest = Math.floor(rest / 2);
  }
  return result;
}
