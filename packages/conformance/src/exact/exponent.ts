import type { Expression } from "@optspec/core";

/** The value of an exponent at update number t: integers, t, + − * of such. */
export function exponentAt(expression: Expression, t: number): number {
  switch (expression.kind) {
    case "number":
      return expression.value;
    case "name":
      return t;
    case "negate":
      return -exponentAt(expression.operand, t);
    case "binary": {
      const left = exponentAt(expression.left, t);
      const right = exponentAt(expression.right, t);
      return expression.operator === "+"
        ? left + right
        : expression.operator === "-"
          ? left - right
          : left * right;
    }
    default:
      throw new TypeError(`exponent: expected integers, t, + - and *, got a ${expression.kind}`);
  }
}
