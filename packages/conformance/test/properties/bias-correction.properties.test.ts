import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  absolute,
  add,
  type BigFloat,
  compare,
  divide,
  exponentOf,
  fromNumber,
  multiply,
  negate,
  one,
  subtract,
  toDecimal,
} from "../../src/exact/big-float.ts";
import { powerOf } from "../../src/exact/evaluate.ts";
import { biasCorrectionFactor } from "../../src/oracle/adam-factors.ts";

const bits = 400;
const factor = (t: number): BigFloat => biasCorrectionFactor(t, 0.9, 0.999);

/** ρ in [0, 1 − 2^−20], near both ends too: 2^−20 keeps the t below in the range of exact integers. */
const rho: fc.Arbitrary<number> = fc.oneof(
  fc.double({ min: 0, max: 1 - 2 ** -20, noNaN: true }),
  fc.integer({ min: 1, max: 20 }).map((n) => 1 - 2 ** -n),
  fc.constantFrom(0, 0.9, 0.99, 0.999, 0.9999),
);

/** Allows for the rounding of the two sides, far below what is claimed. */
function expectAtMost(low: BigFloat, high: BigFloat): void {
  expect(compare(low, add(high, { mantissa: 1n, exponent: -300 }, bits))).not.toBe(1);
}

describe("factor (1), √(1−ρ₂ᵗ)/(1−ρ₁ᵗ)", () => {
  it("is 0.316… at t = 1, falls to 0.152… at t = 12 and is 0.9908… at t = 4000, by default", () => {
    expect(toDecimal(factor(1), 12)).toBe("0.316227766017");
    expect(toDecimal(factor(12), 12)).toBe("0.152241290514");
    expect(toDecimal(factor(4000), 12)).toBe("0.990818338634");
    for (let t = 2; t <= 5000; t++) {
      expect(compare(factor(t), factor(t - 1)), `at t = ${t}`).toBe(t <= 12 ? -1 : 1);
    }
  });

  // With a = ρ₁ᵗ and b = ρ₂ᵗ: √(1−b) is in [1 − b/2 − b²/2, 1 − b/2] for b in [0, 1], since the square of the lower
  // end is 1 − b − ¾b² + ½b³ + ¼b⁴ ≤ 1 − b. Hence the rates of the limit: −b from below and a/(1−a) from above.
  it("minus 1 is in [(a − b/2 − b²/2)/(1−a), (a − b/2)/(1−a)], within −ρ₂ᵗ and ρ₁ᵗ/(1−ρ₁ᵗ), for any ρ₁, ρ₂, t", () => {
    fc.assert(
      fc.property(rho, rho, fc.integer({ min: 1, max: 1_000_000 }), (rho1, rho2, t) => {
        const a = powerOf(fromNumber(rho1), t, bits);
        const b = powerOf(fromNumber(rho2), t, bits);
        const half = { mantissa: b.mantissa, exponent: b.exponent - 1 };
        const least = subtract(subtract(a, half, bits), multiply(half, b, bits), bits);
        const rest = subtract(one, a, bits);
        const difference = subtract(biasCorrectionFactor(t, rho1, rho2), one, bits);
        expectAtMost(divide(least, rest, bits), difference);
        expectAtMost(difference, divide(subtract(a, half, bits), rest, bits));
        expectAtMost(negate(b), difference);
        expectAtMost(difference, divide(a, rest, bits));
      }),
      { numRuns: 1000 },
    );
  });

  it("has the limit 1: for every δ it stays within δ from the t on at which max(ρ₁, ρ₂)ᵗ ≤ δ/2", () => {
    fc.assert(
      fc.property(rho, rho, fc.integer({ min: 1, max: 60 }), fc.nat(1000), (rho1, rho2, k, later) => {
        const half = { mantissa: 1n, exponent: -k - 1 };
        let t = 1;
        while (compare(powerOf(fromNumber(Math.max(rho1, rho2)), t, bits), half) > 0) t *= 2;
        const delta = { mantissa: 1n, exponent: -k };
        for (const at of [t, t + later, 2 * t]) {
          expectAtMost(absolute(subtract(biasCorrectionFactor(at, rho1, rho2), one, bits)), delta);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('lacks 0.92 % of 1 at t = 4000, the source\'s "near 4000", and below 2^−140 at t = 100,000', () => {
    // All but half a percent of it is ½·ρ₂ᵗ.
    const ratio = divide(subtract(one, factor(4000)), powerOf(fromNumber(0.999), 4000, bits), bits);
    expect(toDecimal(ratio, 3)).toBe("0.502");
    expect(exponentOf(subtract(one, factor(100_000)))).toBeLessThan(-140);
  });
});
