import type { Program } from "@optspec/core";
import { negate } from "../exact/big-float.ts";
import { powerOf } from "../exact/evaluate.ts";
import { type Arithmetic, interpret } from "../exact/interpret.ts";
import {
  elementStep,
  type Step,
  type TensorStep,
  type TensorTrajectory,
  type Trajectory,
  tensorOf,
} from "../exact/trajectory.ts";
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
  sum,
} from "./interval.ts";

/**
 * Running error analysis of a program over one parameter (spec/arithmetic.md, "Bounds"): one unit roundoff for
 * each operation in the order of the program, carried exactly through all later ones, and no slack factor.
 * @param program - the definition in textbook order (`textbookOf`).
 * @returns after each update the exact value of θ and of each slot with its bound; `undefined` where not judged.
 */
export function analyseTensor(program: Program, trajectory: TensorTrajectory): TensorStep<Judged>[] {
  return interpret(program, trajectory, errorArithmetic(trajectory));
}

/** `analyseTensor` for one element. */
export function analyse(program: Program, trajectory: Trajectory): Step<Judged>[] {
  return analyseTensor(program, tensorOf(trajectory)).map((step) => elementStep(step));
}

function errorArithmetic({ dtype, scalarType = "f64" }: TensorTrajectory): Arithmetic<Judged> {
  const format = (typed: boolean): Trajectory["dtype"] => (typed ? dtype : scalarType);
  const rounding = scalarType === "f32" ? scalarType : dtype;
  return {
    given,
    initial: (x) => lift(given(x), (a) => roundTo(a, dtype)),
    meet: (scalar) => lift(scalar, (a) => meet(a, dtype)),
    store: (value) => value,
    negate: (value) => lift(value, (a) => ({ value: negate(a.value), error: a.error })),
    binary: (operator, left, right, typed) =>
      lift(left, (a) => lift(right, (b) => operators[operator](a, b, format(typed)))),
    call: (callee, first, second, typed) =>
      lift(first, (a) => lift(second, (b) => functions[callee]!(a, b, format(typed)))),
    power: (base, n) => lift(base, (a) => power(a, n, powerOf, scalarType)),
    round: (scalar, raised) =>
      raised === undefined
        ? lift(scalar, (a) => roundTo(a, rounding))
        : // A power rounded to the tensor's type is one computed in that type, by whatever products.
          lift(raised.base, (a) => power(a, raised.exponent, powerOf, rounding)),
    select: (comparison, left, right, whenTrue, whenFalse) =>
      lift(left, (a) => lift(right, (b) => select(comparison, a, b, whenTrue, whenFalse))),
    sum: (values) => sum(values, dtype),
    stepTowards: (from, to, factor) =>
      lift(from, (x) => lift(to, (y) => lift(factor, (c) => stepTowards(x, y, c, dtype)))),
  };
}

function lift(a: Judged, apply: (a: Approximation) => Judged): Judged {
  return a === undefined ? undefined : apply(a);
}
