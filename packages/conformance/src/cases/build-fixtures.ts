import type { DType, Rule } from "@optspec/core";
import { encodeNumber } from "@optspec/schema";
import { type BigFloat, toFormat } from "../exact/big-float.ts";
import { evaluateExactly } from "../exact/evaluate.ts";
import { closedForms } from "../oracle/closed-forms.ts";
import { type Case, hypersOf } from "./case.ts";
import type { Definition } from "./definitions/definition.ts";
import { expectationOf, type StepExpectation } from "./expectation.ts";
import type { Fixture } from "./fixtures.ts";
import { randomFrom } from "./random.ts";
import { ruleNamed } from "./rule-named.ts";

const provenance =
  "value: closed-form sums in arbitrary precision, rounded once; bound: running error analysis in definition order; " +
  "algorithm: the program, each operation rounded from the exact result";

/**
 * Computes the fixtures of a definition, one per type.
 * @throws Error when the closed form, the program and the definition disagree on a value.
 */
export function buildFixtures(definition: Definition): Fixture[] {
  return (definition.dtypes ?? ["f32", "f64"]).map((dtype) => {
    const testCase = caseOf(definition, dtype);
    const rule = ruleNamed(definition.rule);
    const expected = expectationOf(rule, testCase);
    crossCheck(rule, testCase, expected);
    return { ...testCase, expected, provenance };
  });
}

function caseOf(definition: Definition, dtype: DType): Case {
  const { id, rule, title, requirements, hunts, config, params, shapes, updates, gradients, changes } =
    definition;
  const random = randomFrom(0, id);
  const typed = (values: readonly number[]): number[] =>
    dtype === "f32" ? values.map(Math.fround) : [...values];
  return {
    ...{ id: `${id}-${dtype}`, title, requirements, hunts, rule, dtype, config },
    params: Object.fromEntries(
      Object.entries(params).map(([name, data]) => [
        name,
        { shape: shapes?.[name] ?? [data.length], data: typed(data) },
      ]),
    ),
    steps: Array.from({ length: updates }, (_, index) => {
      const grads = Object.entries(gradients(index + 1, random)).map(([name, data]) => [name, typed(data)]);
      const config = changes?.[index + 1];
      return { grads: Object.fromEntries(grads), ...(config && { config }) };
    }),
  };
}

/** Holds every value to two independent ways: the source's sums, and the program without any rounding. */
function crossCheck(rule: Rule, testCase: Case, expected: readonly StepExpectation[]): void {
  const { dtype, params, steps } = testCase;
  const hypers = hypersOf(rule, testCase);
  for (const [name, { data }] of Object.entries(params))
    data.forEach((theta, index) => {
      const gradients = steps.map(({ grads }) => grads[name]![index]!);
      // The closed forms are sums over finite numbers; NaN is judged by propagation alone.
      const finite = gradients.findIndex((g) => !Number.isFinite(g));
      const length = finite === -1 ? gradients.length : finite;
      const history = {
        theta,
        gradients: gradients.slice(0, length),
        hypers: hypers.slice(0, length),
        dtype,
      };
      const sums = closedForms[rule.name]!(history);
      const exact = evaluateExactly(rule.program, history);
      for (let step = 0; step < length; step++) {
        const hold = (
          slot: string,
          closed: BigFloat | undefined,
          direct: BigFloat | undefined,
          value: number,
        ): void => {
          if (closed === undefined || direct === undefined)
            throw new Error(
              `${testCase.id}: ${slot} of ${name}[${index}] is undefined at update ${step + 1}`,
            );
          const [a, b] = [toFormat(closed, dtype), toFormat(direct, dtype)];
          if (a !== value || b !== value)
            throw new Error(
              `${testCase.id}: ${slot} of ${name}[${index}] at update ${step + 1}: closed form ${a}, program ${b}, definition ${value}`,
            );
        };
        hold("theta", sums[step]!.theta, exact[step]!.theta, expected[step]!.params[name]!.value[index]!);
        for (const [slot, quantity] of Object.entries(expected[step]!.state[name]!))
          hold(slot, sums[step]!.state[slot], exact[step]!.state[slot], quantity.value[index]!);
      }
    });
}

/** A fixture as text: one line per array of numbers, so that a changed number is a changed line. */
export function fixtureText(fixture: Fixture): string {
  const encoded = JSON.stringify(
    fixture,
    (_, value) => (typeof value === "number" ? encodeNumber(value) : value),
    1,
  );
  return `${encoded.replace(/\[\n\s+(?:[^[\]{}]*)\]/g, (array) =>
    array
      .replace(/\s*\n\s*/g, " ")
      .replace("[ ", "[")
      .replace(" ]", "]"),
  )}\n`;
}
