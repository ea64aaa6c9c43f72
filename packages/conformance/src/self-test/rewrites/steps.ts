import type { Expression, Program } from "@optspec/core";
import type { Random } from "../../cases/random.ts";
import { binary, negated, numeral, placesOf } from "../tree.ts";

type Binary = Extract<Expression, { kind: "binary" }>;
type Select = Extract<Expression, { kind: "select" }>;
type Step = (expression: Binary) => readonly Expression[];

const product = (a: Expression, b: Expression): Expression => binary("*", a, b);
const quotient = (a: Expression, b: Expression): Expression => binary("/", a, b);
const isOf = (operator: string, expression: Expression): expression is Binary =>
  expression.kind === "binary" && expression.operator === operator;

/** Laws of the reals that honest ports apply to the rules; each keeps the number of roundings about the same. */
const steps: Readonly<Record<string, Step>> = {
  commute: ({ operator, left, right }) =>
    operator === "+" || operator === "*" ? [binary(operator, right, left)] : [],
  negate: ({ operator, left, right }) =>
    operator === "-" ? [binary("+", left, negated(right)), negated(binary("-", right, left))] : [],
  reciprocal: ({ operator, left, right }) =>
    operator === "/" && left.kind !== "number" ? [product(left, quotient(numeral(1), right))] : [],
  reassociate({ operator, left, right }) {
    const results: Expression[] = [];
    if (operator === "*") {
      if (isOf("*", left)) results.push(product(left.left, product(left.right, right)));
      if (isOf("*", right)) results.push(product(product(left, right.left), right.right));
      if (isOf("/", left))
        results.push(
          quotient(product(left.left, right), left.right),
          product(left.left, quotient(right, left.right)),
        );
      if (isOf("/", right)) results.push(quotient(product(left, right.left), right.right));
    }
    if (operator === "/") {
      if (isOf("*", left))
        results.push(
          product(left.left, quotient(left.right, right)),
          product(quotient(left.left, right), left.right),
        );
      if (isOf("/", left)) results.push(quotient(left.left, product(left.right, right)));
      if (isOf("*", right)) results.push(quotient(quotient(left, right.left), right.right));
    }
    return results;
  },
};

/** a < b is not b ≤ a. */
const negatedChoice = (expression: Select): Expression => ({
  ...expression,
  comparison: expression.comparison === "<" ? "<=" : "<",
  left: expression.right,
  right: expression.left,
  whenTrue: expression.whenFalse,
  whenFalse: expression.whenTrue,
});

/** Every expression that one step makes of an expression. */
function stepsFrom(expression: Expression): readonly Expression[] {
  if (expression.kind === "select") return [negatedChoice(expression)];
  return expression.kind === "binary" ? Object.values(steps).flatMap((step) => step(expression)) : [];
}

/** A program after `count` random steps. */
export function shuffled(program: Program, random: Random, count: number): Program {
  let current = program;
  for (let done = 0; done < count; done++) {
    const next = current.assignments.flatMap((assignment, number) =>
      placesOf(assignment.value)
        .filter(({ inExponent }) => !inExponent)
        .flatMap(({ expression, replaced }) => stepsFrom(expression).map(replaced))
        .map((value) => ({ number, assignment: { ...assignment, value } })),
    );
    if (next.length === 0) return current;
    const { number, assignment } = random.pick(next);
    current = { ...current, assignments: current.assignments.with(number, assignment) };
  }
  return current;
}
