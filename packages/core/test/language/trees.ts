import fc from "fast-check";
import { childrenOf, type Expression, type Program } from "../../src/index.ts";

/** A tree without its positions, to compare trees from different texts. */
export function bare<T>(tree: T): unknown {
  if (Array.isArray(tree)) return tree.map(bare);
  if (typeof tree !== "object" || tree === null) return tree;
  return Object.fromEntries(
    Object.entries(tree)
      .filter(([key]) => key !== "at")
      .map(([key, value]) => [key, bare(value)]),
  );
}

/** An expression as an S-expression, such as `(- theta (* lr g))`, to write expected trees by hand. */
export function lisp(expression: Expression): string {
  switch (expression.kind) {
    case "number":
      return String(expression.value);
    case "name":
      return expression.name;
    case "negate":
      return `(neg ${lisp(expression.operand)})`;
    case "binary":
      return `(${expression.operator} ${lisp(expression.left)} ${lisp(expression.right)})`;
    case "power":
      return `(^ ${lisp(expression.base)} ${lisp(expression.exponent)})`;
    case "call":
      return `(${[expression.callee, ...expression.arguments.map(lisp)].join(" ")})`;
    case "select":
      return `(${["select", expression.comparison, ...childrenOf(expression).map(lisp)].join(" ")})`;
  }
}

const at = 0;
const literal: fc.Arbitrary<Expression> = fc
  .oneof(
    fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((value) => Math.abs(value)),
    fc.nat(),
    fc.constantFrom(0, 5e-324, Number.MAX_VALUE, 1e21, 1e-7, 0.1, 2 ** 53),
  )
  .map((value) => ({ kind: "number", value, at }));
const named = (...names: string[]): fc.Arbitrary<Expression> =>
  fc.constantFrom(...names).map((name) => ({ kind: "name", name, at }));
const negated = (operand: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> =>
  operand.map((inner) => ({ kind: "negate", operand: inner, at }));
const joined = (
  operators: readonly ("+" | "-" | "*" | "/")[],
  left: fc.Arbitrary<Expression>,
  right: fc.Arbitrary<Expression>,
): fc.Arbitrary<Expression> =>
  fc
    .tuple(fc.constantFrom(...operators), left, right)
    .map(([operator, l, r]) => ({ kind: "binary", operator, left: l, right: r, at }));
const called = (
  callees: readonly string[],
  ...values: readonly fc.Arbitrary<Expression>[]
): fc.Arbitrary<Expression> =>
  fc
    .tuple(fc.constantFrom(...callees), fc.tuple(...values))
    .map(([callee, inner]) => ({ kind: "call", callee, arguments: inner, at }));

const selected = (...values: readonly fc.Arbitrary<Expression>[]): fc.Arbitrary<Expression> =>
  fc.tuple(fc.constantFrom("<", "<="), fc.tuple(...values)).map(([comparison, inner]) => {
    const [left, right, whenTrue, whenFalse] = inner as [Expression, Expression, Expression, Expression];
    return { kind: "select", comparison, left, right, whenTrue, whenFalse, at };
  });

const every = ["+", "-", "*", "/"] as const;
const { exponent, scalar, tensor } = fc.letrec<Record<"exponent" | "scalar" | "tensor", Expression>>(
  (tie) => ({
    exponent: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.nat({ max: 9 }).map((value): Expression => ({ kind: "number", value, at })),
      named("t"),
      joined(["+", "-", "*"], tie("exponent"), tie("exponent")),
    ),
    scalar: fc.oneof(
      { depthSize: "medium", withCrossShrink: true },
      literal,
      named("t", "lr", "count"),
      negated(tie("scalar")),
      joined(every, tie("scalar"), tie("scalar")),
      joined(every, tie("scalar"), tie("scalar")),
      fc
        .tuple(tie("scalar"), tie("exponent"))
        .map(([base, n]): Expression => ({ kind: "power", base, exponent: n, at })),
      called(["sqrt", "abs", "round"], tie("scalar")),
      called(["max", "min"], tie("scalar"), tie("scalar")),
      selected(tie("scalar"), tie("scalar"), tie("scalar"), tie("scalar")),
    ),
    tensor: fc.oneof(
      { depthSize: "medium", withCrossShrink: true },
      named("theta", "g", "s"),
      negated(tie("tensor")),
      joined(every, tie("tensor"), tie("tensor")),
      joined(every, tie("scalar"), tie("tensor")),
      joined(every, tie("tensor"), tie("scalar")),
      called(["sqrt", "abs"], tie("tensor")),
      called(["max", "min"], tie("tensor"), tie("scalar")),
      called(["max", "min"], tie("scalar"), tie("tensor")),
      selected(tie("tensor"), tie("scalar"), tie("scalar"), tie("scalar")),
      selected(tie("scalar"), tie("tensor"), tie("scalar"), tie("tensor")),
      selected(tie("scalar"), tie("scalar"), tie("tensor"), tie("scalar")),
      selected(tie("scalar"), tie("scalar"), tie("scalar"), tie("tensor")),
    ),
  }),
);

/** Any expression of each kind that the static rules allow over the names of `programWith`. */
export const expressions: { exponent: typeof exponent; scalar: typeof scalar; tensor: typeof tensor } = {
  exponent,
  scalar,
  tensor,
};

/** A checked program around a scalar and a tensor expression. */
export function programWith(scalarValue: Expression, tensorValue: Expression): Program {
  const range = { low: 0, high: Number.POSITIVE_INFINITY, lowOpen: false, highOpen: true };
  return {
    name: "example",
    hypers: [{ name: "lr", value: 1, range, at }],
    states: [{ name: "s", value: 0, at }],
    scalars: [{ name: "count", value: 0, at }],
    assignments: [
      { target: "count", value: scalarValue, at },
      { target: "s", value: tensorValue, at },
      { target: "theta", value: { kind: "name", name: "s", at }, at },
    ],
  };
}
