import type { DType, FloatArray } from "./arithmetic.ts";
import type { TensorOperation } from "./lower.ts";

/**
 * Applies one operation to `count` consecutive numbers of a memory, each result rounded by the array's type.
 * A mask is 1 where a comparison holds and 0 elsewhere. The loops named `…Factor` take one number at `right` for all elements.
 */
export type Loop = (
  memory: FloatArray,
  out: number,
  left: number,
  right: number,
  count: number,
  mask: number,
) => void;

type LoopName = TensorOperation | "addFactor" | "multiplyFactor";

/**
 * The tensor operations of spec/arithmetic.md in plain JavaScript.
 * In a Float32Array each result is computed in binary64 and rounded on storing. For + − × ÷ √ of binary32
 * operands that equals one rounding to binary32, since 53 ≥ 2·24 + 2 (Figueroa 1995).
 *
 * Both types have the same text. An engine specializes a loop for the array types that it has seen in it, so a
 * loop for one type alone runs twice as fast as one that serves both.
 */
export const loops: Readonly<Record<DType, Readonly<Record<LoopName, Loop>>>> = {
  f32: {
    add(m, out, left, right, count) {
      const toLeft = left - out;
      const toRight = right - out;
      for (const end = out + count; out < end; out++) m[out] = m[out + toLeft]! + m[out + toRight]!;
    },
    subtract(m, out, left, right, count) {
      const toLeft = left - out;
      const toRight = right - out;
      for (const end = out + count; out < end; out++) m[out] = m[out + toLeft]! - m[out + toRight]!;
    },
    multiply(m, out, left, right, count) {
      const toLeft = left - out;
      const toRight = right - out;
      for (const end = out + count; out < end; out++) m[out] = m[out + toLeft]! * m[out + toRight]!;
    },
    divide(m, out, left, right, count) {
      const toLeft = left - out;
      const toRight = right - out;
      for (const end = out + count; out < end; out++) m[out] = m[out + toLeft]! / m[out + toRight]!;
    },
    max(m, out, left, right, count) {
      const toLeft = left - out;
      const toRight = right - out;
      for (const end = out + count; out < end; out++) m[out] = Math.max(m[out + toLeft]!, m[out + toRight]!);
    },
    min(m, out, left, right, count) {
      const toLeft = left - out;
      const toRight = right - out;
      for (const end = out + count; out < end; out++) m[out] = Math.min(m[out + toLeft]!, m[out + toRight]!);
    },
    negate(m, out, left, _, count) {
      const toLeft = left - out;
      for (const end = out + count; out < end; out++) m[out] = -m[out + toLeft]!;
    },
    sqrt(m, out, left, _, count) {
      const toLeft = left - out;
      for (const end = out + count; out < end; out++) m[out] = Math.sqrt(m[out + toLeft]!);
    },
    abs(m, out, left, _, count) {
      const toLeft = left - out;
      for (const end = out + count; out < end; out++) m[out] = Math.abs(m[out + toLeft]!);
    },
    less(m, out, left, right, count) {
      const toLeft = left - out;
      const toRight = right - out;
      for (const end = out + count; out < end; out++) m[out] = m[out + toLeft]! < m[out + toRight]! ? 1 : 0;
    },
    lessEqual(m, out, left, right, count) {
      const toLeft = left - out;
      const toRight = right - out;
      for (const end = out + count; out < end; out++) m[out] = m[out + toLeft]! <= m[out + toRight]! ? 1 : 0;
    },
    select(m, out, left, right, count, mask) {
      const toLeft = left - out;
      const toRight = right - out;
      const toMask = mask - out;
      for (const end = out + count; out < end; out++) m[out] = m[out + (m[out + toMask] ? toLeft : toRight)]!;
    },
    addFactor(m, out, left, right, count) {
      const toLeft = left - out;
      const factor = m[right]!;
      for (const end = out + count; out < end; out++) m[out] = m[out + toLeft]! + factor;
    },
    multiplyFactor(m, out, left, right, count) {
      const toLeft = left - out;
      const factor = m[right]!;
      for (const end = out + count; out < end; out++) m[out] = m[out + toLeft]! * factor;
    },
  },
  f64: {
    add(m, out, left, right, count) {
      const toLeft = left - out;
      const toRight = right - out;
      for (const end = out + count; out < end; out++) m[out] = m[out + toLeft]! + m[out + toRight]!;
    },
    subtract(m, out, left, right, count) {
      const toLeft = left - out;
      const toRight = right - out;
      for (const end = out + count; out < end; out++) m[out] = m[out + toLeft]! - m[out + toRight]!;
    },
    multiply(m, out, left, right, count) {
      const toLeft = left - out;
      const toRight = right - out;
      for (const end = out + count; out < end; out++) m[out] = m[out + toLeft]! * m[out + toRight]!;
    },
    divide(m, out, left, right, count) {
      const toLeft = left - out;
      const toRight = right - out;
      for (const end = out + count; out < end; out++) m[out] = m[out + toLeft]! / m[out + toRight]!;
    },
    max(m, out, left, right, count) {
      const toLeft = left - out;
      const toRight = right - out;
      for (const end = out + count; out < end; out++) m[out] = Math.max(m[out + toLeft]!, m[out + toRight]!);
    },
    min(m, out, left, right, count) {
      const toLeft = left - out;
      const toRight = right - out;
      for (const end = out + count; out < end; out++) m[out] = Math.min(m[out + toLeft]!, m[out + toRight]!);
    },
    negate(m, out, left, _, count) {
      const toLeft = left - out;
      for (const end = out + count; out < end; out++) m[out] = -m[out + toLeft]!;
    },
    sqrt(m, out, left, _, count) {
      const toLeft = left - out;
      for (const end = out + count; out < end; out++) m[out] = Math.sqrt(m[out + toLeft]!);
    },
    abs(m, out, left, _, count) {
      const toLeft = left - out;
      for (const end = out + count; out < end; out++) m[out] = Math.abs(m[out + toLeft]!);
    },
    less(m, out, left, right, count) {
      const toLeft = left - out;
      const toRight = right - out;
      for (const end = out + count; out < end; out++) m[out] = m[out + toLeft]! < m[out + toRight]! ? 1 : 0;
    },
    lessEqual(m, out, left, right, count) {
      const toLeft = left - out;
      const toRight = right - out;
      for (const end = out + count; out < end; out++) m[out] = m[out + toLeft]! <= m[out + toRight]! ? 1 : 0;
    },
    select(m, out, left, right, count, mask) {
      const toLeft = left - out;
      const toRight = right - out;
      const toMask = mask - out;
      for (const end = out + count; out < end; out++) m[out] = m[out + (m[out + toMask] ? toLeft : toRight)]!;
    },
    addFactor(m, out, left, right, count) {
      const toLeft = left - out;
      const factor = m[right]!;
      for (const end = out + count; out < end; out++) m[out] = m[out + toLeft]! + factor;
    },
    multiplyFactor(m, out, left, right, count) {
      const toLeft = left - out;
      const factor = m[right]!;
      for (const end = out + count; out < end; out++) m[out] = m[out + toLeft]! * factor;
    },
  },
};
