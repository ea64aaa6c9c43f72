import { describe, expect, it } from "vitest";
import { divide, fromNumber, squareRoot, toDecimal } from "../../src/exact/big-float.ts";
import { oracleBits } from "../../src/oracle/closed-form.ts";
import { closedForms } from "../../src/oracle/closed-forms.ts";

const exact = fromNumber;
const hypers = (...records: Record<string, number>[]): Record<string, number>[] => records;

// Worked out by hand from the source's sums; every number is a short binary fraction.
describe("closed forms", () => {
  it("gd: θ_t = θ₀ − Σηᵢ·gᵢ", () => {
    const steps = closedForms.gd!({
      theta: 10,
      gradients: [1, -2, 4],
      hypers: hypers({ lr: 1 }, { lr: 0.5 }, { lr: 0.25 }),
    });
    expect(steps.map(({ theta }) => theta)).toEqual([9, 10, 9].map(exact));
  });

  it("momentum: g̃_t = −Σγ^{t−i}·ηᵢ·gᵢ, θ_t = θ₀ + Σg̃", () => {
    const steps = closedForms.momentum!({
      theta: 0,
      gradients: [8, 4, 2],
      hypers: hypers({ lr: 1, momentum: 0.5 }, { lr: 0.5, momentum: 0.5 }, { lr: 2, momentum: 0.5 }),
    });
    // −8; −(4 + 2); −(2 + 1 + 4)
    expect(steps.map(({ state }) => state.v)).toEqual([-8, -6, -7].map(exact));
    expect(steps.map(({ theta }) => theta)).toEqual([-8, -14, -21].map(exact));
  });

  it("momentum with a changing γ has the product of the later factors for γ^{t−i}", () => {
    const steps = closedForms.momentum!({
      theta: 0,
      gradients: [1, 0, 0],
      hypers: hypers({ lr: 1, momentum: 0.125 }, { lr: 1, momentum: 0.5 }, { lr: 1, momentum: 0.25 }),
    });
    expect(steps.map(({ state }) => state.v)).toEqual([-1, -0.5, -0.125].map(exact));
  });

  it("adagrad: r_t = Σgᵢ², θ_t = θ₀ − Ση·g/√(ε + r)", () => {
    const config = { lr: 1, eps: 7 };
    const steps = closedForms.adagrad!({
      theta: 1,
      gradients: [3, -3, 0],
      hypers: hypers(config, config, config),
    });
    expect(steps.map(({ state }) => state.r)).toEqual([9, 18, 18].map(exact));
    // 3/√16, −3/√25, 0
    expect(toDecimal(steps[0]!.theta!, 30)).toBe("0.250000000000000000000000000000");
    expect(toDecimal(steps[1]!.theta!, 30)).toBe("0.850000000000000000000000000000");
    expect(steps[2]!.theta).toEqual(steps[1]!.theta);
  });

  it("adam: the sums with weights (1−ρ)ρ^{t−i}, corrected by 1−ρᵗ, ε inside the root", () => {
    const config = { lr: 1, beta1: 0.5, beta2: 0.75, eps: 9 };
    const steps = closedForms.adam!({ theta: 0, gradients: [4, 4], hypers: hypers(config, config) });
    // A constant gradient: ŝ = 4 and r̂ = 16, so that each update is 4/√25.
    expect(steps.map(({ state }) => state.s)).toEqual([2, 3].map(exact));
    expect(steps.map(({ state }) => state.r)).toEqual([4, 7].map(exact));
    expect(steps.map(({ theta }) => toDecimal(theta!, 30))).toEqual([
      "-0.800000000000000000000000000000",
      "-1.60000000000000000000000000000",
    ]);
  });

  it("adam: gradients that differ are weighted by age", () => {
    const config = { lr: 1, beta1: 0.5, beta2: 0.5, eps: 0 };
    const [, , last] = closedForms.adam!({
      theta: 0,
      gradients: [8, 0, 1],
      hypers: hypers(config, config, config),
    });
    // s₃ = ½(¼·8 + ½·0 + 1), r₃ = ½(¼·64 + 1)
    expect(last!.state).toEqual({ s: exact(1.5), r: exact(8.5) });
  });

  it("adam: a changing ρ has weights (1−ρᵢ)·Πρⱼ and the correction of the update's own ρ", () => {
    const [, last] = closedForms.adam!({
      theta: 0,
      gradients: [8, 4],
      hypers: hypers({ lr: 0, beta1: 0.5, beta2: 0, eps: 0 }, { lr: 1, beta1: 0.25, beta2: 0, eps: 0 }),
    });
    // s₂ = ½·¼·8 + ¾·4 and r₂ = 4², so θ₂ = −(4 / (1 − 1/16)) / 4 = −16/15.
    expect(last!.state).toEqual({ s: exact(4), r: exact(16) });
    expect(toDecimal(last!.theta!, 20)).toBe(toDecimal(divide(exact(-16), exact(15), oracleBits), 20));
  });

  it("rmsprop: r_t = (1−ρ)·Σρ^{t−i}·gᵢ², θ_t = θ₀ − Ση·g/√(ε + r)", () => {
    const config = { lr: 1, rho: 0.75, eps: 5 };
    const steps = closedForms.rmsprop!({
      theta: 1,
      gradients: [4, 0, 8],
      hypers: hypers(config, { ...config, rho: 0.5 }, { ...config, eps: 62.5 }),
    });
    // 16/4; half of it; ¾·2 + 64/4
    expect(steps.map(({ state }) => state.r)).toEqual([4, 2, 17.5].map(exact));
    // 4/√9; 0; 8/√80
    expect(toDecimal(steps[0]!.theta!, 20)).toBe("-0.33333333333333333333");
    expect(steps[1]!.theta).toEqual(steps[0]!.theta);
    expect(toDecimal(steps[2]!.theta!, 20)).toBe("-1.2277605243332492119");
  });

  it("adamax: u_t = max ρ₂^{t−i}·|gᵢ|, and only the mean is corrected", () => {
    const config = { lr: 1, beta1: 0.5, beta2: 0.5, eps: 1 };
    const steps = closedForms.adamax!({
      theta: 0,
      gradients: [-8, 2, 3],
      hypers: hypers(config, { ...config, beta2: 0.75 }, config),
    });
    expect(steps.map(({ state }) => state.s)).toEqual([-4, -1, 1].map(exact));
    // 8; ¾·8; max(½·¾·8, ½·2, 3)
    expect(steps.map(({ state }) => state.u)).toEqual([8, 6, 3].map(exact));
    // −8/9; −(1/(3/4))/7 = −4/21; (1/(7/8))/4 = 2/7
    expect(steps.map(({ theta }) => toDecimal(theta!, 20))).toEqual([
      "0.88888888888888888889",
      "1.0793650793650793651",
      "0.79365079365079365079",
    ]);
  });

  it("carry 120 digits through root and quotient", () => {
    const [step] = closedForms.adagrad!({ theta: 0, gradients: [1], hypers: hypers({ lr: 1, eps: 1 }) });
    const root = squareRoot(exact(2), 1000);
    expect(toDecimal(step!.theta!, 118)).toBe(`-${toDecimal(divide(exact(1), root, 1000), 118)}`);
  });

  it("have no θ from an undefined quotient on, but go on with the state", () => {
    const config = { lr: 1, eps: 0 };
    const steps = closedForms.adagrad!({ theta: 0, gradients: [0, 2], hypers: hypers(config, config) });
    expect(steps.map(({ theta }) => theta)).toEqual([undefined, undefined]);
    expect(steps.map(({ state }) => state.r)).toEqual([0, 4].map(exact));
  });

  it("refuse what is missing or not finite", () => {
    expect(() => closedForms.gd!({ theta: 0, gradients: [1], hypers: [{}] })).toThrow(
      "hypers[0].lr: expected a number, got undefined",
    );
    expect(() => closedForms.gd!({ theta: 0, gradients: [NaN], hypers: [{ lr: 1 }] })).toThrow(RangeError);
  });
});
