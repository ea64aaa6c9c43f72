import { rules } from "@optspec/core";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { fromNumber } from "../../src/exact/big-float.ts";
import { evaluateExactly } from "../../src/exact/evaluate.ts";
import { closedForms } from "../../src/oracle/closed-forms.ts";
import { configOf, type ElementHistory, histories, lengths, numberOf, runsOf, wild } from "./arbitraries.ts";
import { expectSixtyDigits } from "./metrics.ts";

// A slow machine is no failure.
vi.setConfig({ testTimeout: 60_000 });

describe.each(Object.values(rules))("closed form of $name", (rule) => {
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

it("every rule has a closed form, and every closed form a rule", () => {
  expect(Object.keys(closedForms).sort()).toEqual(Object.keys(rules).sort());
});
