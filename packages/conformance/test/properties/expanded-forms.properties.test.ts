import { rules } from "@optspec/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type BigFloat,
  compare,
  fromNumber,
  multiply,
  negate,
  subtract,
  toDecimal,
} from "../../src/exact/big-float.ts";
import { evaluateExactly } from "../../src/exact/evaluate.ts";
import { biasCorrectionFactor, constantFactor, expandedAdam } from "../../src/oracle/adam-factors.ts";
import { discountedSum } from "../../src/oracle/sums.ts";
import { type ElementHistory, histories, wild } from "./arbitraries.ts";
import { expectSixtyDigits } from "./metrics.ts";

const { adam, momentum } = rules;

describe("the source's last line for Adam, with factors (1) to (4)", () => {
  it("equals the recursion to sixty digits when ε = 0 (wild inputs, changing lr)", () => {
    fc.assert(
      fc.property(histories(adam, "f64", wild.f64, 100, { eps: fc.constant(0) }), (history) => {
        const recursive = evaluateExactly(adam.program, { ...history, dtype: "f64" });
        expectSixtyDigits(
          fromNumber(history.theta),
          recursive.map((step) => step.theta),
          expandedAdam(history),
        );
      }),
      { numRuns: 150 },
    );
  });

  it("does not when ε > 0: it is an approximation there, as the source says", () => {
    const history = { theta: 0, gradients: [1e-4], hypers: [{ ...adam.hypers, eps: 1e-8, lr: 1 }] };
    const [recursive] = evaluateExactly(adam.program, { ...history, dtype: "f64" });
    // −g/√(g² + ε) with ε = g² against −g/√g².
    expect(toDecimal(recursive!.theta!, 6)).toBe("-0.707107");
    expect(toDecimal(expandedAdam(history)[0]!, 6)).toBe("-1.00000");
  });

  it("has the factors (1)·(2) = √(1−ρ₂ᵗ)/(1−ρ₁ᵗ)·(1−ρ₁)/√(1−ρ₂), which is 1 at t = 1", () => {
    const rho = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(rho, rho, (rho1, rho2) => {
        const product = multiply(biasCorrectionFactor(1, rho1, rho2), constantFactor(rho1, rho2));
        expectSixtyDigits(fromNumber(1), [product], [fromNumber(1)]);
      }),
      { numRuns: 300 },
    );
  });

  it("is refused when ρ₁ or ρ₂ changes, since 1−ρ then has no place outside the sums", () => {
    const hypers = [adam.hypers, { ...adam.hypers, beta2: 0.99 }];
    expect(() => expandedAdam({ theta: 0, gradients: [1, 1], hypers })).toThrow(
      "hypers[1]: expected beta1 = 0.9 and beta2 = 0.999 throughout",
    );
  });
});

describe("the expanded sum of momentum", () => {
  const velocities = (history: ElementHistory): BigFloat[] =>
    evaluateExactly(momentum.program, { ...history, dtype: "f64" }).map((step) => step.state.v!);

  /** The source's −η·Σ γ^{t−i}·gᵢ: η of update t, outside the sum. */
  function withRateOutside({ gradients, hypers }: ElementHistory): BigFloat[] {
    const exact = gradients.map(fromNumber);
    const discounts = hypers.map((record) => fromNumber(record.momentum!));
    return exact.map((_, index) =>
      negate(multiply(fromNumber(hypers[index]!.lr!), discountedSum(index + 1, exact, discounts))),
    );
  }

  /** −Σ γ^{t−i}·ηᵢ·gᵢ: each gradient with the rate of its own update. */
  function withRatesInside({ gradients, hypers }: ElementHistory): BigFloat[] {
    const terms = gradients.map((g, index) => multiply(fromNumber(hypers[index]!.lr!), fromNumber(g)));
    const discounts = hypers.map((record) => fromNumber(record.momentum!));
    return terms.map((_, index) => negate(discountedSum(index + 1, terms, discounts)));
  }

  it("−Σ γ^{t−i}·ηᵢ·gᵢ is the recursion exactly, also while η changes", () => {
    fc.assert(
      fc.property(histories(momentum, "f64", wild.f64, 200), (history) => {
        expect(velocities(history)).toEqual(withRatesInside(history));
      }),
      { numRuns: 150 },
    );
  });

  it("the source's −η·Σ γ^{t−i}·gᵢ is the recursion exactly while η is constant", () => {
    fc.assert(
      fc.property(histories(momentum, "f64", wild.f64, 200), (drawn) => {
        const { lr } = drawn.hypers[0]!;
        const history = { ...drawn, hypers: drawn.hypers.map((record) => ({ ...record, lr: lr! })) };
        expect(velocities(history)).toEqual(withRateOutside(history));
      }),
      { numRuns: 150 },
    );
  });

  it("the source's form does not hold once η changes: g = (1, 0), γ = 1/2, η = (1, 2)", () => {
    const hypers = [1, 2].map((lr) => ({ lr, momentum: 0.5 }));
    const history = { theta: 0, gradients: [1, 0], hypers };
    // The recursion: −1, then ½·(−1) − 2·0. With η outside, the old gradient gets the new rate: −2·(½·1 + 0).
    expect(velocities(history)).toEqual([-1, -0.5].map(fromNumber));
    expect(withRateOutside(history)).toEqual([-1, -1].map(fromNumber));
  });

  it("a change of η makes the source's form off by (η₁ − η₂)·γ·g₁ in the second update", () => {
    const rate = fc.double({ min: 2 ** -20, max: 4, noNaN: true });
    const g = fc.double({ min: -4, max: 4, noNaN: true });
    fc.assert(
      fc.property(rate, rate, rate, g, g, (lr1, lr2, gamma, g1, g2) => {
        const hypers = [lr1, lr2].map((lr) => ({ lr, momentum: gamma }));
        const history = { theta: 0, gradients: [g1, g2], hypers };
        const off = subtract(withRateOutside(history)[1]!, velocities(history)[1]!);
        const change = subtract(fromNumber(lr1), fromNumber(lr2));
        expect(off).toEqual(multiply(multiply(change, fromNumber(gamma)), fromNumber(g1)));
        if (lr1 !== lr2 && g1 !== 0) expect(compare(off, fromNumber(0))).not.toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
