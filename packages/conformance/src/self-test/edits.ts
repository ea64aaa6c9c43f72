import type { Expression, Operator } from "@optspec/core";
import { binary, called, named, negated, numeral, type Place } from "./tree.ts";

/** What an edit may put in: the other names of each name's kind that are known to its assignment. */
export type Scope = ReadonlyMap<string, readonly string[]>;

/** Every expression that an edit of one kind puts at a place; empty where the kind has nothing to edit. */
export type Edit = (place: Place, scope: Scope) => readonly Expression[];

const additive: readonly Operator[] = ["+", "-"];
const multiplicative: readonly Operator[] = ["*", "/"];

type Form<Kind extends Expression["kind"]> = Extract<Expression, { kind: Kind }>;

/** An edit of one form of expression. */
function on<Kind extends Expression["kind"]>(
  kind: Kind,
  edit: (expression: Form<Kind>, place: Place, scope: Scope) => readonly Expression[],
): Edit {
  return (place, scope) =>
    place.expression.kind === kind ? edit(place.expression as Form<Kind>, place, scope) : [];
}

const isBinary = (expression: Expression, operators: readonly Operator[]): expression is Form<"binary"> =>
  expression.kind === "binary" && operators.includes(expression.operator);

/** 1 − ρᵗ and the like. */
const isCorrection = ({ operator, right }: Form<"binary">): boolean =>
  operator === "-" && right.kind === "power";

/** The kinds of single edits, as a table: kind → what it puts in the place of an expression. */
export const edits: Readonly<Record<string, Edit>> = {
  operator: on("binary", ({ operator, left, right }) =>
    [...additive, ...multiplicative]
      .filter((other) => other !== operator)
      .map((other) => binary(other, left, right)),
  ),
  operand: on("name", ({ name }, _, scope) => (scope.get(name) ?? []).map(named)),
  constant: on("number", ({ value }) =>
    [...new Set([0, 1, 2, value + 1, value - 1])]
      .filter((other) => other !== value && other >= 0)
      .map(numeral),
  ),
  swapped: on("binary", ({ operator, left, right }) =>
    operator === "-" || operator === "/" ? [binary(operator, right, left)] : [],
  ),
  comparison: on("select", (expression) => [
    { ...expression, comparison: expression.comparison === "<" ? "<=" : "<" },
  ]),
  "other-way": on("select", (expression) => {
    const { left, right, whenTrue, whenFalse } = expression;
    return [
      { ...expression, left: right, right: left },
      { ...expression, whenTrue: whenFalse, whenFalse: whenTrue },
    ];
  }),
  "dropped-select": on("select", ({ whenTrue, whenFalse }) => [whenTrue, whenFalse]),
  "dropped-term": on("binary", (expression) => {
    if (!isBinary(expression, additive)) return [];
    return isCorrection(expression) ? [expression.right] : [expression.left, expression.right];
  }),
  "dropped-correction": on("binary", (expression) => (isCorrection(expression) ? [expression.left] : [])),
  "dropped-factor": on("binary", ({ operator, left, right }) =>
    operator === "*" ? [left, right] : operator === "/" ? [left] : [],
  ),
  "dropped-power": on("power", ({ base }) => [base]),
  "dropped-function": on("call", (expression) => expression.arguments),
  exponent: on("name", (t, { inExponent }) =>
    inExponent ? [binary("+", t, numeral(1)), binary("-", t, numeral(1)), numeral(1)] : [],
  ),
  /** √(x + ε) → √x + ε: where a term stands. */
  "term-outside": on("call", ({ callee, arguments: [argument, ...others] }) =>
    others.length === 0 && isBinary(argument!, additive)
      ? [
          binary(argument.operator, called(callee, argument.left), argument.right),
          binary(argument.operator, argument.left, called(callee, argument.right)),
        ]
      : [],
  ),
  parentheses: on("binary", (expression) => regrouped(expression)),
  sign: ({ expression, parent, inExponent }) => {
    const signed =
      parent === undefined || expression.kind === "name" || isBinary(parent, additive) ? [expression] : [];
    return inExponent || expression.kind === "negate" ? [] : signed.map(negated);
  },
  "dropped-sign": on("negate", ({ operand }) => [operand]),
};

/** Parentheses put elsewhere: (a+b)·c → a+(b·c), a·(b+c) → (a·b)+c, and back, and a/b·c → a/(b·c). */
function regrouped({ operator, left, right }: Form<"binary">): Expression[] {
  const others = additive.includes(operator) ? multiplicative : additive;
  const results: Expression[] = [];
  if (isBinary(left, others))
    results.push(binary(left.operator, left.left, binary(operator, left.right, right)));
  if (isBinary(right, others))
    results.push(binary(right.operator, binary(operator, left, right.left), right.right));
  if (operator === "*" && isBinary(left, ["/"]))
    results.push(binary("/", left.left, binary("*", left.right, right)));
  if (operator === "/" && isBinary(right, ["*"]))
    results.push(binary("*", binary("/", left, right.left), right.right));
  return results;
}
