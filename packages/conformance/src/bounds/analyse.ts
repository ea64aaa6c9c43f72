import { type Expression, kindOf, kindsOf, type Program } from "@optspec/core";
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
  select,
  stepTowards,
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
  const isTensor = tensorsOf(program);
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
    const scope: Scope = { values, isTensor, dtype, t, scalars: scalarsOf(program, trajectory, t) };
    for (const { target, value } of program.assignments) values.set(target, evaluate(value, scope));
    return { theta: values.get("theta"), state: slots(program.states), scalars: slots(program.scalars) };
  });
}

interface Scope {
  readonly values: Values;
  readonly isTensor: (expression: Expression) => boolean;
  readonly dtype: Trajectory["dtype"];
  readonly t: number;
  /** Scalar expressions of this update that were evaluated before, for another element. */
  readonly scalars: Map<Expression, Judged>;
}

const kindsIn = new WeakMap<Program, (expression: Expression) => boolean>();

/** Which expressions of a program are tensors; each is looked at once. */
function tensorsOf(program: Program): (expression: Expression) => boolean {
  const found = kindsIn.get(program);
  if (found !== undefined) return found;
  const kinds = kindsOf(program);
  const tensors = new Map<Expression, boolean>();
  const isTensor = (expression: Expression): boolean => {
    const known = tensors.get(expression) ?? kindOf(expression, kinds) === "tensor";
    tensors.set(expression, known);
    return known;
  };
  kindsIn.set(program, isTensor);
  return isTensor;
}

/** Scalars are the same for every element that shares its hyperparameters: hyperparameters → program → key → expression. */
type Shared = WeakMap<Program, Map<string, Map<Expression, Judged>>>;
const shared = new WeakMap<Trajectory["hypers"], Shared>();

function scalarsOf(
  program: Program,
  { hypers, dtype, from }: Trajectory,
  t: number,
): Map<Expression, Judged> {
  if (from?.scalars !== undefined) return new Map();
  const programs: Shared = shared.get(hypers) ?? new WeakMap();
  shared.set(hypers, programs);
  const keys = programs.get(program) ?? new Map<string, Map<Expression, Judged>>();
  programs.set(program, keys);
  const key = `${dtype} ${from?.t ?? 0} ${t}`;
  const scalars = keys.get(key) ?? new Map<Expression, Judged>();
  keys.set(key, scalars);
  return scalars;
}

function evaluate(expression: Expression, scope: Scope): Judged {
  const { scalars } = scope;
  if (scope.isTensor(expression) || expression.kind === "name" || expression.kind === "number")
    return compute(expression, scope);
  if (!scalars.has(expression)) scalars.set(expression, compute(expression, scope));
  return scalars.get(expression);
}

function compute(expression: Expression, scope: Scope): Judged {
  const { values, isTensor, dtype, t } = scope;
  const tensor = isTensor(expression);
  const operand = (inner: Expression): Judged => {
    const value = evaluate(inner, scope);
    return value !== undefined && tensor && !isTensor(inner) ? meet(value, dtype) : value;
  };
  const format = tensor ? dtype : "f64";
  switch (expression.kind) {
    case "number":
      return given(expression.value);
    case "name":
      return values.get(expression.name);
    case "negate":
      return lift(operand(expression.operand), (a) => ({ value: negate(a.value), error: a.error }));
    case "binary": {
      const step = stepOf(expression);
      if (step !== undefined && tensor)
        return lift(operand(step.from), (x) =>
          lift(operand(step.to), (y) => lift(operand(step.factor), (c) => stepTowards(x, y, c, format))),
        );
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
    case "select": {
      const [left, right] = [expression.left, expression.right];
      // A comparison of scalars is one of scalars, whatever it chooses from.
      const compared =
        isTensor(left) || isTensor(right) ? operand : (inner: Expression) => evaluate(inner, scope);
      const [whenTrue, whenFalse] = [operand(expression.whenTrue), operand(expression.whenFalse)];
      return lift(compared(left), (a) =>
        lift(compared(right), (b) => select(expression.comparison, a, b, whenTrue, whenFalse)),
      );
    }
  }
}

/** The parts of x + c·(y − x), where x is one name. */
function stepOf({
  operator,
  left,
  right,
}: Expression & { readonly kind: "binary" }):
  | { from: Expression; to: Expression; factor: Expression }
  | undefined {
  if (operator !== "+" || left.kind !== "name" || right.kind !== "binary" || right.operator !== "*")
    return undefined;
  const difference = right.right;
  if (difference.kind !== "binary" || difference.operator !== "-") return undefined;
  const again = difference.right;
  if (again.kind !== "name" || again.name !== left.name) return undefined;
  return { from: left, to: difference.left, factor: right.left };
}

function lift(a: Judged, apply: (a: Approximation) => Judged): Judged {
  return a === undefined ? undefined : apply(a);
}
