import {
  type Comparison,
  childrenOf,
  type Expression,
  type Kind,
  kindsInOrder,
  type Operator,
  type Program,
} from "@optspec/core";
import { exponentAt } from "./exponent.ts";
import { hypersAt, type TensorStep, type TensorTrajectory } from "./trajectory.ts";

/** An arithmetic in which a program can be evaluated. `typed` operations are in the tensor's type, others in binary64. */
export interface Arithmetic<Value> {
  /** An input: a hyperparameter, a number of the program, t, an element of θ or g. */
  given(x: number): Value;
  /** The initial value of a state. */
  initial(x: number): Value;
  /** A scalar where it meets another kind. */
  meet(scalar: Value): Value;
  /** A new value of θ or of a state. */
  store(value: Value): Value;
  negate(a: Value): Value;
  binary(operator: Operator, a: Value, b: Value, typed: boolean): Value;
  /** sqrt, abs, max, min; functions of one argument get it twice. */
  call(callee: string, a: Value, b: Value, typed: boolean): Value;
  power(base: Value, exponent: number): Value;
  /** `round(scalar)`; of a power its parts are given as well. */
  round(scalar: Value, power?: { readonly base: Value; readonly exponent: number }): Value;
  select(comparison: Comparison, a: Value, b: Value, whenTrue: Value, whenFalse: Value): Value;
  /** The sum of the numbers of a row, or of the sums of rows. */
  sum(values: readonly Value[]): Value;
  /** x·y + z in one, for the sum of a typed product and something; each side may be negated. Left out where it is two. */
  fused?(x: Value, y: Value, z: Value, productSign: 1 | -1, otherSign: 1 | -1): Value;
  /** x + c·(y − x) as one operation, where that is more than its three. */
  stepTowards?(x: Value, y: Value, c: Value): Value;
}

/** An expression's numbers: one, or one for each row or element. */
interface Numbers<Value> {
  readonly kind: Kind;
  readonly numbers: readonly Value[];
}

/**
 * Evaluates a program over one parameter (spec/rule-language.md, "Evaluation"), in any arithmetic.
 * @returns what stands after each of the T updates.
 * @throws RangeError for a negative exponent, TypeError for a missing hyperparameter.
 */
export function interpret<Value>(
  program: Program,
  trajectory: TensorTrajectory,
  arithmetic: Arithmetic<Value>,
): TensorStep<Value>[] {
  const { from, theta, shape } = trajectory;
  const tensor = (values: readonly number[], make: (x: number) => Value): Numbers<Value> => ({
    kind: "tensor",
    numbers: values.map(make),
  });
  const single = (kind: Kind, value: Value): Numbers<Value> => ({ kind, numbers: [value] });
  const counts = countsOf(shape, theta.length);
  const names = new Map<string, Numbers<Value>>([["theta", tensor(theta, arithmetic.given)]]);
  for (const name of ["rows", "columns", "dims"] as const)
    names.set(name, single("layer", arithmetic.meet(arithmetic.given(counts[name]))));
  for (const { name, value } of program.states)
    names.set(name, tensor(from?.state[name] ?? theta.map(() => value), arithmetic.initial));
  for (const { name, value } of program.scalars)
    names.set(name, single("scalar", arithmetic.given(from?.scalars?.[name] ?? value)));
  const stored = new Set(["theta", ...program.states.map(({ name }) => name)]);
  const hypers = program.hypers.map(({ name }) => name);

  return trajectory.gradients.map((gradient, index) => {
    const t = (from?.t ?? 0) + index + 1;
    hypersAt(trajectory, index, hypers).forEach((value, position) => {
      names.set(hypers[position]!, single("scalar", arithmetic.given(value)));
    });
    names.set("g", tensor(gradient, arithmetic.given));
    names.set("t", single("scalar", arithmetic.given(t)));
    const evaluate = evaluator(arithmetic, names, counts, t);
    for (const { target, value } of program.assignments) {
      const { kind, numbers } = evaluate(value);
      names.set(
        target,
        stored.has(target) ? { kind, numbers: numbers.map(arithmetic.store) } : { kind, numbers },
      );
    }
    const slots = (declared: readonly { readonly name: string }[]): Record<string, readonly Value[]> =>
      Object.fromEntries(declared.map(({ name }) => [name, names.get(name)!.numbers]));
    return {
      theta: names.get("theta")!.numbers,
      state: slots(program.states),
      scalars: Object.fromEntries(program.scalars.map(({ name }) => [name, names.get(name)!.numbers[0]!])),
    };
  });
}

interface Counts {
  readonly rows: number;
  readonly columns: number;
  readonly dims: number;
  /** How many numbers each kind has. */
  readonly of: Readonly<Record<Kind, number>>;
}

/** A parameter as rows of columns (spec/rule-language.md, "Kinds"). */
function countsOf(shape: readonly number[], elements: number): Counts {
  const rows = shape.length < 2 || elements === 0 ? 1 : shape[0]!;
  return {
    rows,
    columns: elements / rows,
    dims: shape.length,
    of: { scalar: 1, layer: 1, row: rows, tensor: elements },
  };
}

function evaluator<Value>(
  arithmetic: Arithmetic<Value>,
  names: ReadonlyMap<string, Numbers<Value>>,
  { columns, rows, of }: Counts,
  t: number,
): (expression: Expression) => Numbers<Value> {
  const kindOf = (given: readonly Numbers<Value>[]): Kind =>
    kindsInOrder.findLast((kind) => given.some((each) => each.kind === kind))!;
  /** The numbers of an operand as those of a later kind. */
  const as = (kind: Kind, { kind: own, numbers }: Numbers<Value>): readonly Value[] => {
    if (kind === own) return numbers;
    if (own === "row")
      return Array.from({ length: of[kind] }, (_, index) => numbers[Math.floor(index / columns)]!);
    const value = own === "scalar" ? arithmetic.meet(numbers[0]!) : numbers[0]!;
    return Array.from({ length: of[kind] }, () => value);
  };
  const apply = (
    operation: (typed: boolean, ...operands: Value[]) => Value,
    ...given: Numbers<Value>[]
  ): Numbers<Value> => {
    const kind = kindOf(given);
    const operands = given.map((each) => as(kind, each));
    return {
      kind,
      numbers: Array.from({ length: of[kind] }, (_, index) =>
        operation(kind !== "scalar", ...operands.map((numbers) => numbers[index]!)),
      ),
    };
  };
  const rowsOf = (numbers: readonly Value[]): readonly (readonly Value[])[] =>
    Array.from({ length: rows }, (_, row) => numbers.slice(row * columns, (row + 1) * columns));
  const sumsOfRows = (numbers: readonly Value[]): Value[] => rowsOf(numbers).map(arithmetic.sum);
  const largest = (numbers: readonly Value[]): Value =>
    numbers.reduce((most, each) => arithmetic.call("max", most, each, true));

  const reductions: Readonly<Record<string, (given: Numbers<Value>) => Numbers<Value>>> = {
    rowsum: ({ numbers }) => ({ kind: "row", numbers: sumsOfRows(numbers) }),
    sum: ({ kind, numbers }) => ({
      kind: "layer",
      numbers: [arithmetic.sum(kind === "row" ? numbers : sumsOfRows(numbers))],
    }),
    largest: ({ numbers }) => ({ kind: "layer", numbers: [largest(numbers)] }),
  };

  const evaluate = (expression: Expression): Numbers<Value> => {
    switch (expression.kind) {
      case "number":
        return { kind: "scalar", numbers: [arithmetic.given(expression.value)] };
      case "name":
        return names.get(expression.name)!;
      case "negate":
        return apply((_, a) => arithmetic.negate(a!), evaluate(expression.operand));
      case "binary":
        return binary(expression);
      case "power": {
        const exponent = exponentAt(expression.exponent, t);
        return apply((_, base) => arithmetic.power(base!, exponent), evaluate(expression.base));
      }
      case "call":
        return called(expression);
      case "select": {
        const [left, right, ...branches] = childrenOf(expression).map(evaluate) as [
          Numbers<Value>,
          Numbers<Value>,
          Numbers<Value>,
          Numbers<Value>,
        ];
        const { comparison } = expression;
        const compared = kindOf([left, right]);
        const kind = kindOf([left, right, ...branches]);
        // What is compared stays as exact as it is, and only then is repeated for what is chosen.
        const sides = [left, right].map((side) => ({ kind: compared, numbers: as(compared, side) }));
        const [a, b] = sides.map((side) => repeated(side, kind));
        const [whenTrue, whenFalse] = branches.map((branch) => as(kind, branch));
        return {
          kind,
          numbers: Array.from({ length: of[kind] }, (_, index) =>
            arithmetic.select(comparison, a![index]!, b![index]!, whenTrue![index]!, whenFalse![index]!),
          ),
        };
      }
    }
  };

  /** As `as`, but a scalar is not rounded. */
  const repeated = (side: Numbers<Value>, kind: Kind): readonly Value[] =>
    side.kind === "scalar" ? Array.from({ length: of[kind] }, () => side.numbers[0]!) : as(kind, side);

  const called = ({ callee, arguments: given }: Expression & { readonly kind: "call" }): Numbers<Value> => {
    const operands = given.map(evaluate);
    const first = operands[0]!;
    const reduction = reductions[callee];
    if (reduction !== undefined) return reduction(first);
    if (callee !== "round")
      return apply((typed, a, b) => arithmetic.call(callee, a!, b!, typed), first, operands[1] ?? first);
    const [power] = given;
    if (power?.kind !== "power") return apply((_, a) => arithmetic.round(a!), first);
    const exponent = exponentAt(power.exponent, t);
    return apply(
      (_, a, base) => arithmetic.round(a!, { base: base!, exponent }),
      first,
      evaluate(power.base),
    );
  };

  const binary = (expression: Expression & { readonly kind: "binary" }): Numbers<Value> => {
    const { operator, left, right } = expression;
    const step = arithmetic.stepTowards && stepOf(expression);
    if (step !== undefined) {
      const parts = [step.from, step.to, step.factor].map(evaluate);
      if (kindOf(parts) !== "scalar")
        return apply((_, x, y, c) => arithmetic.stepTowards!(x!, y!, c!), ...parts);
    }
    const sign = { "+": 1, "-": -1 }[operator as string] as 1 | -1 | undefined;
    if (arithmetic.fused && sign !== undefined) {
      const found = fusedOf(left, right, sign, 1) ?? fusedOf(right, left, 1, sign);
      if (found !== undefined) return found;
    }
    return apply(
      (typed, a, b) => arithmetic.binary(operator, a!, b!, typed),
      evaluate(left),
      evaluate(right),
    );
  };

  /** otherSign·other + productSign·(x·y) with one rounding, where `product` is a typed product. */
  const fusedOf = (
    product: Expression,
    other: Expression,
    otherSign: 1 | -1,
    productSign: 1 | -1,
  ): Numbers<Value> | undefined => {
    if (product.kind !== "binary" || product.operator !== "*") return undefined;
    const factors = [product.left, product.right].map(evaluate);
    const kind = kindOf(factors);
    if (kind === "scalar") return undefined;
    // A product that is repeated afterwards has been rounded by then.
    const term = evaluate(other);
    if (kindOf([...factors, term]) !== kind) return undefined;
    return apply((_, x, y, z) => arithmetic.fused!(x!, y!, z!, productSign, otherSign), ...factors, term);
  };

  return evaluate;
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
