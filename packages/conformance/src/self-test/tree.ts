import {
  childrenOf,
  type Expression,
  type Operator,
  type Program,
  parseRule,
  printProgram,
  withChildren,
} from "@optspec/core";

// Edited trees have no source text; every position in them is 0.

export function numeral(value: number): Expression {
  const magnitude: Expression = { kind: "number", value: Math.abs(value), at: 0 };
  return value < 0 ? negated(magnitude) : magnitude;
}

export function named(name: string): Expression {
  return { kind: "name", name, at: 0 };
}

export function negated(operand: Expression): Expression {
  return { kind: "negate", operand, at: 0 };
}

export function binary(operator: Operator, left: Expression, right: Expression): Expression {
  return { kind: "binary", operator, left, right, at: 0 };
}

export function called(callee: string, ...given: readonly Expression[]): Expression {
  return { kind: "call", callee, arguments: given, at: 0 };
}

/** One place in an expression. */
export interface Place {
  readonly expression: Expression;
  /** Its number in pre-order, from 0 at the root. */
  readonly index: number;
  readonly parent: Expression | undefined;
  readonly inExponent: boolean;
  /** The whole expression with something else at this place. */
  readonly replaced: (by: Expression) => Expression;
}

/** Every place of an expression, in pre-order. */
export function placesOf(root: Expression): Place[] {
  const places: Place[] = [];
  const visit = (expression: Expression, outer: Omit<Place, "expression" | "index">): void => {
    places.push({ ...outer, expression, index: places.length });
    const children = childrenOf(expression);
    children.forEach((child, position) => {
      visit(child, {
        parent: expression,
        inExponent: outer.inExponent || (expression.kind === "power" && position === 1),
        replaced: (by) => outer.replaced(withChildren(expression, children.with(position, by))),
      });
    });
  };
  visit(root, { parent: undefined, inExponent: false, replaced: (by) => by });
  return places;
}

/** A program under the header of another, with assignments from text. @throws RuleError where they break the language. */
export function withAssignments(program: Program, lines: readonly string[]): Program {
  return parseRule(`${printProgram({ ...program, assignments: [] })}${lines.join("\n")}\n`);
}
