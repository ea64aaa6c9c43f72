import { kindOf, kindsOf } from "../language/check.ts";
import type { Expression, Kind, Operator, Program } from "../language/syntax.ts";

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
 * holds its number in `left`; `hyper`, `slot`, `role` and `factor` hold an index there.
 */
export interface Instruction {
  readonly operation: Operation;
  readonly left: number;
  readonly right: number;
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

/** Translates a checked program into instructions, in the order of the parse tree. */
export function lower(program: Program): Code {
  const kinds = kindsOf(program);
  const roles = rolesOf(program);
  const scalars = new Line();
  const tensors = new Line();
  const factors: number[] = [];
  const lines: Record<Kind, Line> = { scalar: scalars, tensor: tensors };
  const sources: readonly [readonly string[], Kind, Source][] = [
    [program.hypers.map(({ name }) => name), "scalar", "hyper"],
    [program.scalars.map(({ name }) => name), "scalar", "slot"],
    [roles, "tensor", "role"],
  ];
  const values = new Map<string, { kind: Kind; register: () => number }>([
    ["t", { kind: "scalar", register: () => scalars.emit("step") }],
  ]);
  for (const [names, kind, source] of sources)
    names.forEach((name, index) => {
      values.set(name, { kind, register: () => lines[kind].emit(source, index) });
    });

  const asScalar = (expression: Expression): number => {
    switch (expression.kind) {
      case "number":
        return scalars.emit("constant", expression.value);
      case "name":
        return values.get(expression.name)!.register();
      default:
        return scalars.apply(expression, asScalar);
    }
  };
  const asTensor = (expression: Expression): number => {
    if (kindOf(expression, kinds) === "scalar") {
      const register = asScalar(expression);
      if (!factors.includes(register)) factors.push(register);
      return tensors.emit("factor", factors.indexOf(register));
    }
    return expression.kind === "name"
      ? values.get(expression.name)!.register()
      : tensors.apply(expression, asTensor);
  };

  for (const { target, value } of program.assignments) {
    const kind = kinds.get(target)!;
    const register = kind === "scalar" ? asScalar(value) : asTensor(value);
    values.set(target, { kind, register: () => register });
  }
  const stored = (names: readonly string[], assigned: readonly string[]): Store[] =>
    names.flatMap((name, slot) =>
      assigned.includes(name) ? [{ slot, value: values.get(name)!.register() }] : [],
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

  emit(operation: Operation, left = 0, right = 0): number {
    const key = `${operation} ${Object.is(left, -0) ? "-0" : left} ${right}`;
    const register = this.known.get(key) ?? this.instructions.push({ operation, left, right }) - 1;
    this.known.set(key, register);
    return register;
  }

  /** Emits the operation at the root of an expression, after its operands. */
  apply(expression: Expression, operand: (expression: Expression) => number): number {
    switch (expression.kind) {
      case "negate": {
        const only = operand(expression.operand);
        return this.emit("negate", only, only);
      }
      case "binary": {
        const left = operand(expression.left);
        return this.emit(operators[expression.operator], left, operand(expression.right));
      }
      case "power": {
        const base = operand(expression.base);
        return this.emit("power", base, operand(expression.exponent));
      }
      case "call": {
        const [left, right = left] = expression.arguments.map(operand);
        return this.emit(expression.callee as Arithmetic, left, right);
      }
      default:
        throw new TypeError(`apply: expected an operation, got a ${expression.kind}`);
    }
  }
}
