import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { power } from "../../src/index.ts";

/** The contract's loop, written again with recursion: the lowest bit first, one rounding per product. */
function reference(x: number, n: bigint, result = 1): number {
  if (n === 0n) return result;
  return reference(x * x, n >> 1n, n & 1n ? result * x : result);
}

const exponent = fc.oneof(fc.nat({ max: 64 }), fc.nat({ max: 1_000_000 }), fc.maxSafeNat());

it("is square-and-multiply from the least significant bit", () => {
  fc.assert(
    fc.property(fc.oneof(fc.double(), fc.double({ min: 0.9, max: 1.1 })), exponent, (x, n) => {
      expect(power(x, n)).toBe(reference(x, BigInt(n)));
    }),
    { numRuns: 3000 },
  );
});

it("is exact where every product is: small whole numbers and powers of two", () => {
  fc.assert(
    fc.property(fc.integer({ min: -20, max: 20 }), fc.nat({ max: 12 }), (x, n) => {
      expect(BigInt(power(x, n))).toBe(BigInt(x) ** BigInt(n));
    }),
  );
  expect(power(2, 1023)).toBe(Number(2n ** 1023n));
  expect(power(0.5, 1074)).toBe(5e-324);
});

it("is within the error of its products: a rational number decides", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2 ** 43, max: 2 ** 53 - 1 }),
      fc.integer({ min: 1, max: 19 }),
      (mantissa, n) => {
        // x = mantissa/2⁵³ is in (0, 1). The result of at most 2·log₂(n) + 1 roundings in a chain.
        const x = mantissa / 2 ** 53;
        const [value, scale] = [power(x, n), 2n ** 1100n];
        const exact = (BigInt(mantissa) ** BigInt(n) * scale) / 2n ** BigInt(53 * n);
        const got = (BigInt(value * 2 ** 537) * scale) / 2n ** 537n;
        const error = exact > got ? exact - got : got - exact;
        expect(error * 2n ** 53n <= exact * BigInt(n)).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

describe("special values", () => {
  it.each([
    [Number.NaN, 0, 1],
    [Infinity, 0, 1],
    [0, 0, 1],
    [-0, 1, -0],
    [-0, 2, 0],
    [0, 5, 0],
    [-2, 3, -8],
    [-Infinity, 3, -Infinity],
    [0.999, 1, 0.999],
    [0.5, 2 ** 53 - 1, 0],
    [2, 1024, Infinity],
    // 1e200 squared overflows, but only a bit that is set may see it.
    [1e200, 1, 1e200],
    [1e-200, 1, 1e-200],
    // One order of the products, not another: (x·x²)·x⁴ for n = 7.
    [0.9, 7, 0.9 * (0.9 * 0.9) * (0.9 * 0.9 * (0.9 * 0.9))],
  ])("%d ^ %d is %d", (x, n, value) => {
    expect(power(x, n)).toBe(value);
  });

  it.each([-1, 0.5, Number.NaN, Infinity, 2 ** 53, "2", undefined])("an exponent of %s is refused", (n) => {
    expect(() => power(0.5, n as number)).toThrow(RangeError);
    expect(() => power(0.5, n as number)).toThrow(/^power: expected a whole exponent >= 0, got /);
  });
});
