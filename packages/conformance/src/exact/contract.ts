import { type Comparison, childrenOf, type Expression, type Operator, type Program } from "@optspec/core";
import type { Format } from "./big-float.ts";
import { exponentAt } from "./evaluate.ts";
import { addIn, divideIn, fusedIn, multiplyIn, roundIn, squareRootIn, subtractIn } from "./ieee.ts";
import { hypersAt, type Step, type Trajectory } from "./trajectory.ts";

/** Ways in which an honest port's arithmetic differs from the contract. */
export interface ContractOptions {
  /** A tensor product that a tensor sum or difference takes is not rounded (the left one, where both are products). */
  readonly fma?: boolean;
  /** Tensors are computed in binary64 and rounded to their type only where a slot or θ is stored. */
  readonly tensorFormat?: "f64";
}

/** A number and its kind; a scalar is in binary64, a tensor's number in the tensor's type. */
interface Value {
  readonly tensor: boolean;
  readonly x: number;
}

/**
 * Evaluates a rule program over one tensor element under the arithmetic contract (spec/arithmetic.md), through
 * exact arithmetic and rounding: the bits that every implementation in the normative order has.
 * @returns what stands after each of the T updates; NaN and ±∞ as IEEE 754 has them.
 * @throws RangeError for a negative exponent, TypeError for a missing hyperparameter.
 */
export function evaluateByContract(
  program: Program,
  trajectory: Trajectory,
  options: ContractOptions = {},
): Step<number>[] {
  const { dtype, from } = trajectory;
  const format = options.tensorFormat ?? dtype;
  const values = new Map<string, Value>([["theta", { tensor: true, x: trajectory.theta }]]);
  for (const { name, value } of program.states) {
    values.set(name, { tensor: true, x: roundIn(dtype, from?.state[name] ?? value) });
  }
  for (const { name, value } of program.scalars) {
    values.set(name, { tensor: false, x: from?.scalars?.[name] ?? value });
  }
  const stored = new Set(["theta", ...program.states.map(({ name }) => name)]);
  const names = program.hypers.map(({ name }) => name);
  const slots = (declared: readonly { readonly name: string }[]): Record<string, number> =>
    Object.fromEntries(declared.map(({ name }) => [name, values.get(name)!.x]));

  return trajectory.gradients.map((gradient, index) => {
    const t = (from?.t ?? 0) + index + 1;
    hypersAt(trajectory, index, names).forEach((x, position) => {
      values.set(names[position]!, { tensor: false, x });
    });
    values.set("g", { tensor: true, x: gradient });
    values.set("t", { tensor: false, x: t });
    const evaluator: Evaluator = { values, t, dtype, format, fma: options.fma === true };
    for (const { target, value } of program.assignments) {
      const { tensor, x } = evaluate(value, evaluator);
      // A tensor slot takes a tensor, so x needs rounding only where it was computed in another format.
      values.set(target, { tensor, x: stored.has(target) ? roundIn(dtype, x) : x });
    }
    return { theta: values.get("theta")!.x, state: slots(program.states), scalars: slots(program.scalars) };
  });
}

interface Evaluator {
  readonly values: ReadonlyMap<string, Value>;
  readonly t: number;
  readonly dtype: Format;
  /** The format of tensor operations. */
  readonly format: Format;
  readonly fma: boolean;
}

const operations: Readonly<Record<Operator, (format: Format, x: number, y: number) => number>> = {
  "+": addIn,
  "-": subtractIn,
  "*": multiplyIn,
  "/": divideIn,
};

/** 1 where a comparison holds, 0 where it does not, as with NaN. */
const comparisons: Readonly<Record<Comparison, (format: Format, x: number, y: number) => number>> = {
  "<": (_, x, y) => (x < y ? 1 : 0),
  "<=": (_, x, y) => (x <= y ? 1 : 0),
};

const functions: Readonly<Record<string, (format: Format, x: number, y: number) => number>> = {
  sqrt: squareRootIn,
  abs: (_, x) => Math.abs(x),
  // Math.max and Math.min are maximum and minimum of IEEE 754-2019: NaN propagates, and −0 is below 0.
  max: (_, x, y) => Math.max(x, y),
  min: (_, x, y) => Math.min(x, y),
};

function evaluate(expression: Expression, evaluator: Evaluator): Value {
  switch (expression.kind) {
    case "number":
      return { tensor: false, x: expression.value };
    case "name":
      return evaluator.values.get(expression.name)!;
    case "negate": {
      const { tensor, x } = evaluate(expression.operand, evaluator);
      return { tensor, x: -x };
    }
    case "binary":
      return binary(expression, evaluator);
    case "power": {
      const n = exponentAt(expression.exponent, evaluator.t);
      return { tensor: false, x: power(evaluate(expression.base, evaluator).x, n) };
    }
    case "call": {
      const given = expression.arguments.map((argument) => evaluate(argument, evaluator));
      if (expression.callee === "round") return { tensor: false, x: roundIn(evaluator.dtype, given[0]!.x) };
      return apply(functions[expression.callee]!, given, evaluator);
    }
    case "select": {
      const [left, right, ...branches] = childrenOf(expression).map((child) =>
        evaluate(child, evaluator),
      ) as [Value, Value, ...Value[]];
      const holds = apply(comparisons[expression.comparison], [left, right], evaluator);
      const taken = branches[holds.x === 1 ? 0 : 1]!;
      const tensor = holds.tensor || branches.some((branch) => branch.tensor);
      return { tensor, x: tensor ? met(taken, evaluator.format) : taken.x };
    }
  }
}

// An operation with a tensor is a tensor's; a scalar that meets one is rounded to the tensor's type.
function apply(
  operation: (format: Format, x: number, y: number) => number,
  operands: readonly Value[],
  { format }: Evaluator,
): Value {
  const tensor = operands.some((operand) => operand.tensor);
  const [x, y] = operands.map((operand) => (tensor ? met(operand, format) : operand.x));
  return { tensor, x: operation(tensor ? format : "f64", x!, y ?? 0) };
}

function met({ tensor, x }: Value, format: Format): number {
  return tensor ? x : roundIn(format, x);
}

function binary(expression: Expression & { readonly kind: "binary" }, evaluator: Evaluator): Value {
  const { operator, left, right } = expression;
  if (evaluator.fma && (operator === "+" || operator === "-")) {
    const fused =
      fuse(left, right, operator === "+" ? 1 : -1, 1, evaluator) ??
      fuse(right, left, 1, operator === "+" ? 1 : -1, evaluator);
    if (fused !== undefined) return fused;
  }
  return apply(operations[operator], [evaluate(left, evaluator), evaluate(right, evaluator)], evaluator);
}

// productSign·(x·y) + otherSign·other with one rounding, where `product` is a product of tensors.
function fuse(
  product: Expression,
  other: Expression,
  otherSign: number,
  productSign: number,
  evaluator: Evaluator,
): Value | undefined {
  if (product.kind !== "binary" || product.operator !== "*") return undefined;
  const x = evaluate(product.left, evaluator);
  const y = evaluate(product.right, evaluator);
  if (!x.tensor && !y.tensor) return undefined;
  const { format } = evaluator;
  const z = met(evaluate(other, evaluator), format);
  return { tensor: true, x: fusedIn(format, productSign * met(x, format), met(y, format), otherSign * z) };
}

// Square-and-multiply from the least significant bit, each product rounded to binary64 (spec/arithmetic.md, "Powers").
function power(x: number, n: number): number {
  if (!Number.isSafeInteger(n) || n < 0) {
    throw new RangeError(`exponent: expected an integer of at least 0, got ${n}`);
  }
  let result = 1;
  let square = x;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiplyIn("f64", result, square);
    if (rest > 1) square = multiplyIn("f64", square, square);
  }
  return result;
}
