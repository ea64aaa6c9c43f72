import { type Expression, type Operator, type Program, printExpression } from "@optspec/core";
import { createField, type Field, type Fraction, numberFraction } from "./algebra/field.ts";

/**
 * Whether two programs of one rule are *proved* to compute the same: every slot that they write is the same function of
 * the old slots, g, t and the hyperparameters, as rational functions over powers and square roots. False means only that
 * there is no such proof. Over the reals; rounding is not its business.
 */
export function areEquivalent(a: Program, b: Program): boolean {
  if (headerText(a) !== headerText(b)) return false;
  const field = createField();
  const left = writtenBy(a, field);
  const right = writtenBy(b, field);
  const slots = ["theta", ...a.states.map(({ name }) => name), ...a.scalars.map(({ name }) => name)];
  return slots.every((slot) => field.equal(left.get(slot)!, right.get(slot)!));
}

/** Defaults and initial values; a program of other slots or hyperparameters is another rule. */
function headerText({ hypers, states, scalars }: Program): string {
  return JSON.stringify(
    [hypers, states, scalars].map((declared) => declared.map(({ name, value }) => `${name} = ${value}`)),
  );
}

/** Every name after one update, in terms of what stood before it. */
function writtenBy(program: Program, field: Field): Map<string, Fraction> {
  const values = new Map<string, Fraction>();
  for (const { target, value } of program.assignments) values.set(target, fractionOf(value, values, field));
  return values;
}

const operations: Readonly<Record<Operator, (field: Field, a: Fraction, b: Fraction) => Fraction>> = {
  "+": (field, a, b) => field.sum(a, b),
  "-": (field, a, b) => field.sum(a, b, -1n),
  "*": (field, a, b) => field.product(a, b),
  "/": (field, a, b) => field.quotient(a, b),
};

function fractionOf(expression: Expression, values: ReadonlyMap<string, Fraction>, field: Field): Fraction {
  const inner = (operand: Expression): Fraction => fractionOf(operand, values, field);
  switch (expression.kind) {
    case "number":
      return numberFraction(expression.value);
    case "name":
      return values.get(expression.name) ?? field.named(expression.name);
    case "negate":
      return field.sum(numberFraction(0), inner(expression.operand), -1n);
    case "binary":
      return operations[expression.operator](field, inner(expression.left), inner(expression.right));
    case "power":
      return powerOf(inner(expression.base), expression.exponent, field);
    case "call": {
      const given = expression.arguments.map(inner);
      if (expression.callee === "sqrt") return field.root(given[0]!);
      // |x| = √(x²), so that the sign of x does not matter.
      if (expression.callee === "abs") return field.root(field.product(given[0]!, given[0]!));
      return field.opaque(expression.callee, given);
    }
    case "select":
      return selectOf(expression, inner, field);
  }
}

/** `select` as a function that is opaque but for this: a ≤ b is not b < a, which is 0 < a − b; and one branch is no choice. */
function selectOf(
  { comparison, left, right, whenTrue, whenFalse }: Expression & { readonly kind: "select" },
  fraction: (expression: Expression) => Fraction,
  field: Field,
): Fraction {
  const strict = comparison === "<";
  const [less, greater] = (strict ? [left, right] : [right, left]).map(fraction) as [Fraction, Fraction];
  const [above, below] = (strict ? [whenTrue, whenFalse] : [whenFalse, whenTrue]).map(fraction) as [
    Fraction,
    Fraction,
  ];
  if (field.equal(above, below)) return above;
  return field.opaque("select", [field.sum(greater, less, -1n), above, below]);
}

/** xⁿ: for n = a·t + b with a, b ≥ 0 it is (xᵗ)ᵃ·xᵇ, with xᵗ an atom of its own; any other n stays opaque. */
function powerOf(base: Fraction, exponent: Expression, field: Field): Fraction {
  const line = lineOf(exponent);
  if (line === undefined || line.perStep < 0 || line.constant < 0)
    return field.opaque(`^(${printExpression(exponent)})`, [base]);
  const raised = line.perStep > 0 ? field.opaque("^t", [base]) : base;
  let result = numberFraction(1);
  for (let i = 0; i < line.perStep; i++) result = field.product(result, raised);
  for (let i = 0; i < line.constant; i++) result = field.product(result, base);
  return result;
}

/** An exponent as perStep·t + constant, where it is one. */
function lineOf(exponent: Expression): { perStep: number; constant: number } | undefined {
  if (exponent.kind === "number") return { perStep: 0, constant: exponent.value };
  if (exponent.kind === "name") return { perStep: 1, constant: 0 };
  if (exponent.kind !== "binary") return undefined;
  const left = lineOf(exponent.left);
  const right = lineOf(exponent.right);
  if (left === undefined || right === undefined) return undefined;
  if (exponent.operator === "*") {
    const [scale, other] = left.perStep === 0 ? [left.constant, right] : [right.constant, left];
    if (left.perStep !== 0 && right.perStep !== 0) return undefined;
    return { perStep: scale * other.perStep, constant: scale * other.constant };
  }
  const sign = exponent.operator === "+" ? 1 : -1;
  return { perStep: left.perStep + sign * right.perStep, constant: left.constant + sign * right.constant };
}
