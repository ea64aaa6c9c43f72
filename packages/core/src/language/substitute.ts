import { childrenOf, type Expression } from "./syntax.ts";

/** The same form over other children, in the order of `childrenOf`. */
export function withChildren(expression: Expression, children: readonly Expression[]): Expression {
  const [first, second] = children as [Expression, Expression];
  switch (expression.kind) {
    case "number":
    case "name":
      return expression;
    case "negate":
      return { ...expression, operand: first };
    case "binary":
      return { ...expression, left: first, right: second };
    case "power":
      return { ...expression, base: first, exponent: second };
    case "call":
      return { ...expression, arguments: children };
    case "select": {
      const [, , whenTrue, whenFalse] = children as [Expression, Expression, Expression, Expression];
      return { ...expression, left: first, right: second, whenTrue, whenFalse };
    }
  }
}

/** An expression in which every name for which there is a replacement is replaced. */
export function substituted(expression: Expression, by: ReadonlyMap<string, Expression>): Expression {
  if (expression.kind === "name") return by.get(expression.name) ?? expression;
  return withChildren(
    expression,
    childrenOf(expression).map((child) => substituted(child, by)),
  );
}
