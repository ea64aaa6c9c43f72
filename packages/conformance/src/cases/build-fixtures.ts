import type { DType, Rule } from "@optspec/core";
import { encodeNumber } from "@optspec/schema";
import { toFormat } from "../exact/big-float.ts";
import { type Exact, evaluateTensorExactly } from "../exact/evaluate.ts";
import { closedFormOf } from "../oracle/closed-forms.ts";
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
  const { id, dtype, params, steps } = testCase;
  const hypers = hypersOf(rule, testCase);
  for (const [name, { shape, data }] of Object.entries(params)) {
    const gradients = steps.map(({ grads }) => grads[name]!);
    const history = { shape, theta: data, gradients, hypers, dtype };
    const closed = closedFormOf(rule.name)(history);
    const exact = evaluateTensorExactly(rule.program, history);
    data.forEach((_, index) => {
      // The closed forms are sums over finite numbers; NaN is judged by propagation alone.
      const seen = (gradient: readonly number[]): readonly number[] =>
        rule.compiled.reductions === undefined ? [gradient[index]!] : gradient;
      const finite = gradients.findIndex((gradient) => !seen(gradient).every(Number.isFinite));
      const length = finite === -1 ? gradients.length : finite;
      for (let step = 0; step < length; step++) {
        const hold = (slot: string, sums: Exact, direct: Exact, value: number): void => {
          const where = `${id}: ${slot} of ${name}[${index}]`;
          if (sums === undefined || direct === undefined)
            throw new Error(`${where} is undefined at update ${step + 1}`);
          const [a, b] = [toFormat(sums, dtype), toFormat(direct, dtype)];
          if (a !== value || b !== value)
            throw new Error(
              `${where} at update ${step + 1}: closed form ${a}, program ${b}, definition ${value}`,
            );
        };
        const { theta, state } = closed[step]!;
        hold("theta", theta[index], exact[step]!.theta[index], expected[step]!.params[name]!.value[index]!);
        for (const [slot, { value }] of Object.entries(expected[step]!.state[name]!))
          hold(slot, state[slot]![index], exact[step]!.state[slot]![index], value[index]!);
      }
    });
  }
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
