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

/**
 * What an expression has one number for: a scalar for each update and group, a layer for each parameter, a row for each
 * slice of a parameter along its first dimension, a tensor for each element. Scalars are binary64, all others of the
 * tensor's type.
 */
export type Kind = "scalar" | "layer" | "row" | "tensor";

/** From the fewest numbers to the most: a kind meets a later one by repeating its numbers. */
export const kindsInOrder: readonly Kind[] = ["scalar", "layer", "row", "tensor"];

/** What every program knows without declaring it. */
export const givenNames: Readonly<Record<string, Kind>> = {
  theta: "tensor",
  g: "tensor",
  t: "scalar",
  rows: "layer",
  columns: "layer",
  dims: "layer",
};

/** A function: how many arguments it takes, and, unless it takes any kind and gives the same, which and what it gives. */
export interface FunctionForm {
  readonly arity: number;
  readonly takes?: readonly Kind[];
  readonly gives?: Kind;
}

/** The functions of the language besides `select`. */
export const functions: Readonly<Record<string, FunctionForm>> = {
  sqrt: { arity: 1 },
  abs: { arity: 1 },
  max: { arity: 2 },
  min: { arity: 2 },
  round: { arity: 1, takes: ["scalar"], gives: "scalar" },
  rowsum: { arity: 1, takes: ["tensor"], gives: "row" },
  sum: { arity: 1, takes: ["row", "tensor"], gives: "layer" },
  largest: { arity: 1, takes: ["row"], gives: "layer" },
};

/** Names with a fixed meaning, which a program cannot declare. */
export const reservedNames: ReadonlySet<string> = /* @__PURE__ */ allReserved();

// One call that can be left out: a bundler keeps the lists for the sake of every single Object.keys.
function allReserved(): ReadonlySet<string> {
  const words = ["inf", "in", "rule", "hyper", "state", "scalar", "select"];
  return new Set([...words, ...Object.keys(givenNames), ...Object.keys(functions)]);
}

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
