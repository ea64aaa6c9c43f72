import type { DType, FloatArray } from "../../src/backends/arithmetic.ts";

/** Random whole numbers below 2³² from a seed (mulberry32): many numbers, without a generator's cost for each. */
export function randomWords(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

const special = [0, -0, 1, -1, Infinity, -Infinity, NaN];
const edges: Readonly<Record<DType, readonly number[]>> = {
  f32: [2 ** -149, 2 ** -126, -(2 ** -126) + 2 ** -149, 3.4028234663852886e38, 2 ** -75, 2 ** 63],
  f64: [5e-324, 2 ** -1022, -(2 ** -1022) + 5e-324, Number.MAX_VALUE, 2 ** -537, 2 ** 511],
};

/** Powers of two from 2⁻¹⁵⁰ to 2¹⁵⁰, by doubling: `**` differs between engines. */
const scales: number[] = [1];
for (let i = 0; i < 150; i++) scales.push(scales.at(-1)! * 2);
for (let i = 1; i <= 150; i++) scales.push(1 / scales[i]!);

/** Fills an array with numbers of every sort: ordinary, special, at the edges of the type, and random bits. */
export function fillWild(array: FloatArray, dtype: DType, next: () => number): void {
  const words = new Uint32Array(array.buffer, array.byteOffset, array.byteLength / 4);
  const each = words.length / array.length;
  for (let i = 0; i < array.length; i++) {
    const sort = next() % 16;
    const list = sort === 0 ? special : edges[dtype];
    if (sort < 2) array[i] = list[next() % list.length]!;
    else if (sort < 5) for (let word = 0; word < each; word++) words[each * i + word] = next();
    else array[i] = (next() / 2 ** 31 - 1) * (sort < 8 ? scales[next() % scales.length]! : 1);
  }
}

/** The first place where two arrays differ in any bit, NaN being one number; undefined if there is none. */
export function firstDifference(left: FloatArray, right: FloatArray): string | undefined {
  if (left.length !== right.length) return `lengths ${left.length} and ${right.length}`;
  for (let i = 0; i < left.length; i++)
    if (!Object.is(left[i], right[i])) return `[${i}]: ${left[i]} and ${right[i]}`;
  return undefined;
}
