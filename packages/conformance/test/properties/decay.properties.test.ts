import { type DecayKind, type Rule, rules, withDecay } from "@optspec/core";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { add, fromNumber, multiply, subtract } from "../../src/exact/big-float.ts";
import { type Exact, evaluateExactly } from "../../src/exact/evaluate.ts";
import { closedForms } from "../../src/oracle/closed-forms.ts";
import { type ElementHistory, histories, wild } from "./arbitraries.ts";
import { runElement } from "./core-runs.ts";
import { expectSixtyDigits } from "./metrics.ts";

// A slow machine is no failure.
vi.setConfig({ testTimeout: 60_000 });

const formats = ["f64", "f32"] as const;
const every = Object.values(rules).filter(({ hypers }) => !Object.hasOwn(hypers, "weight_decay"));
const named = every.map((rule) => [rule.name, rule] as const);
const runs = { numRuns: 100 };

/** The same history under a constant λ. */
const decaying = (history: ElementHistory, lambda: number): ElementHistory => ({
  ...history,
  hypers: history.hypers.map((config) => ({ ...config, weight_decay: lambda })),
});

const exactly = (rule: Rule, history: ElementHistory): ReturnType<typeof evaluateExactly> =>
  evaluateExactly(rule.program, { ...history, dtype: "f64" });

describe.each(named)("%s with decay", (_, rule) => {
  it.each(formats)("decoupled, with λ = 0: is the rule, bit for bit, in %s", (format) => {
    fc.assert(
      fc.property(histories(rule, format, wild[format], 60), (history) => {
        const decayed = runElement(withDecay(rule, "decoupled"), format, decaying(history, 0));
        expect(decayed).toEqual(runElement(rule, format, history));
      }),
      runs,
    );
  });

  it.each(formats)(
    "coupled, with λ = 0: is the rule, bit for bit up to the sign of zeros, in %s",
    (format) => {
      fc.assert(
        fc.property(histories(rule, format, wild[format], 60), (history) => {
          // A gradient of −0 becomes 0 when 0 is added to it.
          const positive = { ...history, gradients: history.gradients.map((g) => g + 0) };
          const decayed = runElement(withDecay(rule, "coupled"), format, decaying(positive, 0));
          const own = runElement(rule, format, positive);
          // 0·θ is NaN once θ is not finite.
          const finite = own.findIndex(({ theta }) => !Number.isFinite(theta)) + 1 || own.length;
          expect(decayed.slice(0, finite)).toEqual(own.slice(0, finite));
        }),
        runs,
      );
    },
  );

  it("decoupled: the states do not depend on λ", () => {
    fc.assert(
      fc.property(
        histories(rule, "f64", wild.f64, 30),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (history, lambda) => {
          const decayed = runElement(withDecay(rule, "decoupled"), "f64", decaying(history, lambda));
          expect(decayed.map(({ state }) => state)).toEqual(
            runElement(rule, "f64", history).map(({ state }) => state),
          );
        },
      ),
      runs,
    );
  });

  it("decoupled: θ is Π(1 − ηλ)·θ₁ and the rule's own steps, each decayed since", () => {
    fc.assert(
      fc.property(
        histories(rule, "f64", wild.f64, 20),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (history, lambda) => {
          const undecayed = exactly(rule, history).map(({ theta }) => theta);
          let before: Exact = fromNumber(history.theta);
          let theta: Exact = before;
          const expected = undecayed.map((after, index): Exact => {
            const share = multiply(fromNumber(history.hypers[index]!.lr!), fromNumber(lambda));
            const step: Exact = after && before && subtract(after, before);
            theta = theta && step && add(subtract(theta, multiply(share, theta)), step);
            before = after;
            return theta;
          });
          const decayed = exactly(withDecay(rule, "decoupled"), decaying(history, lambda));
          expectSixtyDigits(
            fromNumber(history.theta),
            decayed.map((step) => step.theta),
            expected,
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it("coupled: is the rule on the gradients g + λ·θ", () => {
    fc.assert(
      fc.property(
        histories(rule, "f64", wild.f64, 8),
        fc.constantFrom(0.5, 0.25, 2 ** -10),
        (history, lambda) => {
          const decayed = runElement(withDecay(rule, "coupled"), "f64", decaying(history, lambda));
          const theta = [history.theta, ...decayed.map((step) => step.theta)];
          const gradients = history.gradients.map((g, index) => g + lambda * theta[index]!);
          expect(decayed).toEqual(runElement(rule, "f64", { ...history, gradients }));
        },
      ),
      runs,
    );
  });
});

describe("gradient descent", () => {
  it("is the same for both kinds, and its closed form, over the reals", () => {
    fc.assert(
      fc.property(
        histories(rules.gd, "f64", wild.f64, 20),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (drawn, lambda) => {
          const history = decaying(drawn, lambda);
          const [coupled, decoupled] = (["coupled", "decoupled"] satisfies DecayKind[]).map((kind) =>
            exactly(withDecay(rules.gd, kind), history).map(({ theta }) => theta),
          );
          expect(coupled).toEqual(decoupled);
          expect(coupled).toEqual(closedForms.gd_coupled!(history).map(({ theta }) => theta));
        },
      ),
      runs,
    );
  });
});

describe("Adam without memory and ε, on a gradient of zero", () => {
  it("coupled: moves by η towards 0, whatever λ > 0 is; decoupled: in proportion to θ", () => {
    const config = { lr: 0.125, beta1: 0, beta2: 0, eps: 0 };
    for (const lambda of [2 ** -6, 0.5, 4]) {
      const history = { theta: -3, gradients: [0], hypers: [{ ...config, weight_decay: lambda }] };
      expect(runElement(withDecay(rules.adam, "coupled"), "f64", history)[0]!.theta).toBe(-3 + 0.125);
    }
    const eps = { ...config, eps: 1, weight_decay: 0.5 };
    for (const theta of [-3, 0.25, 1000])
      expect(
        runElement(withDecay(rules.adam, "decoupled"), "f64", { theta, gradients: [0], hypers: [eps] })[0]!
          .theta,
      ).toBe(theta * (1 - 0.125 * 0.5));
  });
});
