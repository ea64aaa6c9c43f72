import { type FloatArray, power } from "../backends/arithmetic.ts";
import { describe, isRecord } from "../optimizer/config.ts";
import { dtypeOf, elementType } from "../optimizer/layout.ts";
import { addSquares, clearSum, roundedSum } from "./square-sum.ts";

/** Arrays by name, such as the gradients of an optimizer. */
export type Arrays = Readonly<Record<string, FloatArray>>;

/** The factor of the last norm, and of the scaling that follows from it. */
const scale = /* @__PURE__ */ new Float64Array(1);

/**
 * The Euclidean norm of all elements of all arrays together (spec/clipping.md): their squares are summed exactly, so that
 * the result does not depend on any order, nor on how elements are split into arrays.
 * @param arrays - only read.
 * @returns 0 for no elements, NaN where an element is NaN, else Infinity where one is infinite or the norm is too large.
 * @throws TypeError for anything but an object of Float32Array or Float64Array.
 */
export function globalNorm(arrays: Arrays): number {
  checkArrays(arrays);
  const size = normAt(arrays);
  return size / scale[0]!;
}

/**
 * Scales all arrays by one factor, limit/norm, if their global norm is larger than the limit; else, and where an element
 * is not finite, leaves them as they are.
 * @param arrays - such as `optimizer.grads`; overwritten.
 * @param limit - a number >= 0.
 * @returns the norm before, as `globalNorm` has it.
 * @throws TypeError or RangeError for anything else; nothing has been written then.
 */
export function clipGlobalNorm(arrays: Arrays, limit: number): number {
  checkArrays(arrays);
  checkLimit(limit);
  const size = normAt(arrays);
  const norm = size / scale[0]!;
  if (!(norm > limit) || size === Infinity) return norm;
  // The same as limit/norm, but for a norm that is too large for a number.
  scale[0] = (limit * scale[0]!) / size;
  for (const name in arrays) multiply(arrays[name]!, scale);
  return norm;
}

/**
 * Moves every element beyond ±limit to that limit, which is rounded to the type of its array; NaN stays NaN.
 * @param arrays - such as `optimizer.grads`; overwritten.
 * @param limit - a number >= 0.
 * @returns how many elements were moved.
 * @throws TypeError or RangeError for anything else; nothing has been written then.
 */
export function clipValues(arrays: Arrays, limit: number): number {
  checkArrays(arrays);
  checkLimit(limit);
  let moved = 0;
  for (const name in arrays) {
    const array = arrays[name]!;
    const most = elementType(array) === "f32" ? Math.fround(limit) : limit;
    for (let i = 0; i < array.length; i++)
      if (array[i]! > most) {
        array[i] = most;
        moved++;
      } else if (array[i]! < -most) {
        array[i] = -most;
        moved++;
      }
  }
  return moved;
}

/**
 * The norm times `scale[0]`, which it sets to a power of two that brings the largest magnitude to [1, 2), as far as that
 * is a number; the largest magnitude itself if it is 0 or not finite.
 */
function normAt(arrays: Arrays): number {
  scale[0] = 1;
  const largest = largestOf(arrays);
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  scale[0] = scaleFor(largest);
  clearSum();
  for (const name in arrays) addSquares(arrays[name]!, scale);
  return Math.sqrt(roundedSum());
}

function largestOf(arrays: Arrays): number {
  let largest = 0;
  for (const name in arrays) {
    const array = arrays[name]!;
    // Math.max keeps NaN.
    for (let i = 0; i < array.length; i++) largest = Math.max(largest, Math.abs(array[i]!));
  }
  return largest;
}

/** 2⁻ᵉ for 2ᵉ <= x < 2ᵉ⁺¹, where e is at least −1000. */
function scaleFor(x: number): number {
  let e = 0;
  for (let rest = x; rest >= 2; rest /= 2) e++;
  for (let rest = x; rest < 1 && e > -1000; rest *= 2) e--;
  return e < 0 ? power(2, -e) : power(0.5, e);
}

function multiply(array: FloatArray, factor: Float64Array): void {
  const rounded = elementType(array) === "f32" ? Math.fround(factor[0]!) : factor[0]!;
  for (let i = 0; i < array.length; i++) array[i]! *= rounded;
}

function checkArrays(arrays: Arrays): void {
  if (!isRecord(arrays))
    throw new TypeError(`arrays: expected an object of arrays by name, got ${describe(arrays)}`);
  // The message is made only where it is needed: this allocates nothing otherwise.
  for (const name in arrays)
    if (elementType(arrays[name]) === undefined) dtypeOf(arrays[name], `arrays.${name}`);
}

function checkLimit(limit: number): void {
  if (typeof limit !== "number") throw new TypeError(`limit: expected a number, got ${describe(limit)}`);
  if (!(limit >= 0)) throw new RangeError(`limit: expected a number >= 0, got ${limit}`);
}
