import { rules } from "@optspec/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Format } from "../../src/exact/big-float.ts";
import { histories, type Magnitudes } from "./arbitraries.ts";
import { runElement } from "./core-runs.ts";

interface Range {
  /** Of gradients that are not zero. */
  readonly magnitudes: Magnitudes;
  /** The greatest |k| of the factor 2^k. */
  readonly shift: number;
  /** The greatest number of updates. */
  readonly updates: number;
}

/**
 * Where no operation of either run overflows or underflows. With ρ in [1/2, 1 − 2^−12], lr in [2^−10, 2^2] and T
 * updates, a moment that is not zero is at least 2^−12·|g|^n·2^−T and, after cancellation, 2^−53 of that (2^−24 in
 * f32), with n = 1 for s and u and 2 for r; and lr·√(1−ρ₂ᵗ)/(1−ρ₁ᵗ) is at least 2^−16:
 * f64: r ≥ 2^(−12−80−200−200), |lr·s| ≥ 2^(−16−12−40−53−200−100), both above 2^−1022;
 * f32: r ≥ 2^(−12−16−20−16) and |lr·s| ≥ 2^(−16−12−8−24−20−8), both above 2^−126.
 */
const ranges: Readonly<Record<Format, Range>> = {
  f64: { magnitudes: { low: -40, high: 39 }, shift: 100, updates: 200 },
  f32: { magnitudes: { low: -8, high: 7 }, shift: 8, updates: 20 },
};

const discount = fc.double({ min: 0.5, max: 1 - 2 ** -12, noNaN: true });
const fixed = {
  eps: fc.constant(0),
  lr: fc.double({ min: 2 ** -10, max: 4, noNaN: true }),
  rho: discount,
  beta1: discount,
  beta2: discount,
};

/** By which power of 2^k each state slot scales with the gradient. */
const degrees: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  adagrad: { r: 2 },
  rmsprop: { r: 2 },
  adam: { s: 1, r: 2 },
  adamax: { s: 1, u: 1 },
};

describe.each(Object.keys(degrees))("%s with ε = 0", (name) => {
  const rule = rules[name]!;
  it.each(["f64", "f32"] as const)(
    "has the same bits in θ when g is scaled by 2^k, in core's %s",
    (format) => {
      const { magnitudes, shift, updates } = ranges[format];
      const power = fc.integer({ min: -shift, max: shift });
      fc.assert(
        fc.property(histories(rule, format, magnitudes, updates, fixed), power, (drawn, k) => {
          // A zero at the start makes 0/0.
          const gradients = drawn.gradients.map((g, index) => (index === 0 && g === 0 ? 1 : g));
          const history = { ...drawn, gradients };
          const scaled = { ...history, gradients: gradients.map((g) => g * 2 ** k) };
          const expected = runElement(rule, format, history);
          runElement(rule, format, scaled).forEach((step, index) => {
            expect(step.theta).toBe(expected[index]!.theta);
            expect(step.theta).not.toBeNaN();
            for (const [slot, degree] of Object.entries(degrees[name]!)) {
              expect(step.state[slot]).toBe(expected[index]!.state[slot]! * 2 ** (degree * k));
            }
          });
        }),
        { numRuns: 400 },
      );
    },
  );

  it("does not once ε > 0", () => {
    const history = { theta: 0, gradients: [1], hypers: [{ ...rule.hypers, eps: 1 }] };
    const [plain] = runElement(rule, "f64", history);
    const [scaled] = runElement(rule, "f64", { ...history, gradients: [2] });
    expect(scaled!.theta).not.toBe(plain!.theta);
  });
});
