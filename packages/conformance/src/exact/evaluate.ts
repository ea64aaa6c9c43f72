import { type Comparison, childrenOf, type Expression, type Operator, type Program } from "@optspec/core";
import {
  absolute,
  add,
  type BigFloat,
  compare,
  divide,
  fromNumber,
  multiply,
  negate,
  one,
  sign,
  squareRoot,
  subtract,
  toFormat,
} from "./big-float.ts";
import { hypersAt, type Step, type Trajectory } from "./trajectory.ts";

/**
 * A value of exact evaluation. `undefined` is a value that mathematics does not define (x/0, the root of a
 * negative number, an input that is not finite) and every value that depends on one: there is nothing to judge.
 */
export type Exact = BigFloat | undefined;

/** A trajectory, and how precisely to evaluate a program over it. */
export interface ExactTrajectory extends Trajectory {
  /** Rounds every result to so many bits; left out, + − × and powers are exact, and only ÷ and √ round. */
  readonly bits?: number;
}

/** The precision of ÷ and √ in bits where none is asked for: 96 decimal digits. */
export const defaultBits = 320;

/**
 * Evaluates a rule program over one tensor element in arbitrary precision (spec/rule-language.md, "Evaluation",
 * with every operation exact instead of rounded): hyperparameters and numbers mean their binary64 values.
 * @returns what stands after each of the T updates.
 * @throws RangeError for a negative exponent, TypeError for a missing hyperparameter.
 */
export function evaluateExactly(program: Program, trajectory: ExactTrajectory): Step<Exact>[] {
  const { dtype, from } = trajectory;
  const arithmetic = exactArithmetic(trajectory.bits, (a) => exact(toFormat(a, dtype)));
  const values = new Map<string, Exact>([["theta", exact(trajectory.theta)]]);
  for (const { name, value } of program.states) {
    values.set(name, lift(exact(from?.state[name] ?? value), arithmetic.round));
  }
  for (const { name, value } of program.scalars) values.set(name, exact(from?.scalars?.[name] ?? value));
  const names = program.hypers.map(({ name }) => name);
  const slots = (declared: readonly { readonly name: string }[]): Record<string, Exact> =>
    Object.fromEntries(declared.map(({ name }) => [name, values.get(name)]));

  return trajectory.gradients.map((gradient, index) => {
    const t = (from?.t ?? 0) + index + 1;
    hypersAt(trajectory, index, names).forEach((value, position) => {
      values.set(names[position]!, exact(value));
    });
    values.set("g", exact(gradient));
    values.set("t", fromNumber(t));
    for (const { target, value } of program.assignments)
      values.set(target, evaluate(value, values, t, arithmetic));
    return { theta: values.get("theta"), state: slots(program.states), scalars: slots(program.scalars) };
  });
}

function exact(x: number): Exact {
  return Number.isFinite(x) ? fromNumber(x) : undefined;
}

function lift(a: Exact, apply: (a: BigFloat) => Exact): Exact {
  return a === undefined ? undefined : apply(a);
}

interface Arithmetic {
  readonly binary: Readonly<Record<Operator, (a: BigFloat, b: BigFloat) => Exact>>;
  readonly comparisons: Readonly<Record<Comparison, (a: BigFloat, b: BigFloat) => boolean>>;
  readonly functions: Readonly<Record<string, (a: BigFloat, b: BigFloat) => Exact>>;
  readonly power: (a: BigFloat, n: number) => BigFloat;
  readonly round: (a: BigFloat) => Exact;
}

function exactArithmetic(bits: number | undefined, round: (a: BigFloat) => Exact): Arithmetic {
  const quotientBits = bits ?? defaultBits;
  return {
    binary: {
      "+": (a, b) => add(a, b, bits),
      "-": (a, b) => subtract(a, b, bits),
      "*": (a, b) => multiply(a, b, bits),
      "/": (a, b) => (sign(b) === 0 ? undefined : divide(a, b, quotientBits)),
    },
    comparisons: {
      "<": (a, b) => compare(a, b) < 0,
      "<=": (a, b) => compare(a, b) <= 0,
    },
    functions: {
      sqrt: (a) => (sign(a) < 0 ? undefined : squareRoot(a, quotientBits)),
      abs: absolute,
      max: (a, b) => (compare(a, b) < 0 ? b : a),
      min: (a, b) => (compare(a, b) > 0 ? b : a),
      round,
    },
    power: (a, n) => powerOf(a, n, bits),
    round,
  };
}

/**
 * xⁿ by repeated squaring: exact, or with every product rounded to `bits` bits (relative error below 2n·2^−bits).
 * @throws RangeError when n is not an integer of at least 0.
 */
export function powerOf(x: BigFloat, n: number, bits?: number): BigFloat {
  if (!Number.isSafeInteger(n) || n < 0) {
    throw new RangeError(`exponent: expected an integer of at least 0, got ${n}`);
  }
  let result = one;
  let square = x;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiply(result, square, bits);
    if (rest > 1) square = multiply(square, square, bits);
  }
  return result;
}

function evaluate(
  expression: Expression,
  values: ReadonlyMap<string, Exact>,
  t: number,
  arithmetic: Arithmetic,
): Exact {
  const operand = (inner: Expression): Exact => evaluate(inner, values, t, arithmetic);
  switch (expression.kind) {
    case "number":
      return exact(expression.value);
    case "name":
      return values.get(expression.name);
    case "negate":
      return lift(operand(expression.operand), negate);
    case "binary": {
      const left = operand(expression.left);
      const right = operand(expression.right);
      if (left === undefined || right === undefined) return undefined;
      return arithmetic.binary[expression.operator](left, right);
    }
    case "power":
      return lift(operand(expression.base), (base) =>
        arithmetic.power(base, exponentAt(expression.exponent, t)),
      );
    case "call": {
      const given = expression.arguments.map(operand);
      if (given.includes(undefined)) return undefined;
      // Functions of one argument ignore the second.
      return arithmetic.functions[expression.callee]!(given[0]!, given[1] ?? given[0]!);
    }
    case "select": {
      const [left, right, whenTrue, whenFalse] = childrenOf(expression).map(operand);
      if (left === undefined || right === undefined) return undefined;
      // The other branch may well be undefined.
      return arithmetic.comparisons[expression.comparison](left, right) ? whenTrue : whenFalse;
    }
  }
}

/** The value of an exponent at update number t: integers, t, + − * of such. */
export function exponentAt(expression: Expression, t: number): number {
  switch (expression.kind) {
    case "number":
      return expression.value;
    case "name":
      return t;
    case "negate":
      return -exponentAt(expression.operand, t);
    case "binary": {
      const left = exponentAt(expression.left, t);
      const right = exponentAt(expression.right, t);
      return expression.operator === "+"
        ? left + right
        : expression.operator === "-"
          ? left - right
          : left * right;
    }
    default:
      throw new TypeError(`exponent: expected integers, t, + - and *, got a ${expression.kind}`);
  }
}
