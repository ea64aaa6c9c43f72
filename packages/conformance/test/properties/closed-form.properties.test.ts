import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { specified } from "../../src/cases/rule-named.ts";
import { fromNumber } from "../../src/exact/big-float.ts";
import { evaluateExactly } from "../../src/exact/evaluate.ts";
import { closedForms } from "../../src/oracle/closed-forms.ts";
import {
  configOf,
  type ElementHistory,
  histories,
  lengths,
  numberOf,
  runsOf,
  tame,
  wild,
} from "./arbitraries.ts";
import { expectSixtyDigits } from "./metrics.ts";

// A slow machine is no failure.
vi.setConfig({ testTimeout: 60_000 });

// The states of coupled Adam depend on θ, which ÷ and √ have rounded; it has a test of its own.
const exact = Object.values(specified).filter(({ name }) => name !== "adam_coupled");

describe.each(exact)("closed form of $name", (rule) => {
  const closedForm = closedForms[rule.name]!;

  function compareExactly(history: ElementHistory, dtype: "f32" | "f64"): void {
    const recursive = evaluateExactly(rule.program, { ...history, dtype });
    const closed = closedForm(history);
    expect(closed.length).toBe(recursive.length);
    closed.forEach((step, index) => {
      expect(recursive[index]!.state, `state of update ${index + 1}`).toEqual(step.state);
    });
    const start = fromNumber(history.theta);
    const thetas = closed.map((step) => step.theta);
    expectSixtyDigits(
      start,
      recursive.map((step) => step.theta),
      thetas,
    );
  }

  it.each(["f64", "f32"] as const)(
    "the recursion equals the sums: state exactly, θ to sixty digits (wild %s inputs, changing lr)",
    (dtype) => {
      fc.assert(
        fc.property(histories(rule, dtype, wild[dtype], 200), (history) => compareExactly(history, dtype)),
        { numRuns: 200 },
      );
    },
  );

  it("the recursion equals the sums where every hyperparameter changes between updates", () => {
    const arbitrary = lengths(60).chain((length) =>
      fc.record({
        theta: numberOf("f64", wild.f64),
        gradients: runsOf(numberOf("f64", wild.f64), length),
        hypers: runsOf(configOf(rule), length),
      }),
    );
    fc.assert(
      fc.property(arbitrary, (history) => compareExactly(history, "f64")),
      { numRuns: 200 },
    );
  });
});

it("coupled Adam equals the sums over g + λ·θ to sixty digits", () => {
  // What √ rounds comes back through θ, up to 1 + ηλ/√ε times as large in every update: 10³¹ times in thirty.
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const fixed = { lr: share, weight_decay: share, eps: fc.constantFrom(0.01, 0.5) };
  const rule = specified.adam_coupled!;
  fc.assert(
    fc.property(histories(rule, "f64", tame, 30, fixed), (history) => {
      expectSixtyDigits(
        fromNumber(history.theta),
        evaluateExactly(rule.program, { ...history, dtype: "f64" }).map(({ theta }) => theta),
        closedForms.adam_coupled!(history).map(({ theta }) => theta),
      );
    }),
    { numRuns: 200 },
  );
});

it("every rule has a closed form, and every closed form a rule", () => {
  expect(Object.keys(closedForms).sort()).toEqual(Object.keys(specified).sort());
});
