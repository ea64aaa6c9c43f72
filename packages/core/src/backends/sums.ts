import type { DType, FloatArray } from "./arithmetic.ts";

/**
 * Adds the numbers from `begin` to `end` of an array in the specified order (spec/arithmetic.md, "Sums") and writes the
 * sum to `out[at]`: a result that is returned may be put on the heap.
 */
export type Sum = (values: FloatArray, begin: number, end: number, out: FloatArray, at: number) => void;

const { fround } = Math;

/**
 * Eight lanes, lane j taking every eighth number from number j on, and then the lanes in halves. Lanes are variables, for
 * the sums of all would wait for each other in memory; and each type has a loop of its own, as in loops.ts.
 */
export const sums: Readonly<Record<DType, Sum>> = {
  f32(values, begin, end, out, at) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let e = 0;
    let f = 0;
    let g = 0;
    let h = 0;
    let i = begin;
    for (; i + 8 <= end; i += 8) {
      a = fround(a + values[i]!);
      b = fround(b + values[i + 1]!);
      c = fround(c + values[i + 2]!);
      d = fround(d + values[i + 3]!);
      e = fround(e + values[i + 4]!);
      f = fround(f + values[i + 5]!);
      g = fround(g + values[i + 6]!);
      h = fround(h + values[i + 7]!);
    }
    if (i < end) a = fround(a + values[i]!);
    if (i + 1 < end) b = fround(b + values[i + 1]!);
    if (i + 2 < end) c = fround(c + values[i + 2]!);
    if (i + 3 < end) d = fround(d + values[i + 3]!);
    if (i + 4 < end) e = fround(e + values[i + 4]!);
    if (i + 5 < end) f = fround(f + values[i + 5]!);
    if (i + 6 < end) g = fround(g + values[i + 6]!);
    out[at] = fround(fround(a + e) + fround(c + g)) + fround(fround(b + f) + fround(d + h));
  },
  f64(values, begin, end, out, at) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let e = 0;
    let f = 0;
    let g = 0;
    let h = 0;
    let i = begin;
    for (; i + 8 <= end; i += 8) {
      a += values[i]!;
      b += values[i + 1]!;
      c += values[i + 2]!;
      d += values[i + 3]!;
      e += values[i + 4]!;
      f += values[i + 5]!;
      g += values[i + 6]!;
      h += values[i + 7]!;
    }
    if (i < end) a += values[i]!;
    if (i + 1 < end) b += values[i + 1]!;
    if (i + 2 < end) c += values[i + 2]!;
    if (i + 3 < end) d += values[i + 3]!;
    if (i + 4 < end) e += values[i + 4]!;
    if (i + 5 < end) f += values[i + 5]!;
    if (i + 6 < end) g += values[i + 6]!;
    out[at] = a + e + (c + g) + (b + f + (d + h));
  },
};
