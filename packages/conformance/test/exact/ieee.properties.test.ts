import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as ieee from "../../src/exact/ieee.ts";
import { anyNumber } from "./arbitraries.ts";

const runs = { numRuns: 3000 };

describe.each([
  { format: "f64", store: (x: number) => x },
  { format: "f32", store: Math.fround },
] as const)("ieee operations in $format", ({ format, store }) => {
  const x = anyNumber[format];

  it("have the machine's bits, specials and signed zeros included", () => {
    fc.assert(
      fc.property(x, x, (a, b) => {
        expect(ieee.addIn(format, a, b)).toBe(store(a + b));
        expect(ieee.subtractIn(format, a, b)).toBe(store(a - b));
        expect(ieee.multiplyIn(format, a, b)).toBe(store(a * b));
        expect(ieee.divideIn(format, a, b)).toBe(store(a / b));
        expect(ieee.squareRootIn(format, a)).toBe(store(Math.sqrt(a)));
      }),
      runs,
    );
  });

  it("fused multiply-add rounds once: it is the rounded sum where the product is exact", () => {
    const short = fc.integer({ min: -2000, max: 2000 });
    fc.assert(
      fc.property(short, short, x, (a, b, c) => {
        expect(ieee.fusedIn(format, a, b, c)).toBe(store(a * b + c));
      }),
      runs,
    );
  });
});

describe("ieee operations", () => {
  it("fused multiply-add in f32 is the sum in f64 of an exact product, where that sum is exact", () => {
    const { f32 } = anyNumber;
    fc.assert(
      fc.property(f32, f32, f32, (a, b, c) => {
        const product = a * b;
        const sum = product + c;
        // Knuth's two-sum: the rounding error of a sum, exactly.
        const part = sum - product;
        const error = product - (sum - part) + (c - part);
        fc.pre(!Number.isFinite(sum) || error === 0);
        expect(ieee.fusedIn("f32", a, b, c)).toBe(Math.fround(sum));
      }),
      runs,
    );
  });

  it("roundIn rounds a binary64 number to f32 as Math.fround does", () => {
    fc.assert(
      fc.property(anyNumber.f64, (a) => {
        expect(ieee.roundIn("f32", a)).toBe(Math.fround(a));
        expect(ieee.roundIn("f64", a)).toBe(a);
      }),
      runs,
    );
  });
});
