import type { Comparison, Program } from "@optspec/core";
import type { Format } from "./big-float.ts";
import { addIn, divideIn, fusedIn, multiplyIn, roundIn, squareRootIn, subtractIn } from "./ieee.ts";
import { type Arithmetic, interpret } from "./interpret.ts";
import { type Summation, summations } from "./summations.ts";
import {
  elementStep,
  type Step,
  type TensorStep,
  type TensorTrajectory,
  type Trajectory,
  tensorOf,
} from "./trajectory.ts";

/** Ways in which an honest port's arithmetic differs from the contract. */
export interface ContractOptions {
  /** A tensor product that a tensor sum or difference takes is not rounded (the left one, where both are products). */
  readonly fma?: boolean;
  /** Tensors are computed in binary64 and rounded to their type only where a slot or θ is stored. */
  readonly tensorFormat?: "f64";
  /** The order in which sums are added up. */
  readonly summation?: Summation;
}

/**
 * Evaluates a rule program over one parameter under the arithmetic contract (spec/arithmetic.md), through
 * exact arithmetic and rounding: the bits that every implementation in the normative order has.
 * @returns what stands after each of the T updates; NaN and ±∞ as IEEE 754 has them.
 * @throws RangeError for a negative exponent, TypeError for a missing hyperparameter.
 */
export function evaluateTensorByContract(
  program: Program,
  trajectory: TensorTrajectory,
  options: ContractOptions = {},
): TensorStep<number>[] {
  return interpret(program, trajectory, contractArithmetic(trajectory, options));
}

/** `evaluateTensorByContract` for one element. */
export function evaluateByContract(
  program: Program,
  trajectory: Trajectory,
  options: ContractOptions = {},
): Step<number>[] {
  return evaluateTensorByContract(program, tensorOf(trajectory), options).map((step) => elementStep(step));
}

const operations: Readonly<Record<string, (format: Format, x: number, y: number) => number>> = {
  "+": addIn,
  "-": subtractIn,
  "*": multiplyIn,
  "/": divideIn,
  sqrt: squareRootIn,
  abs: (_, x) => Math.abs(x),
  // Math.max and Math.min are maximum and minimum of IEEE 754-2019: NaN propagates, and −0 is below 0.
  max: (_, x, y) => Math.max(x, y),
  min: (_, x, y) => Math.min(x, y),
};

/** No comparison with NaN holds. */
const comparisons: Readonly<Record<Comparison, (x: number, y: number) => boolean>> = {
  "<": (x, y) => x < y,
  "<=": (x, y) => x <= y,
};

function contractArithmetic(
  { dtype, scalarType = "f64" }: TensorTrajectory,
  { fma = false, tensorFormat, summation = "lanes" }: ContractOptions,
): Arithmetic<number> {
  const format = tensorFormat ?? dtype;
  const apply = (operation: string, x: number, y: number, typed: boolean): number =>
    operations[operation]!(typed ? format : scalarType, x, y);
  return {
    given: (x) => x,
    initial: (x) => roundIn(dtype, x),
    meet: (x) => roundIn(format, x),
    // A tensor's number needs rounding only where it was computed in another format.
    store: (x) => roundIn(dtype, x),
    negate: (x) => -x,
    binary: apply,
    call: apply,
    power: (x, n) => power(x, n, scalarType),
    round: (x) => roundIn(dtype, roundIn(scalarType, x)),
    select: (comparison, x, y, whenTrue, whenFalse) => (comparisons[comparison](x, y) ? whenTrue : whenFalse),
    sum: (values) => summations[summation](format, values),
    ...(fma && {
      fused: (x, y, z, productSign, otherSign) => fusedIn(format, productSign * x, y, otherSign * z),
    }),
  };
}

// Square-and-multiply from the least significant bit, each product rounded (spec/arithmetic.md, "Powers").
function power(x: number, n: number, format: Format): number {
  if (!Number.isSafeInteger(n) || n < 0) {
    throw new RangeError(`exponent: expected an integer of at least 0, got ${n}`);
  }
  let result = 1;
  let square = x;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiplyIn(format, result, square);
    if (rest > 1) square = multiplyIn(format, square, square);
  }
  return result;
}
