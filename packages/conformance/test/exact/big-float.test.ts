import { describe, expect, it } from "vitest";
import * as big from "../../src/exact/big-float.ts";

const { fromNumber, toFormat } = big;

describe("big-float", () => {
  it("takes numbers apart exactly", () => {
    expect(fromNumber(0)).toBe(big.zero);
    expect(fromNumber(-0)).toBe(big.zero);
    expect(fromNumber(-6)).toEqual({ mantissa: -3n, exponent: 1 });
    expect(fromNumber(Number.MIN_VALUE)).toEqual({ mantissa: 1n, exponent: -1074 });
    expect(fromNumber(Number.MAX_VALUE)).toEqual({ mantissa: (1n << 53n) - 1n, exponent: 971 });
    expect(big.fromBigInt(40n)).toEqual({ mantissa: 5n, exponent: 3 });
  });

  it("refuses what has no value", () => {
    for (const x of [Number.NaN, Infinity, -Infinity]) expect(() => fromNumber(x)).toThrow(RangeError);
    expect(() => big.divide(big.one, big.zero, 53)).toThrow("b: expected a divisor other than 0, got 0");
    expect(() => big.squareRoot(fromNumber(-1), 53)).toThrow(
      "a: expected a number of at least 0, got a negative one",
    );
  });

  it("rounds to the ends of the formats", () => {
    const half = { mantissa: 1n, exponent: -1075 };
    expect(toFormat(half, "f64")).toBe(0);
    expect(toFormat(big.negate(half), "f64")).toBe(-0);
    expect(toFormat(big.add(half, { mantissa: 1n, exponent: -3000 }), "f64")).toBe(Number.MIN_VALUE);
    expect(toFormat({ mantissa: 3n, exponent: -1075 }, "f64")).toBe(2 * Number.MIN_VALUE);
    expect(toFormat({ mantissa: 1n, exponent: -1076 }, "f64")).toBe(0);
    expect(toFormat({ mantissa: 1n, exponent: -150 }, "f32")).toBe(0);
    expect(toFormat({ mantissa: 3n, exponent: -151 }, "f32")).toBe(2 ** -149);
    // Halfway between the greatest binary64 number and 2^1024 rounds to even, that is, overflows.
    const halfway = { mantissa: (1n << 54n) - 1n, exponent: 970 };
    expect(toFormat(halfway, "f64")).toBe(Infinity);
    expect(toFormat(big.negate(halfway), "f64")).toBe(-Infinity);
    expect(toFormat(big.subtract(halfway, big.one), "f64")).toBe(Number.MAX_VALUE);
    expect(toFormat({ mantissa: 1n, exponent: 4000 }, "f32")).toBe(Infinity);
  });

  it("gives sixty digits of known constants", () => {
    expect(big.toDecimal(big.squareRoot(fromNumber(2), 320), 60)).toBe(
      "1.41421356237309504880168872420969807856967187537694807317668",
    );
    expect(big.toDecimal(big.divide(big.one, fromNumber(7), 320), 60)).toBe(
      "0.142857142857142857142857142857142857142857142857142857142857",
    );
    expect(big.toDecimal(fromNumber(0.1), 60)).toBe(
      "0.100000000000000005551115123125782702118158340454101562500000",
    );
    expect(big.toDecimal(fromNumber(9.95), 3)).toBe("9.95");
    expect(big.toDecimal(fromNumber(-12345), 2)).toBe("-1.2e+4");
  });

  it("knows exponents", () => {
    expect(big.exponentOf(fromNumber(8))).toBe(3);
    expect(big.exponentOf(fromNumber(-7.9))).toBe(2);
    expect(big.exponentOf(big.zero)).toBe(-Infinity);
  });
});
