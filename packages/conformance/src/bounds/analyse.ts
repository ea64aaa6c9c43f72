import { type Expression, type Kind, kindOf, kindsOf, type Program } from "@optspec/core";
import { negate } from "../exact/big-float.ts";
import { exponentAt, powerOf } from "../exact/evaluate.ts";
import { hypersAt, type Step, type Trajectory } from "../exact/trajectory.ts";
import {
  type Approximation,
  functions,
  given,
  type Judged,
  meet,
  operators,
  power,
  roundTo,
} from "./interval.ts";

/** A value of the running analysis: scalars are binary64, and rounded once more where they meet a tensor. */
type Values = Map<string, Judged>;

/**
 * Running error analysis of a program over one tensor element (spec/arithmetic.md, "Bounds"): one unit roundoff for
 * each operation in the order of the program, carried exactly through all later ones, and no slack factor.
 * @param program - the definition in textbook order (`textbookOf`).
 * @returns after each update the exact value of θ and of each slot with its bound; `undefined` where not judged.
 */
export function analyse(program: Program, trajectory: Trajectory): Step<Judged>[] {
  const { dtype, from } = trajectory;
  const kinds = kindsOf(program);
  const names = program.hypers.map(({ name }) => name);
  const values: Values = new Map([["theta", given(trajectory.theta)]]);
  for (const { name, value } of program.states) {
    const start = given(from?.state[name] ?? value);
    values.set(name, start && roundTo(start, dtype));
  }
  for (const { name, value } of program.scalars) values.set(name, given(from?.scalars?.[name] ?? value));
  const slots = (declared: readonly { readonly name: string }[]): Record<string, Judged> =>
    Object.fromEntries(declared.map(({ name }) => [name, values.get(name)]));

  return trajectory.gradients.map((gradient, index) => {
    const t = (from?.t ?? 0) + index + 1;
    hypersAt(trajectory, index, names).forEach((x, position) => {
      values.set(names[position]!, given(x));
    });
    values.set("g", given(gradient));
    values.set("t", given(t));
    const scope: Scope = { values, kinds, dtype, t };
    for (const { target, value } of program.assignments) values.set(target, evaluate(value, scope));
    return { theta: values.get("theta"), state: slots(program.states), scalars: slots(program.scalars) };
  });
}

interface Scope {
  readonly values: Values;
  readonly kinds: ReadonlyMap<string, Kind>;
  readonly dtype: Trajectory["dtype"];
  readonly t: number;
}

function evaluate(expression: Expression, scope: Scope): Judged {
  const { values, kinds, dtype, t } = scope;
  const kind = kindOf(expression, kinds);
  const operand = (inner: Expression): Judged => {
    const value = evaluate(inner, scope);
    return value !== undefined && kind === "tensor" && kindOf(inner, kinds) === "scalar"
      ? meet(value, dtype)
      : value;
  };
  const format = kind === "tensor" ? dtype : "f64";
  switch (expression.kind) {
    case "number":
      return given(expression.value);
    case "name":
      return values.get(expression.name);
    case "negate":
      return lift(operand(expression.operand), (a) => ({ value: negate(a.value), error: a.error }));
    case "binary": {
      const right = operand(expression.right);
      return lift(operand(expression.left), (a) =>
        lift(right, (b) => operators[expression.operator](a, b, format)),
      );
    }
    case "power":
      return lift(evaluate(expression.base, scope), (a) =>
        power(a, exponentAt(expression.exponent, t), powerOf),
      );
    case "call": {
      const [argument] = expression.arguments;
      // A power rounded to the tensor's type is one computed in that type, by whatever products.
      if (expression.callee === "round" && argument?.kind === "power")
        return lift(evaluate(argument.base, scope), (a) =>
          power(a, exponentAt(argument.exponent, t), powerOf, dtype),
        );
      const [first, second = first] = expression.arguments.map(operand);
      if (expression.callee === "round") return lift(first, (a) => roundTo(a, dtype));
      return lift(first, (a) => lift(second, (b) => functions[expression.callee]!(a, b, format)));
    }
  }
}

function lift(a: Judged, apply: (a: Approximation) => Judged): Judged {
  return a === undefined ? undefined : apply(a);
}
