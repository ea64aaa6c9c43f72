import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as big from "../../src/exact/big-float.ts";
import { bigFloat, finiteNumber } from "./arbitraries.ts";

const { fromNumber, toFormat } = big;
const runs = { numRuns: 3000 };
const bitCount = fc.integer({ min: 1, max: 80 });
const number = bigFloat(200, 300);

/** Enough bits that a second rounding, to the format, cannot change the first one's outcome: 2·53 + 2 suffice. */
const guarded = 128;

/** −0 and 0 are one number in BigFloat; an underflowing result keeps its sign, as in IEEE 754. */
function expectNumber(actual: big.BigFloat, format: big.Format, expected: number): void {
  const rounded = toFormat(actual, format);
  expect(rounded === expected || Object.is(rounded, expected), `${rounded} for ${expected}`).toBe(true);
}

function isCanonical(a: big.BigFloat): boolean {
  return a.mantissa === 0n ? a.exponent === 0 : (a.mantissa & 1n) === 1n;
}

describe.each([
  { format: "f64", store: (x: number) => x },
  { format: "f32", store: Math.fround },
] as const)("big-float against native $format", ({ format, store }) => {
  const x = finiteNumber[format];

  it("toFormat inverts fromNumber", () => {
    fc.assert(
      fc.property(x, (a) => {
        expect(toFormat(fromNumber(a), format)).toBe(a === 0 ? 0 : a);
        expect(isCanonical(fromNumber(a))).toBe(true);
      }),
      runs,
    );
  });

  it("sum, difference and product are the exact ones, rounded once", () => {
    fc.assert(
      fc.property(x, x, (a, b) => {
        expectNumber(big.add(fromNumber(a), fromNumber(b)), format, store(a + b));
        expectNumber(big.subtract(fromNumber(a), fromNumber(b)), format, store(a - b));
        expectNumber(big.multiply(fromNumber(a), fromNumber(b)), format, store(a * b));
      }),
      runs,
    );
  });

  it("quotient and root are correctly rounded", () => {
    fc.assert(
      fc.property(x, x, (a, b) => {
        if (b !== 0) {
          expectNumber(big.divide(fromNumber(a), fromNumber(b), guarded), format, store(a / b));
        }
        const magnitude = Math.abs(a);
        expectNumber(big.squareRoot(fromNumber(magnitude), guarded), format, store(Math.sqrt(magnitude)));
      }),
      runs,
    );
  });

  it("order is that of the numbers", () => {
    fc.assert(
      fc.property(x, x, (a, b) => {
        expect(big.compare(fromNumber(a), fromNumber(b))).toBe(a < b ? -1 : a > b ? 1 : 0);
        expect(big.sign(fromNumber(a))).toBe(a < 0 ? -1 : a > 0 ? 1 : 0);
      }),
      runs,
    );
  });
});

describe("big-float", () => {
  it("toFormat f32 of any binary64 number is Math.fround of it", () => {
    fc.assert(
      fc.property(finiteNumber.f64, (a) => expectNumber(fromNumber(a), "f32", Math.fround(a))),
      { numRuns: 10000 },
    );
  });

  it("toFormat f32 breaks ties to even, in the subnormal range too", () => {
    fc.assert(
      fc.property(fc.integer({ min: -149, max: 100 }), fc.integer({ min: 0, max: 1 << 24 }), (power, n) => {
        const tie = (n + 0.5) * 2 ** power;
        expectNumber(fromNumber(tie), "f32", Math.fround(tie));
      }),
      runs,
    );
  });

  it("arithmetic obeys the laws of a ring, exactly, in canonical form", () => {
    fc.assert(
      fc.property(number, number, number, (a, b, c) => {
        const { add, multiply, negate, subtract } = big;
        expect(add(a, b)).toEqual(add(b, a));
        expect(add(add(a, b), c)).toEqual(add(a, add(b, c)));
        expect(multiply(a, b)).toEqual(multiply(b, a));
        expect(multiply(multiply(a, b), c)).toEqual(multiply(a, multiply(b, c)));
        expect(multiply(a, add(b, c))).toEqual(add(multiply(a, b), multiply(a, c)));
        expect(subtract(a, b)).toEqual(negate(subtract(b, a)));
        expect(subtract(add(a, b), b)).toEqual(a);
        for (const result of [add(a, b), multiply(a, b), subtract(a, b)])
          expect(isCanonical(result)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it("division undoes multiplication, and the root undoes squaring", () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        fc.pre(b.mantissa !== 0n);
        expect(big.divide(big.multiply(a, b), b, 220)).toEqual(a);
        expect(big.squareRoot(big.multiply(a, a), 220)).toEqual(big.absolute(a));
      }),
      { numRuns: 1000 },
    );
  });

  it("round gives the nearest number of that many bits, ties to even", () => {
    fc.assert(
      fc.property(number, bitCount, (a, bits) => {
        const rounded = big.round(a, bits);
        fc.pre(a.mantissa !== 0n);
        // In units of the last place of a's binade: the error is at most one half, and half goes to even.
        const place = big.exponentOf(a) - bits + 1;
        const error = big.absolute(big.subtract(rounded, a));
        const half = { mantissa: 1n, exponent: place - 1 };
        const side = big.compare(error, half);
        expect(side).not.toBe(1);
        if (side === 0) expect(rounded.exponent).toBeGreaterThan(place);
        expect(rounded.exponent).toBeGreaterThanOrEqual(error.mantissa === 0n ? a.exponent : place);
        expect(isCanonical(rounded)).toBe(true);
      }),
      runs,
    );
  });

  it("roundUp gives the least magnitude of that many bits that is not below", () => {
    fc.assert(
      fc.property(number, bitCount, (a, bits) => {
        const up = big.roundUp(a, bits);
        const excess = big.subtract(big.absolute(up), big.absolute(a));
        expect(big.sign(excess)).not.toBe(-1);
        const place = { mantissa: 1n, exponent: big.exponentOf(a) - bits + 1 };
        if (a.mantissa !== 0n) expect(big.compare(excess, place)).toBe(-1);
        expect(big.round(up, bits)).toEqual(up);
      }),
      runs,
    );
  });

  it("precision-limited operations are the exact ones, rounded", () => {
    // The reach of the exponents makes far operands, whose sum takes the short way, as common as near ones.
    fc.assert(
      fc.property(bigFloat(80, 120), bigFloat(80, 120), bitCount, (a, b, bits) => {
        expect(big.add(a, b, bits)).toEqual(big.round(big.add(a, b), bits));
        expect(big.subtract(a, b, bits)).toEqual(big.round(big.subtract(a, b), bits));
        expect(big.multiply(a, b, bits)).toEqual(big.round(big.multiply(a, b), bits));
      }),
      { numRuns: 10000 },
    );
  });

  it("precision-limited sums keep the side of a tie and of a power of two when the other term is tiny", () => {
    const middle = fc.tuple(fc.bigInt({ min: 1n, max: 1n << 26n }), fc.integer({ min: -4, max: 4 }));
    fc.assert(
      fc.property(
        middle,
        fc.integer({ min: -400, max: -1 }),
        fc.boolean(),
        bitCount,
        ([n, k], tiny, minus, bits) => {
          const a = big.canonical(n, k);
          const b = { mantissa: minus ? -1n : 1n, exponent: tiny };
          expect(big.add(a, b, bits)).toEqual(big.round(big.add(a, b), bits));
        },
      ),
      runs,
    );
  });

  it("quotient and root are within half a place, also for operands much longer than the result", () => {
    const long = bigFloat(900, 50);
    fc.assert(
      fc.property(long, long, fc.integer({ min: 1, max: 400 }), (a, b, bits) => {
        fc.pre(a.mantissa !== 0n && b.mantissa !== 0n);
        const quotient = big.divide(a, b, bits);
        // |q·b − a| <= half a place of q, times |b|.
        const halfPlace = { mantissa: 1n, exponent: big.exponentOf(quotient) - bits };
        const residue = big.absolute(big.subtract(big.multiply(quotient, b), a));
        expect(big.compare(residue, big.multiply(halfPlace, big.absolute(b)))).not.toBe(1);
        const x = big.absolute(a);
        const root = big.squareRoot(x, bits);
        const halfRoot = { mantissa: 1n, exponent: big.exponentOf(root) - bits };
        const low = big.subtract(root, halfRoot);
        const high = big.add(root, halfRoot);
        expect(big.compare(big.multiply(low, low), x)).not.toBe(1);
        expect(big.compare(big.multiply(high, high), x)).not.toBe(-1);
      }),
      { numRuns: 2000 },
    );
  });

  it("toDecimal writes what toPrecision writes, where that is exact", () => {
    fc.assert(
      fc.property(finiteNumber.f64, fc.integer({ min: 1, max: 60 }), (a, digits) => {
        expect(big.toDecimal(fromNumber(a), digits)).toBe((a === 0 ? 0 : a).toPrecision(digits));
      }),
      runs,
    );
  });
});
