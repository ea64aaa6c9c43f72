import type { Program } from "@optspec/core";
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
  zero,
} from "./big-float.ts";
import { type Arithmetic, interpret } from "./interpret.ts";
import {
  elementStep,
  type Step,
  type TensorStep,
  type TensorTrajectory,
  type Trajectory,
  tensorOf,
} from "./trajectory.ts";

/**
 * A value of exact evaluation. `undefined` is a value that mathematics does not define (x/0, the root of a
 * negative number, an input that is not finite) and every value that depends on one: there is nothing to judge.
 */
export type Exact = BigFloat | undefined;

/** How precisely to evaluate. */
export interface Precision {
  /** Rounds every result to so many bits; left out, + − × and powers are exact, and only ÷ and √ round. */
  readonly bits?: number;
}

/** The precision of ÷ and √ in bits where none is asked for: 96 decimal digits. */
export const defaultBits = 320;

/**
 * Evaluates a rule program over one parameter in arbitrary precision (spec/rule-language.md, "Evaluation",
 * with every operation exact instead of rounded): hyperparameters and numbers mean their binary64 values.
 * @returns what stands after each of the T updates.
 * @throws RangeError for a negative exponent, TypeError for a missing hyperparameter.
 */
export function evaluateTensorExactly(
  program: Program,
  trajectory: TensorTrajectory & Precision,
): TensorStep<Exact>[] {
  return interpret(program, trajectory, exactArithmetic(trajectory.dtype, trajectory.bits));
}

/** `evaluateTensorExactly` for one element. */
export function evaluateExactly(program: Program, trajectory: Trajectory & Precision): Step<Exact>[] {
  const { bits } = trajectory;
  return evaluateTensorExactly(program, {
    ...tensorOf(trajectory),
    ...(bits !== undefined && { bits }),
  }).map((step) => elementStep(step));
}

function exact(x: number): Exact {
  return Number.isFinite(x) ? fromNumber(x) : undefined;
}

function lift(a: Exact, apply: (a: BigFloat) => Exact): Exact {
  return a === undefined ? undefined : apply(a);
}

const same = (a: Exact): Exact => a;

function exactArithmetic(dtype: TensorTrajectory["dtype"], bits: number | undefined): Arithmetic<Exact> {
  const quotientBits = bits ?? defaultBits;
  const operators: Readonly<Record<string, (a: BigFloat, b: BigFloat) => Exact>> = {
    "+": (a, b) => add(a, b, bits),
    "-": (a, b) => subtract(a, b, bits),
    "*": (a, b) => multiply(a, b, bits),
    "/": (a, b) => (sign(b) === 0 ? undefined : divide(a, b, quotientBits)),
    sqrt: (a) => (sign(a) < 0 ? undefined : squareRoot(a, quotientBits)),
    abs: absolute,
    max: (a, b) => (compare(a, b) < 0 ? b : a),
    min: (a, b) => (compare(a, b) > 0 ? b : a),
  };
  const apply = (operation: string, a: Exact, b: Exact): Exact =>
    lift(a, (x) => lift(b, (y) => operators[operation]!(x, y)));
  const round = (a: Exact): Exact => lift(a, (x) => exact(toFormat(x, dtype)));
  return {
    given: exact,
    initial: (x) => round(exact(x)),
    meet: same,
    store: same,
    negate: (a) => lift(a, negate),
    binary: apply,
    call: apply,
    power: (base, n) => lift(base, (x) => powerOf(x, n, bits)),
    round,
    select(comparison, a, b, whenTrue, whenFalse) {
      if (a === undefined || b === undefined) return undefined;
      const order = compare(a, b);
      // The other branch may well be undefined.
      return order < 0 || (order === 0 && comparison === "<=") ? whenTrue : whenFalse;
    },
    sum: (values) => values.reduce((sum: Exact, value) => apply("+", sum, value), zero),
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
