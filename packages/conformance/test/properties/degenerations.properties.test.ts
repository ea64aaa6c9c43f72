import { parseRule, type Rule, rules } from "@optspec/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { add, fromNumber, multiply } from "../../src/exact/big-float.ts";
import { type Exact, evaluateExactly } from "../../src/exact/evaluate.ts";
import { type ElementHistory, histories, store, wild } from "./arbitraries.ts";
import { runElement } from "./core-runs.ts";
import { expectSixtyDigits } from "./metrics.ts";

const { adam, gd, momentum } = rules;
const formats = ["f64", "f32"] as const;
const runs = { numRuns: 200 };
const none = fc.constant(0);

/** θ₁ … θ_T of a program, exactly. */
function thetas(program: Rule["program"], history: ElementHistory): Exact[] {
  return evaluateExactly(program, { ...history, dtype: "f64" }).map((step) => step.theta);
}

describe("momentum with γ = 0", () => {
  const wildHistories = (format: "f32" | "f64"): fc.Arbitrary<ElementHistory> =>
    // A parameter of −0 is left out: −0 − 0 is −0, but −0 + (0·v − 0) is 0, and that difference is meant.
    histories(momentum, format, wild[format], 200, { momentum: none }).map((history) => ({
      ...history,
      theta: history.theta === 0 ? 0 : history.theta,
    }));

  it.each(formats)("is gradient descent, bit for bit, in core's %s", (format) => {
    fc.assert(
      fc.property(wildHistories(format), (history) => {
        const descent = { ...history, hypers: history.hypers.map(({ lr }) => ({ lr: lr! })) };
        const expected = runElement(gd, format, descent).map((step) => step.theta);
        expect(runElement(momentum, format, history).map((step) => step.theta)).toEqual(expected);
      }),
      runs,
    );
  });

  it("is gradient descent, exactly", () => {
    fc.assert(
      fc.property(wildHistories("f64"), (history) => {
        expect(thetas(momentum.program, history)).toEqual(thetas(gd.program, history));
      }),
      runs,
    );
  });

  it("is not gradient descent with γ > 0, from the second update on", () => {
    const hypers = [1, 2].map(() => ({ lr: 1, momentum: 2 ** -50 }));
    const [first, second] = runElement(momentum, "f64", { theta: 0, gradients: [1, 0], hypers });
    expect([first!.theta, second!.theta]).toEqual([-1, -1 - 2 ** -50]);
  });
});

describe("Adam with ρ₁ = 0", () => {
  it.each(formats)("has s_t = g_t, bit for bit up to the sign of zero, in core's %s", (format) => {
    fc.assert(
      fc.property(histories(adam, format, wild[format], 200, { beta1: none }), (history) => {
        runElement(adam, format, history).forEach(({ state }, index) => {
          expect(state.s === history.gradients[index], `s of update ${index + 1}`).toBe(true);
        });
      }),
      runs,
    );
  });

  it("divides the gradient itself by the corrected second moment's root", () => {
    const program = parseRule(`rule corrected_rmsprop
hyper lr    = 0 in [0, inf)
hyper beta2 = 0 in [0, 1)
hyper eps   = 0 in [0, inf)
state r = 0

r = beta2*r + (1 - beta2)*(g*g)
theta = theta - lr*g / sqrt(r/(1 - beta2^t) + eps)
`);
    fc.assert(
      fc.property(histories(adam, "f64", wild.f64, 60, { beta1: none }), (history) => {
        const start = fromNumber(history.theta);
        expectSixtyDigits(start, thetas(adam.program, history), thetas(program, history));
      }),
      runs,
    );
  });
});

describe("Adam with ρ₂ = 0", () => {
  it.each(formats)("has r_t = g_t², rounded once, in core's %s", (format) => {
    fc.assert(
      fc.property(histories(adam, format, wild[format], 200, { beta2: none }), (history) => {
        runElement(adam, format, history).forEach(({ state }, index) => {
          const g = history.gradients[index]!;
          expect(state.r).toBe(store[format](g * g));
        });
      }),
      runs,
    );
  });

  it("divides the corrected first moment by √(g² + ε)", () => {
    const program = parseRule(`rule normalized_momentum
hyper lr    = 0 in [0, inf)
hyper beta1 = 0 in [0, 1)
hyper eps   = 0 in [0, inf)
state s = 0

s = beta1*s + (1 - beta1)*g
theta = theta - lr*(s/(1 - beta1^t)) / sqrt(g*g + eps)
`);
    fc.assert(
      fc.property(histories(adam, "f64", wild.f64, 60, { beta2: none }), (history) => {
        const start = fromNumber(history.theta);
        expectSixtyDigits(start, thetas(adam.program, history), thetas(program, history));
      }),
      runs,
    );
  });
});

describe("Adam with ρ₁ = ρ₂ = ε = 0", () => {
  it("moves θ by η in the direction of −g_t", () => {
    const nothing = { beta1: none, beta2: none, eps: none };
    fc.assert(
      fc.property(histories(adam, "f64", wild.f64, 200, nothing), (drawn) => {
        const history = { ...drawn, gradients: drawn.gradients.map((g) => (g === 0 ? 1 : g)) };
        let theta = fromNumber(history.theta);
        const expected = history.gradients.map((g, index) => {
          const rate = fromNumber(history.hypers[index]!.lr!);
          theta = add(theta, multiply(fromNumber(-Math.sign(g)), rate));
          return theta;
        });
        expectSixtyDigits(fromNumber(history.theta), thetas(adam.program, history), expected);
      }),
      runs,
    );
  });
});
