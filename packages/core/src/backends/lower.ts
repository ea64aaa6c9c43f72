import {
  type Comparison,
  childrenOf,
  type Expression,
  type Kind,
  type Operator,
  type Program,
} from "../language/syntax.ts";

/**
 * A program as two straight lines of instructions, one for scalars and one for tensor elements
 * (spec/arithmetic.md). Instruction number i writes register i; equal subexpressions share a register,
 * which changes no bit, since evaluation has no side effects.
 */
export interface Code {
  readonly scalars: readonly Instruction[];
  /** Scalar registers to keep for the next step: `value` goes to scalar slot number `slot`. */
  readonly scalarStores: readonly Store[];
  /** Scalar registers that tensor instructions use, each rounded once to the tensor's type. */
  readonly factors: readonly number[];
  readonly tensors: readonly Instruction[];
  /** Tensor registers to write back: `value` goes to role number `slot` (see `rolesOf`). */
  readonly tensorStores: readonly Store[];
}

/**
 * `left` and `right` are registers, the same one for an operation of one operand. The sources have none: `constant`
 * holds its number in `left`; `hyper`, `slot`, `role` and `factor` hold an index there. `less` and `lessEqual` write masks,
 * and only `select` reads `mask`, which one of them wrote: where it holds the result is `left`, elsewhere `right`.
 */
export interface Instruction {
  readonly operation: Operation;
  readonly left: number;
  readonly right: number;
  readonly mask: number;
}

export type Source = "constant" | "hyper" | "slot" | "step" | "role" | "factor";
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
export type Operation = Source | Arithmetic;
/** What can be done with tensors; powers and `round` are for scalars. */
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

/** A register, and the line that writes it. */
interface Value {
  readonly kind: Kind;
  readonly register: number;
}

/** Translates a checked program into instructions, in the order of the parse tree. */
export function lower(program: Program): Code {
  const roles = rolesOf(program);
  const scalars = new Line();
  const tensors = new Line();
  const factors: number[] = [];
  const lines: Record<Kind, Line> = { scalar: scalars, tensor: tensors };
  const emit = (kind: Kind, operation: Operation, ...operands: number[]): Value => ({
    kind,
    register: lines[kind].emit(operation, ...operands),
  });
  const sources: readonly [readonly string[], Kind, Source][] = [
    [program.hypers.map(({ name }) => name), "scalar", "hyper"],
    [program.scalars.map(({ name }) => name), "scalar", "slot"],
    [roles, "tensor", "role"],
  ];
  const values = new Map<string, () => Value>([["t", () => emit("scalar", "step")]]);
  for (const [names, kind, source] of sources)
    names.forEach((name, index) => {
      values.set(name, () => emit(kind, source, index));
    });

  /** Where a scalar meets tensors: its number, rounded once. */
  const asTensor = ({ kind, register }: Value): number => {
    if (kind === "tensor") return register;
    if (!factors.includes(register)) factors.push(register);
    return tensors.emit("factor", factors.indexOf(register));
  };
  const hasTensor = (given: readonly Value[]): boolean => given.some(({ kind }) => kind === "tensor");
  const apply = (operation: Arithmetic, ...given: Value[]): Value =>
    hasTensor(given)
      ? emit("tensor", operation, ...given.map(asTensor))
      : emit("scalar", operation, ...given.map(({ register }) => register));
  const lowered = (expression: Expression): Value => {
    if (expression.kind === "number") return emit("scalar", "constant", expression.value);
    if (expression.kind === "name") return values.get(expression.name)!();
    const given = childrenOf(expression).map(lowered);
    switch (expression.kind) {
      case "binary":
        return apply(operators[expression.operator], ...given);
      case "call":
        return apply(expression.callee as Arithmetic, ...given);
      case "select": {
        const [left, right, ...branches] = given as [Value, Value, Value, Value];
        const holds = apply(comparisons[expression.comparison], left, right);
        if (holds.kind === "tensor" || !hasTensor(branches)) return apply("select", ...branches, holds);
        // What was decided in binary64 becomes a mask for elements by a comparison that no rounding can change.
        const mask = asTensor(holds);
        const zero = asTensor(emit("scalar", "constant", 0));
        return apply("select", ...branches, emit("tensor", "less", zero, mask));
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
    tensors: tensors.instructions,
    tensorStores: stored(roles, targets),
  };
}

/** Instructions in order; an instruction that is there already is not written again. */
class Line {
  readonly instructions: Instruction[] = [];
  private readonly known = new Map<string, number>();

  emit(operation: Operation, left = 0, right: number = left, mask = 0): number {
    const key = `${operation} ${Object.is(left, -0) ? "-0" : left} ${right} ${mask}`;
    const register = this.known.get(key) ?? this.instructions.push({ operation, left, right, mask }) - 1;
    this.known.set(key, register);
    return register;
  }
}
