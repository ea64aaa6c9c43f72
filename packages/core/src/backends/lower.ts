import {
  type Comparison,
  childrenOf,
  type Expression,
  type Kind,
  kindsInOrder,
  type Operator,
  type Program,
} from "../language/syntax.ts";

/** What one pass over all elements computes. */
export interface Pass {
  readonly tensors: readonly Instruction[];
  /** Tensor registers to write back: `value` goes to role number `slot` (see `rolesOf`). */
  readonly tensorStores: readonly Store[];
}

/**
 * A program as straight lines of instructions: for scalars, for the layers and rows of each parameter, and for tensor
 * elements (spec/arithmetic.md). Instruction number i writes register i; equal subexpressions share a register, which
 * changes no bit, since evaluation has no side effects. Without layers and rows all tensor instructions are one pass.
 */
export interface Code extends Pass {
  readonly scalars: readonly Instruction[];
  /** Scalar registers to keep for the next step: `value` goes to scalar slot number `slot`. */
  readonly scalarStores: readonly Store[];
  /** Scalar registers that other lines use, each rounded once to the tensor's type. */
  readonly factors: readonly number[];
  readonly slices: readonly Instruction[];
}

/**
 * `left` and `right` are registers, the same one for an operation of one operand. The sources have none: `constant`
 * holds its number in `left`; `hyper`, `slot`, `role` and `factor` hold an index there. `less` and `lessEqual` write masks,
 * and only `select` reads `mask`, which one of them wrote: where it holds the result is `left`, elsewhere `right`.
 * `rowsum` reads a register of tensors, `sum` and `largest` one of rows; `spread` reads one of slices, and repeats each of its numbers.
 */
export interface Instruction {
  readonly kind: Kind;
  readonly operation: Operation;
  readonly left: number;
  readonly right: number;
  readonly mask: number;
}

export type Source = "constant" | "hyper" | "slot" | "step" | "role" | "factor" | "rows" | "columns" | "dims";
export type Reduction = "sum" | "rowsum" | "largest";
export type Arithmetic =
  | "add"
  | "subtract"
  | "multiply"
  | "divide"
  | "negate"
  | "sqrt"
  | "abs"
  | "max"
  | "min"
  | "less"
  | "lessEqual"
  | "select"
  | "power"
  | "round";
export type Operation = Source | Reduction | "spread" | Arithmetic;
/** What can be done with elements; powers and `round` are for scalars. */
export type TensorOperation = Exclude<Arithmetic, "power" | "round">;

export interface Store {
  readonly slot: number;
  readonly value: number;
}

/** The arrays of an optimizer, in memory order: θ, g, then each state slot. */
export function rolesOf(program: Program): string[] {
  return ["theta", "g", ...program.states.map(({ name }) => name)];
}

const operators: Readonly<Record<Operator, Arithmetic>> = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "divide",
};

const comparisons: Readonly<Record<Comparison, Arithmetic>> = { "<": "less", "<=": "lessEqual" };

const reductions: Readonly<Record<string, Kind>> = { sum: "layer", rowsum: "row", largest: "layer" };

/** A register, and the line that writes it. */
interface Value {
  readonly kind: Kind;
  readonly register: number;
}

/** Translates a checked program into instructions, in the order of the parse tree. */
export function lower(program: Program): Code {
  const roles = rolesOf(program);
  const scalars = new Line();
  const slices = new Line();
  const tensors = new Line();
  const factors: number[] = [];
  const lines: Record<Kind, Line> = { scalar: scalars, layer: slices, row: slices, tensor: tensors };
  const emit = (kind: Kind, operation: Operation, ...operands: number[]): Value => ({
    kind,
    register: lines[kind].emit(kind, operation, ...operands),
  });
  const sources: readonly [readonly string[], Kind, Source][] = [
    [program.hypers.map(({ name }) => name), "scalar", "hyper"],
    [program.scalars.map(({ name }) => name), "scalar", "slot"],
    [roles, "tensor", "role"],
  ];
  const values = new Map<string, () => Value>([["t", () => emit("scalar", "step")]]);
  for (const name of ["rows", "columns", "dims"] as const) values.set(name, () => emit("layer", name));
  for (const [names, kind, source] of sources)
    names.forEach((name, index) => {
      values.set(name, () => emit(kind, source, index));
    });

  /** What a value is for a line: a scalar is rounded once there, and the numbers of layers and rows are repeated. */
  const as = (kind: Kind, value: Value): number => {
    if (value.kind === kind) return value.register;
    if (value.kind !== "scalar") return emit(kind, "spread", value.register).register;
    if (!factors.includes(value.register)) factors.push(value.register);
    return emit(kind, "factor", factors.indexOf(value.register)).register;
  };
  const kindOf = (given: readonly Value[]): Kind =>
    kindsInOrder.findLast((kind) => given.some((value) => value.kind === kind))!;
  const apply = (operation: Arithmetic, ...given: Value[]): Value => {
    const kind = kindOf(given);
    return emit(kind, operation, ...given.map((value) => as(kind, value)));
  };
  const lowered = (expression: Expression): Value => {
    if (expression.kind === "number") return emit("scalar", "constant", expression.value);
    if (expression.kind === "name") return values.get(expression.name)!();
    const given = childrenOf(expression).map(lowered);
    switch (expression.kind) {
      case "binary":
        return apply(operators[expression.operator], ...given);
      case "call": {
        const kind = reductions[expression.callee];
        if (kind === undefined) return apply(expression.callee as Arithmetic, ...given);
        const [{ kind: of, register }] = given as [Value];
        // The sum of a tensor is that of its rows.
        const summed =
          kind === "layer" && of === "tensor" ? emit("row", "rowsum", register).register : register;
        return emit(kind, expression.callee as Reduction, summed);
      }
      case "select": {
        const [left, right, ...branches] = given as [Value, Value, Value, Value];
        const holds = apply(comparisons[expression.comparison], left, right);
        if (holds.kind === "tensor" || kindOf(branches) !== "tensor")
          return apply("select", ...branches, holds);
        // What was decided before becomes a mask for elements by a comparison that no rounding can change.
        const zero = as("tensor", emit("scalar", "constant", 0));
        return apply("select", ...branches, emit("tensor", "less", zero, as("tensor", holds)));
      }
      default:
        return apply(expression.kind, ...given);
    }
  };

  for (const { target, value } of program.assignments) {
    const result = lowered(value);
    values.set(target, () => result);
  }
  const stored = (names: readonly string[], assigned: readonly string[]): Store[] =>
    names.flatMap((name, slot) =>
      assigned.includes(name) ? [{ slot, value: values.get(name)!().register }] : [],
    );
  const targets = program.assignments.map(({ target }) => target);
  return {
    scalars: scalars.instructions,
    scalarStores: stored(sources[1]![0], targets),
    factors,
    slices: slices.instructions,
    tensors: tensors.instructions,
    tensorStores: stored(roles, targets),
  };
}

/** Instructions in order; an instruction that is there already is not written again. */
class Line {
  readonly instructions: Instruction[] = [];
  private readonly known = new Map<string, number>();

  emit(kind: Kind, operation: Operation, left = 0, right: number = left, mask = 0): number {
    const key = `${kind} ${operation} ${Object.is(left, -0) ? "-0" : left} ${right} ${mask}`;
    const register =
      this.known.get(key) ?? this.instructions.push({ kind, operation, left, right, mask }) - 1;
    this.known.set(key, register);
    return register;
  }
}
