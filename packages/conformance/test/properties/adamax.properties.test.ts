import { rules } from "@optspec/core";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import {
  absolute,
  add,
  type BigFloat,
  compare,
  divide,
  fromNumber,
  multiply,
  one,
  subtract,
  toDecimal,
  zero,
} from "../../src/exact/big-float.ts";
import { type Exact, evaluateExactly } from "../../src/exact/evaluate.ts";
import { complement, integerPower } from "../../src/oracle/sums.ts";
import { configOf, histories, lengths, numberOf, runsOf, tame, wild } from "./arbitraries.ts";
import { runElement } from "./core-runs.ts";
import { expectSixtyDigits } from "./metrics.ts";

// A slow machine is no failure.
vi.setConfig({ testTimeout: 60_000 });

const { adamax } = rules;
const formats = ["f64", "f32"] as const;
const bits = 320;
const runs = { numRuns: 200 };
const none = fc.constant(0);

/** (1−ρ₁)/(1−ρ₁ᵗ)·Σ_{k<t} (ρ₁/ρ₂)ᵏ: the most that a step can be, in units of η. */
function mostOfRate(rho1: number, rho2: number, t: number): BigFloat {
  const [a, b] = [fromNumber(rho1), fromNumber(rho2)];
  const ratio = divide(a, b, bits);
  let sum = zero;
  let power = one;
  for (let k = 0; k < t; k++) {
    sum = add(sum, power, bits);
    power = multiply(power, ratio, bits);
  }
  return divide(multiply(complement(a), sum), complement(integerPower(a, t, bits), bits), bits);
}

/** (1 + 2^−250)·a: room for the rounding of quotients. */
function nextAbove(a: BigFloat): BigFloat {
  return add(a, { mantissa: a.mantissa, exponent: a.exponent - 250 });
}

describe("Adamax's norm, exactly", () => {
  it("is at least |g_t| and ρ₂·u_{t−1}, and one of the two", () => {
    fc.assert(
      fc.property(histories(adamax, "f64", wild.f64, 60), (history) => {
        let before: Exact = zero;
        evaluateExactly(adamax.program, { ...history, dtype: "f64" }).forEach(({ state }, index) => {
          const u: Exact = state.u;
          const size = absolute(fromNumber(history.gradients[index]!));
          const kept = multiply(fromNumber(history.hypers[index]!.beta2!), before!);
          expect(compare(u!, size)).not.toBe(-1);
          expect(compare(u!, kept)).not.toBe(-1);
          expect(compare(u!, size) === 0 || compare(u!, kept) === 0).toBe(true);
          before = u;
        });
      }),
      runs,
    );
  });

  it("bounds the norms with exponent p: (1−ρ₂ᵖ)·uᵖ ≤ (1−ρ₂ᵖ)·Σ(ρ₂^{t−i}·|gᵢ|)ᵖ ≤ (1−ρ₂ᵖ)·t·uᵖ", () => {
    const arbitrary = lengths(20).chain((length) =>
      fc.tuple(runsOf(numberOf("f64", tame), length), configOf(adamax), fc.integer({ min: 1, max: 30 })),
    );
    fc.assert(
      fc.property(arbitrary, ([gradients, config, p]) => {
        const hypers = gradients.map(() => config);
        const u = evaluateExactly(adamax.program, { theta: 0, gradients, hypers, dtype: "f64" }).at(-1)!.state
          .u!;
        const rho = fromNumber(config.beta2!);
        const sum = gradients.reduce((total, g, index) => {
          const term = multiply(integerPower(rho, gradients.length - 1 - index), absolute(fromNumber(g)));
          return add(total, integerPower(term, p));
        }, zero);
        const largest = integerPower(u, p);
        expect(compare(largest, sum)).not.toBe(1);
        expect(compare(sum, multiply(fromNumber(gradients.length), largest))).not.toBe(1);
      }),
      runs,
    );
  });
});

describe("Adamax's step", () => {
  it("is the first one in every update, for a constant gradient, η and ε", () => {
    const arbitrary = fc.tuple(numberOf("f64", wild.f64), lengths(100), configOf(adamax));
    fc.assert(
      fc.property(arbitrary, ([g, length, config]) => {
        const exact = fromNumber(g);
        const norm = add(absolute(exact), fromNumber(config.eps!));
        fc.pre(compare(norm, zero) > 0);
        const step = divide(multiply(fromNumber(config.lr!), exact), norm, bits);
        const hypers = Array<Record<string, number>>(length).fill(config);
        const steps = evaluateExactly(adamax.program, {
          theta: 0,
          gradients: Array<number>(length).fill(g),
          hypers,
          dtype: "f64",
        });
        for (const { state } of steps) expect(state.u).toEqual(absolute(exact));
        expectSixtyDigits(
          zero,
          steps.map(({ theta }) => theta),
          steps.map((_, index) => multiply(fromNumber(-index - 1), step)),
        );
      }),
      runs,
    );
  });

  it("is at most η·(1−ρ₁)/(1−ρ₁ᵗ)·Σ(ρ₁/ρ₂)ᵏ", () => {
    const arbitrary = lengths(40).chain((length) =>
      fc.tuple(runsOf(numberOf("f64", tame), length), configOf(adamax)),
    );
    fc.assert(
      fc.property(arbitrary, ([gradients, config]) => {
        fc.pre(config.beta2! > 0);
        const hypers = gradients.map(() => config);
        let before: Exact = zero;
        evaluateExactly(adamax.program, { theta: 0, gradients, hypers, dtype: "f64" }).forEach(
          ({ theta }, index) => {
            if (before !== undefined && theta !== undefined) {
              const most = multiply(
                fromNumber(config.lr!),
                mostOfRate(config.beta1!, config.beta2!, index + 1),
              );
              expect(compare(absolute(subtract(theta, before)), nextAbove(most))).not.toBe(1);
            }
            before = theta;
          },
        );
      }),
      runs,
    );
  });

  it("reaches that bound, above η, where gradients fall by ρ₂ per update: the paper's |Δ| ≤ α does not hold", () => {
    const config = { ...adamax.hypers, lr: 1, eps: 0, beta1: 0.5, beta2: 0.75 };
    // 0.75ⁱ is exact.
    const gradients = Array.from({ length: 20 }, (_, index) => 0.75 ** (index + 1));
    const hypers = gradients.map(() => config);
    let before: BigFloat = zero;
    const steps = evaluateExactly(adamax.program, { theta: 0, gradients, hypers, dtype: "f64" });
    steps.forEach(({ theta }, index) => {
      const step = absolute(subtract(theta!, before));
      before = theta!;
      expectSixtyDigits(zero, [step], [mostOfRate(0.5, 0.75, index + 1)]);
      if (index > 0) expect(compare(step, one)).toBe(1);
    });
    expect(toDecimal(mostOfRate(0.9, 0.999, 2000), 12)).toBe("1.00909090909");
  });
});

describe.each(formats)("Adamax in core's %s", (format) => {
  it("keeps u at |g|, bit for bit, while the gradient is constant", () => {
    const arbitrary = fc.tuple(numberOf(format, wild[format]), lengths(60), configOf(adamax));
    fc.assert(
      fc.property(arbitrary, ([g, length, config]) => {
        const hypers = Array<Record<string, number>>(length).fill(config);
        const steps = runElement(adamax, format, {
          theta: 1,
          gradients: Array<number>(length).fill(g),
          hypers,
        });
        for (const { state } of steps) expect(state.u === Math.abs(g)).toBe(true);
      }),
      runs,
    );
  });

  it("with ρ₁ = 0 has s_t = g_t, and with ρ₂ = 0 u_t = |g_t|, up to the sign of zero", () => {
    const nothing = { beta1: none, beta2: none };
    fc.assert(
      fc.property(histories(adamax, format, wild[format], 200, nothing), (history) => {
        runElement(adamax, format, history).forEach(({ state }, index) => {
          const g = history.gradients[index]!;
          expect(state.s === g && state.u === Math.abs(g)).toBe(true);
        });
      }),
      runs,
    );
  });

  it("bears gradients whose squares overflow", () => {
    const g = format === "f32" ? 2 ** 100 : 2 ** 1000;
    const hypers = [adamax.hypers, adamax.hypers].map((config) => ({ ...config, lr: 0.5 }));
    const steps = runElement(adamax, format, { theta: 0, gradients: [g, g], hypers });
    expect(steps.map(({ theta }) => theta)).toEqual([expect.closeTo(-0.5, 6), expect.closeTo(-1, 6)]);
  });
});

it("Adamax with ρ₁ = ρ₂ = ε = 0 moves θ by η in the direction of −g_t", () => {
  const nothing = { beta1: none, beta2: none, eps: none };
  fc.assert(
    fc.property(histories(adamax, "f64", wild.f64, 100, nothing), (drawn) => {
      const history = { ...drawn, gradients: drawn.gradients.map((g) => (g === 0 ? 1 : g)) };
      let theta = fromNumber(history.theta);
      const expected = history.gradients.map((g, index) => {
        theta = add(theta, multiply(fromNumber(-Math.sign(g)), fromNumber(history.hypers[index]!.lr!)));
        return theta;
      });
      const steps = evaluateExactly(adamax.program, { ...history, dtype: "f64" });
      expectSixtyDigits(
        fromNumber(history.theta),
        steps.map((step) => step.theta),
        expected,
      );
    }),
    runs,
  );
});
