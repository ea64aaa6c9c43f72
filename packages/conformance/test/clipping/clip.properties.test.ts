import { clipGlobalNorm, clipValues, globalNorm } from "@optspec/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  absolute,
  add,
  type BigFloat,
  compare,
  divide,
  type Format,
  fromNumber,
  multiply,
  one,
  squareRoot,
  subtract,
  toFormat,
  zero,
} from "../../src/exact/big-float.ts";
import { numberOf } from "../properties/arbitraries.ts";

type Arrays = Record<string, Float32Array | Float64Array>;
const types = { f32: Float32Array, f64: Float64Array } as const;
const formats: readonly Format[] = ["f32", "f64"];
/** Magnitudes as gradients have them, and from one end of the type to the other. */
const magnitudes: Readonly<Record<Format, readonly { low: number; high: number }[]>> = {
  f32: [
    { low: -12, high: 3 },
    { low: -149, high: 127 },
  ],
  f64: [
    { low: -12, high: 3 },
    { low: -300, high: 300 },
    { low: -1074, high: 1023 },
    { low: -1074, high: -1000 },
  ],
};
const elements = (format: Format): fc.Arbitrary<number[]> =>
  fc
    .constantFrom(...magnitudes[format])
    .chain((range) => fc.array(numberOf(format, range), { maxLength: 60, size: "max" }));
const each = fc.constantFrom(...formats).chain((format) => fc.tuple(fc.constant(format), elements(format)));

/** Cuts a list anywhere, into arrays whose names stand in another order than their parts. */
function split(values: readonly number[], cuts: readonly number[], format: Format): Arrays {
  const places = [0, ...cuts.map((cut) => cut % (values.length + 1)).sort((a, b) => a - b), values.length];
  const parts = places
    .slice(1)
    .map((end, i) => [`p${(i * 7) % 11}-${i}`, types[format].from(values.slice(places[i], end))] as const);
  return Object.fromEntries([...parts].reverse());
}

/** The page's norm in arbitrary precision: scaled, squared, rounded, summed exactly, rounded, its root rounded. */
function expectedNorm(values: readonly number[]): { root: number; e: number; norm: number } {
  const largest = Math.max(0, ...values.map(Math.abs));
  if (largest === 0) return { root: 0, e: 0, norm: 0 };
  let e = -1000;
  while (compare(fromNumber(largest), { mantissa: 1n, exponent: e + 1 }) >= 0) e++;
  const round = (a: BigFloat): BigFloat => fromNumber(toFormat(a, "f64"));
  const squares = values.map((x) => {
    const scaled = round(shift(fromNumber(x), -e));
    return round(multiply(scaled, scaled));
  });
  const sum = round(squares.reduce((total, square) => add(total, square), zero));
  const root = toFormat(squareRoot(sum, 120), "f64");
  return { root, e, norm: toFormat(shift(fromNumber(root), e), "f64") };
}
const shift = (a: BigFloat, by: number): BigFloat =>
  a.mantissa === 0n ? a : { mantissa: a.mantissa, exponent: a.exponent + by };
const exactNorm = (values: readonly number[]): BigFloat =>
  squareRoot(
    values.reduce((total, x) => add(total, multiply(fromNumber(x), fromNumber(x))), zero),
    200,
  );
const u: BigFloat = { mantissa: 1n, exponent: -53 };
const gamma = (m: number): BigFloat =>
  divide(multiply(fromNumber(m), u), subtract(one, multiply(fromNumber(m), u)), 200);

describe("CLIP-1: the global norm", () => {
  it("is the page's, bit for bit", () => {
    fc.assert(
      fc.property(each, ([format, values]) => {
        expect(globalNorm({ w: types[format].from(values) })).toBe(expectedNorm(values).norm);
      }),
      { numRuns: 500 },
    );
  });

  it("does not depend on order or split", () => {
    fc.assert(
      fc.property(each, fc.array(fc.nat(), { maxLength: 6 }), fc.nat(), ([format, values], cuts, seed) => {
        const whole = globalNorm({ w: types[format].from(values) });
        const shuffled = [...values];
        for (let i = shuffled.length - 1, state = seed; i > 0; i--) {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          const j = state % (i + 1);
          [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
        }
        expect(globalNorm(split(values, cuts, format))).toBe(whole);
        expect(globalNorm(split(shuffled, cuts, format))).toBe(whole);
      }),
      { numRuns: 300 },
    );
  });

  it("is exact over more elements than three blocks of the sum", () => {
    const count = 3 * 2 ** 20 + 3;
    const w = new Float64Array(count).fill(2 - 2 ** -20);
    w[5] = 2 ** -40;
    const values = Array.from(w);
    const sum = add(
      multiply(fromNumber(count - 1), multiply(fromNumber(values[0]!), fromNumber(values[0]!))),
      multiply(fromNumber(w[5]!), fromNumber(w[5]!)),
    );
    expect(globalNorm({ w })).toBe(toFormat(squareRoot(fromNumber(toFormat(sum, "f64")), 120), "f64"));
    expect(globalNorm({ w: w.slice(0, 7), b: w.slice(7) })).toBe(globalNorm({ w }));
  });

  it("law 1: has an error of at most γ₂", () => {
    fc.assert(
      fc.property(each, ([format, values]) => {
        const norm = globalNorm({ w: types[format].from(values) });
        if (!Number.isFinite(norm) || norm < 1e-300) return;
        const exact = exactNorm(values);
        const error = absolute(subtract(fromNumber(norm), exact));
        expect(compare(error, multiply(gamma(2), exact))).not.toBe(1);
      }),
      { numRuns: 300 },
    );
  });
});

describe("CLIP-2 to CLIP-5: clipping by the global norm", () => {
  const limits = fc.oneof(fc.double({ min: 0, max: 1.5, noNaN: true }), fc.constantFrom(0, 0.5, 1));
  const clipped = fc.tuple(each, limits).map(([[format, values], share]) => {
    const norm = expectedNorm(values);
    const limit = Number.isFinite(norm.norm * share) ? norm.norm * share : 1;
    const arrays: Arrays = { w: types[format].from(values) };
    return { format, values, norm, limit, arrays, returned: clipGlobalNorm(arrays, limit) };
  });

  it("multiplies every element by the page's factor, or none, and returns the norm before", () => {
    fc.assert(
      fc.property(clipped, ({ format, values, norm, limit, arrays, returned }) => {
        expect(returned).toBe(norm.norm);
        const scaled = toFormat(shift(fromNumber(limit), -norm.e), "f64");
        const factor =
          norm.norm <= limit
            ? one
            : fromNumber(
                toFormat(
                  fromNumber(toFormat(divide(fromNumber(scaled), fromNumber(norm.root), 120), "f64")),
                  format,
                ),
              );
        const expected = values.map((x) => (x === 0 ? x : toFormat(multiply(fromNumber(x), factor), format)));
        expect([...arrays.w!].map((x) => x + 0)).toEqual(expected.map((x) => x + 0));
        // Zeros keep their signs.
        values.forEach((x, i) => {
          expect(Math.sign(arrays.w![i]!) * Math.sign(x)).toBeGreaterThanOrEqual(0);
          if (x === 0) expect(Object.is(arrays.w![i], x)).toBe(true);
        });
      }),
      { numRuns: 500 },
    );
  });

  it("law 2: leaves a norm of at most limit·(1 + γ₃)(1 + v)²", () => {
    fc.assert(
      fc.property(clipped, ({ format, norm, limit, arrays }) => {
        if (!(norm.norm > limit)) return;
        const v: BigFloat = { mantissa: 1n, exponent: format === "f32" ? -24 : -53 };
        const rounding = multiply(add(one, gamma(3)), multiply(add(one, v), add(one, v)));
        // Half the smallest subnormal for each product; and for the dividend and the factor, which meet the norm.
        const least = { mantissa: 1n, exponent: format === "f32" ? -150 : -1075 };
        const factor = multiply(shift(fromNumber(norm.root), norm.e + 1), rounding);
        const underflow = multiply(add(fromNumber(arrays.w!.length), factor), least);
        const most = add(multiply(fromNumber(limit), rounding), underflow);
        expect(compare(exactNorm([...arrays.w!]), most)).not.toBe(1);
      }),
      { numRuns: 300 },
    );
  });

  it("law 4: powers of two pass through", () => {
    fc.assert(
      fc.property(
        fc.array(numberOf("f64", { low: -100, high: 100 }), { minLength: 1, maxLength: 20 }),
        fc.double({ min: 0, max: 4, noNaN: true }),
        fc.integer({ min: -200, max: 200 }),
        (values, limit, exponent) => {
          const by = 2 ** exponent;
          const [one, other] = [
            { w: Float64Array.from(values) },
            { w: Float64Array.from(values, (x) => x * by) },
          ];
          if (limit > 0 && limit < 2 ** -300) return;
          expect(clipGlobalNorm(other, limit * by)).toBe(clipGlobalNorm(one, limit) * by);
          expect(other.w).toEqual(one.w.map((x) => x * by));
        },
      ),
      { numRuns: 200 },
    );
  });

  it("changes nothing beside what is not finite", () => {
    fc.assert(
      fc.property(
        each,
        fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
        fc.nat(),
        ([format, values], odd, at) => {
          const w = types[format].from(values.toSpliced(at % (values.length + 1), 0, odd));
          const before = w.slice();
          expect(clipGlobalNorm({ w }, 0)).toBe(Math.abs(odd));
          expect(w).toEqual(before);
        },
      ),
    );
  });
});

it("CLIP-6: clipping by value is the minimum and the maximum, element by element", () => {
  fc.assert(
    fc.property(each, fc.double({ min: 0, max: 10, noNaN: true }), ([format, values], limit) => {
      const w = types[format].from(values);
      const c = format === "f32" ? Math.fround(limit) : limit;
      const expected = w.map((x) => Math.max(-c, Math.min(c, x)));
      const moved = w.filter((x) => Math.abs(x) > c).length;
      expect(clipValues({ w }, limit)).toBe(moved);
      expect([...w].map((x) => x + 0)).toEqual([...expected].map((x) => x + 0));
    }),
  );
});
