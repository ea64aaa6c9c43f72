/** The syntax tree of a rule program (spec/rule-language.md). Every `at` is an offset into the source text. */

export interface Program {
  readonly name: string;
  readonly hypers: readonly HyperDeclaration[];
  readonly states: readonly SlotDeclaration[];
  readonly scalars: readonly SlotDeclaration[];
  readonly assignments: readonly Assignment[];
}

/** `hyper NAME = VALUE in RANGE`: a hyperparameter, its default and the values that it may take. */
export interface HyperDeclaration {
  readonly name: string;
  readonly value: number;
  readonly range: Interval;
  readonly at: number;
}

/** An interval of binary64 numbers; infinite ends are open. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly lowOpen: boolean;
  readonly highOpen: boolean;
}

/** `state NAME = VALUE` or `scalar NAME = VALUE`: what is kept from step to step, and its first value. */
export interface SlotDeclaration {
  readonly name: string;
  readonly value: number;
  readonly at: number;
}

export interface Assignment {
  readonly target: string;
  readonly value: Expression;
  readonly at: number;
}

export type Operator = "+" | "-" | "*" | "/";
export type Comparison = "<" | "<=";

export type Expression =
  | { readonly kind: "number"; readonly value: number; readonly at: number }
  | { readonly kind: "name"; readonly name: string; readonly at: number }
  | { readonly kind: "negate"; readonly operand: Expression; readonly at: number }
  | {
      readonly kind: "binary";
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
      readonly at: number;
    }
  | { readonly kind: "power"; readonly base: Expression; readonly exponent: Expression; readonly at: number }
  | {
      readonly kind: "call";
      readonly callee: string;
      readonly arguments: readonly Expression[];
      readonly at: number;
    }
  /** `select(left < right, whenTrue, whenFalse)` */
  | {
      readonly kind: "select";
      readonly comparison: Comparison;
      readonly left: Expression;
      readonly right: Expression;
      readonly whenTrue: Expression;
      readonly whenFalse: Expression;
      readonly at: number;
    };

/** Expressions nested deeper than this are refused, so that no program can exhaust the stack. */
export const maximumDepth = 200;

/** A scalar is one binary64 number per step and group; a tensor has one number per parameter element. */
export type Kind = "scalar" | "tensor";

/** The functions of the language besides `select`: how many arguments each takes, and whether tensors may be among them. */
export const functions: Readonly<Record<string, { readonly arity: number; readonly tensors: boolean }>> = {
  sqrt: { arity: 1, tensors: true },
  abs: { arity: 1, tensors: true },
  max: { arity: 2, tensors: true },
  min: { arity: 2, tensors: true },
  round: { arity: 1, tensors: false },
};

/** Names with a fixed meaning, which a program cannot declare. */
export const reservedNames: ReadonlySet<string> = new Set([
  "theta",
  "g",
  "t",
  "inf",
  "in",
  "rule",
  "hyper",
  "state",
  "scalar",
  "select",
  ...Object.keys(functions),
]);

/** The children of an expression, in the order in which they are evaluated. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "number":
    case "name":
      return [];
    case "negate":
      return [expression.operand];
    case "binary":
      return [expression.left, expression.right];
    case "power":
      return [expression.base, expression.exponent];
    case "call":
      return expression.arguments;
    case "select":
      return [expression.left, expression.right, expression.whenTrue, expression.whenFalse];
  }
}
