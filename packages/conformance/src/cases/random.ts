import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Reproducible draws: the same seed gives the same numbers on every engine. */
export interface Random {
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  pick<T>(values: readonly T[]): T;
  /** ±m·2ᵉ with a random 23-bit fraction m in [1, 2) and e from `low` to `high`: exact in binary32. */
  float(low: number, high: number): number;
}

/** Draws from a seed and a stream name; streams of one seed are unrelated. */
export function randomFrom(seed: number, stream = ""): Random {
  // FNV-1a over the name, so that adding a stream does not shift the others.
  let state = 0x811c9dc5 ^ seed;
  for (let i = 0; i < stream.length; i++) state = Math.imul(state ^ stream.charCodeAt(i), 0x01000193);
  const generator = xoroshiro128plus(state);
  const integer = (low: number, high: number): number => uniformInt(generator, low, high);
  return {
    integer,
    pick: (values) => values[integer(0, values.length - 1)]!,
    float(low, high) {
      const fraction = 1 + integer(0, 0x7fffff) / 0x800000;
      let value = integer(0, 1) === 0 ? fraction : -fraction;
      const exponent = integer(low, high);
      for (let e = exponent; e > 0; e--) value *= 2;
      for (let e = exponent; e < 0; e++) value /= 2;
      return value;
    },
  };
}
