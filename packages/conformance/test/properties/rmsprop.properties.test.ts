import { parseRule, rules } from "@optspec/core";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import {
  absolute,
  add,
  compare,
  divide,
  fromNumber,
  multiply,
  squareRoot,
  subtract,
} from "../../src/exact/big-float.ts";
import { type Exact, evaluateExactly } from "../../src/exact/evaluate.ts";
import { complement, integerPower } from "../../src/oracle/sums.ts";
import { configOf, type ElementHistory, histories, lengths, numberOf, store, wild } from "./arbitraries.ts";
import { runElement } from "./core-runs.ts";
import { expectSixtyDigits } from "./metrics.ts";

// A slow machine is no failure.
vi.setConfig({ testTimeout: 60_000 });

const { adam, rmsprop } = rules;
const formats = ["f64", "f32"] as const;
const bits = 320;
const runs = { numRuns: 200 };
const none = fc.constant(0);
const gradient = numberOf("f64", wild.f64);

function thetas(rule: (typeof rules)[string], history: ElementHistory): Exact[] {
  return evaluateExactly(rule.program, { ...history, dtype: "f64" }).map(({ theta }) => theta);
}

describe("RMSProp, exactly", () => {
  it("with a constant gradient has r_t = (1 − ρᵗ)·g²", () => {
    fc.assert(
      fc.property(gradient, lengths(200), configOf(rmsprop), (g, length, config) => {
        const square = multiply(fromNumber(g), fromNumber(g));
        const hypers = Array(length).fill(config) as Record<string, number>[];
        const history = { theta: 0, gradients: Array<number>(length).fill(g), hypers, dtype: "f64" as const };
        evaluateExactly(rmsprop.program, history).forEach(({ state }, index) => {
          const share = complement(integerPower(fromNumber(config.rho!), index + 1));
          expect(state.r).toEqual(multiply(share, square));
        });
      }),
      runs,
    );
  });

  it("moves θ by at most η/√(1−ρ)", () => {
    fc.assert(
      fc.property(histories(rmsprop, "f64", wild.f64, 60), (history) => {
        let before: Exact = fromNumber(history.theta);
        thetas(rmsprop, history).forEach((theta, index) => {
          if (before !== undefined && theta !== undefined) {
            const { lr, rho } = history.hypers[index]!;
            // Squared: Δ²·(1−ρ) ≤ η², with room for the rounding of root and quotient.
            const step = absolute(subtract(theta, before));
            const left = multiply(multiply(step, step), complement(fromNumber(rho!)));
            const right = multiply(fromNumber(lr!), fromNumber(lr!));
            const room = { mantissa: right.mantissa, exponent: right.exponent - 250 };
            expect(compare(left, add(right, room))).not.toBe(1);
          }
          before = theta;
        });
      }),
      runs,
    );
  });

  it("reaches that bound in the first update, with ε = 0", () => {
    fc.assert(
      fc.property(
        gradient.filter((g) => g !== 0),
        configOf(rmsprop, { eps: none }),
        (g, config) => {
          const [theta] = thetas(rmsprop, { theta: 0, gradients: [g], hypers: [config] });
          const root = squareRoot(complement(fromNumber(config.rho!)), bits);
          const step = divide(fromNumber(-Math.sign(g) * config.lr!), root, bits);
          expectSixtyDigits(fromNumber(0), [theta], [step]);
        },
      ),
      runs,
    );
  });

  it("is Adam with ρ₁ = 0, each step divided by √(1 − ρᵗ), with ε = 0", () => {
    const program = parseRule(`rule uncorrected
hyper lr    = 0 in [0, inf)
hyper beta1 = 0 in [0, 1)
hyper beta2 = 0 in [0, 1)
hyper eps   = 0 in [0, inf)
state s = 0
state r = 0

s = beta1*s + (1 - beta1)*g
r = beta2*r + (1 - beta2)*(g*g)
theta = theta - lr/sqrt(1 - beta2^t)*(s/(1 - beta1^t)) / sqrt(r/(1 - beta2^t) + eps)
`);
    fc.assert(
      fc.property(histories(adam, "f64", wild.f64, 60, { beta1: none, eps: none }), (history) => {
        const hypers = history.hypers.map(({ lr, beta2 }) => ({ lr: lr!, rho: beta2!, eps: 0 }));
        expectSixtyDigits(
          fromNumber(history.theta),
          thetas(rmsprop, { ...history, hypers }),
          thetas({ ...adam, program }, history),
        );
      }),
      runs,
    );
  });

  it("is AdaGrad with a discount, η/√(1−ρ) and ε/(1−ρ)", () => {
    const program = parseRule(`rule discounted_adagrad
hyper lr  = 0 in [0, inf)
hyper rho = 0 in [0, 1)
hyper eps = 0 in [0, inf)
state r = 0

r = rho*r + g*g
theta = theta - lr/sqrt(1 - rho)*g / sqrt(r + eps/(1 - rho))
`);
    fc.assert(
      fc.property(histories(rmsprop, "f64", wild.f64, 60), (history) => {
        const start = fromNumber(history.theta);
        expectSixtyDigits(start, thetas(rmsprop, history), thetas({ ...rmsprop, program }, history));
      }),
      runs,
    );
  });
});

describe.each(formats)("RMSProp in core's %s", (format) => {
  it("with ρ = 0 has r_t = g_t², rounded once", () => {
    fc.assert(
      fc.property(histories(rmsprop, format, wild[format], 200, { rho: none }), (history) => {
        runElement(rmsprop, format, history).forEach(({ state }, index) => {
          const g = history.gradients[index]!;
          expect(state.r).toBe(store[format](g * g));
        });
      }),
      runs,
    );
  });

  it("leaves θ and discounts r where the gradient is zero", () => {
    const eps = fc.constantFrom(1e-8, 1e-2);
    fc.assert(
      fc.property(histories(rmsprop, format, wild[format], 60, { eps }), (drawn) => {
        const gradients = drawn.gradients.map((g, index) => (index % 2 === 1 ? 0 : g));
        const steps = runElement(rmsprop, format, { ...drawn, gradients });
        for (let at = 1; at < steps.length; at += 2) {
          const rho = store[format](drawn.hypers[at]!.rho!);
          expect(steps[at]!.theta).toBe(steps[at - 1]!.theta);
          expect(steps[at]!.state.r).toBe(store[format](rho * steps[at - 1]!.state.r!));
        }
      }),
      runs,
    );
  });
});
