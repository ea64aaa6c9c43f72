import { describe, expect, it } from "vitest";
import {
  type Arrays,
  adam,
  clipGlobalNorm,
  clipValues,
  createOptimizer,
  globalNorm,
} from "../../src/index.ts";

const f64 = (...values: number[]): { w: Float64Array } => ({ w: Float64Array.of(...values) });
const f32 = (...values: number[]): { w: Float32Array } => ({ w: Float32Array.of(...values) });
const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

describe("the global norm", () => {
  it.each<[what: string, arrays: Arrays, norm: number]>([
    ["of nothing", {}, 0],
    ["of no elements", f64(), 0],
    ["of zeros", f32(0, -0), 0],
    ["3, 4", f64(3, 4), 5],
    ["over several arrays of both types", { ...f32(2, -3), b: Float64Array.of(6) }, 7],
    ["NaN, wherever it stands", { ...f64(inf, nan, 1), b: Float32Array.of(-inf) }, nan],
    ["NaN first", f64(nan, 1), nan],
    ["-Infinity", f64(1, -inf), inf],
    ["squares that overflow", f64(3 * 2 ** 700, 4 * 2 ** 700), 5 * 2 ** 700],
    ["squares that underflow", f64(3 * 2 ** -700, 4 * 2 ** -700), 5 * 2 ** -700],
    ["subnormal numbers", f64(3 * 2 ** -1074, 4 * 2 ** -1074), 5 * 2 ** -1074],
    ["the largest f32", f32(3.4028234663852886e38), 3.4028234663852886e38],
    ["the largest f64", f64(1.7976931348623157e308), 1.7976931348623157e308],
    ["one that is too large itself", f64(1.7976931348623157e308, 1.7976931348623157e308), inf],
    ["small beside large", f64(1, 1e-200), 1],
    // 1 + 2⁻⁵³ + 2⁻¹⁰⁶: above the middle of two numbers, and a plain sum would never see it.
    ["the last bit, from far below", f64(1, 2 ** -26.5, 2 ** -53, 2 ** -53), 1],
  ])("%s", (_, arrays, norm) => {
    expect(globalNorm(arrays)).toBe(norm);
  });

  it("rounds ties to even, and what is above a tie up, however little", () => {
    // Squares are powers of four: 1 + 2⁻⁵² is a number, 1 + 2⁻⁵³ a tie. The root would hide it, so the limit is tried.
    const tie = [1, ...Array<number>(2).fill(2 ** -27)];
    expect(globalNorm(f64(...tie)) ** 2).toBe(1);
    const many = [1, ...Array<number>(8).fill(2 ** -27)];
    expect(globalNorm(f64(...many))).toBe(1 + 2 ** -52);
  });
});

describe("clipping by the global norm", () => {
  it.each<[what: string, arrays: { w: Float64Array | Float32Array }, limit: number, after: number[]]>([
    ["scales", f64(3, 4), 1, [0.6000000000000001, 0.8]],
    ["scales in binary32", f32(3, -4), 1, [0.6000000238418579, -0.800000011920929]],
    ["not at the limit", f64(3, 4), 5, [3, 4]],
    ["not below it", f64(3, 4), 5.1, [3, 4]],
    ["to zeros with their signs", f64(3, -4), 0, [0, -0]],
    ["not zeros", f64(0, -0), 0, [0, -0]],
    ["not by an infinite limit", f64(3e300, 4e300), inf, [3e300, 4e300]],
    ["not beside NaN", f64(3, nan), 1, [3, nan]],
    ["not beside Infinity", f64(3, -inf), 1, [3, -inf]],
    ["what overflows when squared", f64(1e200, 1e200), 1, [0.7071067811865475, 0.7071067811865475]],
    [
      "what underflows when squared",
      f64(1e-200, 1e-200),
      1e-201,
      [7.071067811865475e-202, 7.071067811865475e-202],
    ],
    [
      "even a norm that is no number",
      f64(2 ** 1023, -(2 ** 1023), 2 ** 1023, 2 ** 1023),
      2 ** 1000,
      [2 ** 999, -(2 ** 999), 2 ** 999, 2 ** 999],
    ],
  ])("%s", (_, arrays, limit, after) => {
    const norm = globalNorm(arrays);
    expect(clipGlobalNorm(arrays, limit)).toBe(norm);
    expect([...arrays.w]).toEqual(after);
  });

  it("clips the gradients of an optimizer in place", () => {
    const optimizer = createOptimizer(adam, {}, { w: new Float32Array(3), b: new Float32Array(1) });
    optimizer.grads.w.set([2, 4, 5]);
    optimizer.grads.b.set([6]);
    expect(clipGlobalNorm(optimizer.grads, 0.9)).toBe(9);
    expect([...optimizer.grads.w, ...optimizer.grads.b]).toEqual(
      [2, 4, 5, 6].map((x) => Math.fround(x * Math.fround(0.1))),
    );
  });
});

describe("clipping by value", () => {
  it("moves what lies beyond, counts it, and leaves the rest", () => {
    const arrays = { ...f32(0.1, 0.1000001, -5, nan, -0, inf), b: Float64Array.of(-0.1, 0.2, -inf) };
    expect(clipValues(arrays, 0.1)).toBe(5);
    const c = Math.fround(0.1);
    expect([...arrays.w]).toEqual([c, c, -c, nan, -0, c]);
    expect([...arrays.b]).toEqual([-0.1, 0.1, -0.1]);
    expect(clipValues(arrays, inf)).toBe(0);
    expect(clipValues(f64(1, -1), 0)).toBe(2);
  });
});

describe("what is refused, before anything is written", () => {
  const good = { ...f64(3, 4) };
  it.each<[arrays: unknown, limit: unknown, message: string]>([
    [null, 1, "arrays: expected an object of arrays by name, got null"],
    [[good.w], 1, "arrays: expected an object of arrays by name, got an array of length 1"],
    [
      { ...good, b: [1, 2] },
      1,
      "arrays.b: expected a Float32Array or a Float64Array, got an array of length 2",
    ],
    [
      { ...good, b: new Int32Array(2) },
      1,
      "arrays.b: expected a Float32Array or a Float64Array, got Int32Array",
    ],
    [good, -1, "limit: expected a number >= 0, got -1"],
    [good, nan, "limit: expected a number >= 0, got NaN"],
    [good, "1", 'limit: expected a number, got "1"'],
    [good, undefined, "limit: expected a number, got undefined"],
  ])("%#", (arrays, limit, message) => {
    for (const clip of [clipGlobalNorm, clipValues])
      expect(() => clip(arrays as Arrays, limit as number)).toThrow(message);
    expect([...good.w]).toEqual([3, 4]);
  });
});
