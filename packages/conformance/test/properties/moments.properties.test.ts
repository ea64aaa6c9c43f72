import { rules } from "@optspec/core";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import {
  add,
  type BigFloat,
  divide,
  fromNumber,
  multiply,
  one,
  sign,
  squareRoot,
  subtract,
} from "../../src/exact/big-float.ts";
import { type Exact, evaluateExactly, powerOf } from "../../src/exact/evaluate.ts";
import { momentWeights } from "../../src/oracle/adam-factors.ts";
import { sum } from "../../src/oracle/sums.ts";
import { configOf, lengths, numberOf, schedulesOf, wild } from "./arbitraries.ts";
import { expectSixtyDigits } from "./metrics.ts";

// A slow machine is no failure.
vi.setConfig({ testTimeout: 60_000 });

const { adagrad, adam, adamax } = rules;
const bits = 320;
const gradient = numberOf("f64", wild.f64);
const runs = { numRuns: 300 };

function evaluate(rule: (typeof rules)[string], gradients: number[], hypers: Record<string, number>[]) {
  return evaluateExactly(rule.program, { theta: 0, gradients, hypers, dtype: "f64" });
}

/** The moment of update t, corrected: s_t/(1−ρᵗ). */
function corrected(moment: Exact, rho: number, t: number): BigFloat {
  return divide(moment!, subtract(one, powerOf(fromNumber(rho), t)), bits);
}

describe("Adam's moments, exactly", () => {
  it("ŝ₁ = g₁ and r̂₁ = g₁²", () => {
    fc.assert(
      fc.property(gradient, configOf(adam), (g, config) => {
        const [step] = evaluate(adam, [g], [config]);
        expect(corrected(step!.state.s, config.beta1!, 1)).toEqual(fromNumber(g));
        expect(corrected(step!.state.r, config.beta2!, 1)).toEqual(multiply(fromNumber(g), fromNumber(g)));
      }),
      { numRuns: 1000 },
    );
  });

  it("a constant gradient g gives ŝ_t = g and r̂_t = g² for every t", () => {
    fc.assert(
      fc.property(gradient, lengths(200), configOf(adam), (g, length, config) => {
        const exact = fromNumber(g);
        evaluate(adam, Array(length).fill(g), Array(length).fill(config)).forEach(({ state }, index) => {
          expect(corrected(state.s, config.beta1!, index + 1)).toEqual(exact);
          expect(corrected(state.r, config.beta2!, index + 1)).toEqual(multiply(exact, exact));
        });
      }),
      runs,
    );
  });

  it("a constant gradient moves θ by η·g/√(g² + ε) in every update: the whole correction is in the program", () => {
    const arbitrary = lengths(60).chain((length) => fc.tuple(gradient, schedulesOf(adam, length)));
    fc.assert(
      fc.property(arbitrary, ([g, hypers]) => {
        const exact = fromNumber(g);
        let theta: Exact = fromNumber(0);
        const expected = hypers.map(({ lr, eps }): Exact => {
          const root = squareRoot(add(multiply(exact, exact), fromNumber(eps!)), bits);
          if (theta === undefined || sign(root) === 0) theta = undefined;
          else theta = subtract(theta, divide(multiply(fromNumber(lr!), exact), root, bits));
          return theta;
        });
        const steps = evaluate(adam, Array(hypers.length).fill(g), hypers);
        expectSixtyDigits(
          fromNumber(0),
          steps.map((step) => step.theta),
          expected,
        );
      }),
      runs,
    );
  });

  it("the weights of the source's sums add up to 1 − ρᵗ", () => {
    const rho = configOf(adam).map((config) => config.beta2!);
    fc.assert(
      fc.property(rho, lengths(200), (value, t) => {
        expect(sum(momentWeights(t, value))).toEqual(subtract(one, powerOf(fromNumber(value), t)));
      }),
      runs,
    );
  });

  it("the weights that the program gives each gradient are the source's", () => {
    // The moments are linear in g (and in g²): an impulse at update i shows the weight that g_i has.
    fc.assert(
      fc.property(configOf(adam), fc.integer({ min: 1, max: 40 }), fc.nat(39), (config, t, position) => {
        const i = Math.min(position + 1, t);
        const impulse = Array.from({ length: t }, (_, index) => (index === i - 1 ? 1 : 0));
        const last = evaluate(adam, impulse, Array(t).fill({ ...config, eps: 1 })).at(-1)!;
        expect(last.state.s).toEqual(momentWeights(t, config.beta1!)[i - 1]);
        expect(last.state.r).toEqual(momentWeights(t, config.beta2!)[i - 1]);
      }),
      runs,
    );
  });
});

describe.each([adam, adagrad, adamax])("first update of $name with ε = 0", (rule) => {
  it("moves θ by η in the direction of −g₁, whatever |g₁|", () => {
    const nonzero = gradient.filter((g) => g !== 0);
    fc.assert(
      fc.property(nonzero, configOf(rule, { eps: fc.constant(0) }), (g, config) => {
        const [step] = evaluate(rule, [g], [config]);
        expectSixtyDigits(fromNumber(0), [step!.theta], [fromNumber(-Math.sign(g) * config.lr!)]);
      }),
      runs,
    );
  });
});
