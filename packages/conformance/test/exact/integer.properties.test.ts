import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bitLength, integerSquareRoot, trailingZeros } from "../../src/exact/integer.ts";

const wide = fc.tuple(fc.bigInt({ min: 0n, max: 1n << 2000n }), fc.integer({ min: 0, max: 2000 }));
const integer: fc.Arbitrary<bigint> = wide.map(([n, cut]) => n >> BigInt(cut));
/** Neighbours of powers of two, where a rounded estimate is off by one. */
const edge: fc.Arbitrary<bigint> = fc
  .tuple(fc.integer({ min: 2, max: 2100 }), fc.bigInt({ min: -3n, max: 3n }))
  .map(([power, offset]) => (1n << BigInt(power)) + offset);

describe("integer", () => {
  it("bitLength is the length of the binary notation", () => {
    fc.assert(
      fc.property(fc.oneof(integer, edge), (n) => {
        const expected = n === 0n ? 0 : n.toString(2).length;
        expect(bitLength(n)).toBe(expected);
        expect(bitLength(-n)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it("trailingZeros counts the zeros below the lowest one", () => {
    fc.assert(
      fc.property(integer, fc.integer({ min: 0, max: 500 }), fc.boolean(), (n, zeros, negative) => {
        const shifted = (2n * n + 1n) << BigInt(zeros);
        expect(trailingZeros(negative ? -shifted : shifted)).toBe(zeros);
      }),
      { numRuns: 1000 },
    );
  });

  it("integerSquareRoot is the greatest integer whose square does not exceed n", () => {
    const nearSquare = fc.tuple(integer, fc.bigInt({ min: -2n, max: 2n })).map(([n, d]) => n * n + d);
    fc.assert(
      fc.property(
        fc.oneof(
          integer,
          edge,
          nearSquare.filter((n) => n >= 0n),
        ),
        (n) => {
          const root = integerSquareRoot(n);
          expect(root * root <= n && n < (root + 1n) * (root + 1n)).toBe(true);
        },
      ),
      { numRuns: 3000 },
    );
    for (let n = 0n; n < 5000n; n++) {
      const root = integerSquareRoot(n);
      expect(root * root <= n && n < (root + 1n) * (root + 1n)).toBe(true);
    }
  });
});
