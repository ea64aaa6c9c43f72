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

  // √(1−b) is in [1−b, 1−b/2], hence (1−b)/(1−a) − 1 ≥ −b and (1−b/2)/(1−a) − 1 ≤ a/(1−a), for a = ρ₁ᵗ, b = ρ₂ᵗ.
  it("differs from 1 by at least −ρ₂ᵗ and at most ρ₁ᵗ/(1−ρ₁ᵗ), for any ρ₁, ρ₂ and t", () => {
    fc.assert(
      fc.property(rho, rho, fc.integer({ min: 1, max: 1_000_000 }), (rho1, rho2, t) => {
        const a = powerOf(fromNumber(rho1), t, bits);
        const b = powerOf(fromNumber(rho2), t, bits);
        const difference = subtract(biasCorrectionFactor(t, rho1, rho2), one, bits);
        expectAtMost(negate(b), difference);
        expectAtMost(difference, divide(a, subtract(one, a, bits), bits));
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

  // √(1−b) is in [1 − b/2 − b²/2, 1 − b/2].
  it("approaches 1 at the rate ½·ρ₂ᵗ: 1 minus it is in [b/2 − a/(1−a), b/2 + b²/2]", () => {
    for (const t of [1, 12, 100, 1000, 4000, 10_000, 100_000]) {
      const a = powerOf(fromNumber(0.9), t, 2 * bits);
      const b = powerOf(fromNumber(0.999), t, 2 * bits);
      const half = { mantissa: b.mantissa, exponent: b.exponent - 1 };
      const missing = subtract(one, factor(t));
      expectAtMost(subtract(half, divide(a, subtract(one, a), bits)), missing);
      expectAtMost(missing, add(half, multiply(half, b)));
    }
    // What is left at t = 4000, the source's "near 4000": 0.92 %, of which ½·ρ₂ᵗ is all but half a percent.
    const ratio = divide(subtract(one, factor(4000)), powerOf(fromNumber(0.999), 4000, bits), bits);
    expect(toDecimal(ratio, 3)).toBe("0.502");
    expect(exponentOf(subtract(one, factor(100_000)))).toBeLessThan(-140);
  });
});
