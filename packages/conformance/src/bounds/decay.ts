import {
  childrenOf,
  type DecayKind,
  decayedProgram,
  type Expression,
  type Program,
  parseRule,
  printExpression,
  withChildren,
} from "@optspec/core";

/** The term in which weight decay stands in a program (spec/decay.md), by kind. */
const terms: Readonly<Record<DecayKind, string>> = {
  coupled: "g + weight_decay*theta",
  decoupled: "(1 - lr*weight_decay)*theta",
};

/** A program with weight decay, with another term in the place of the one that has the decay. */
export function withDecayTerm(program: Program, kind: DecayKind, term: string): Program {
  const by = expressionOf(term);
  const replaced = (expression: Expression): Expression =>
    printExpression(expression) === terms[kind]
      ? by
      : withChildren(expression, childrenOf(expression).map(replaced));
  return {
    ...program,
    assignments: program.assignments.map((assignment) => ({
      ...assignment,
      value: replaced(assignment.value),
    })),
  };
}

/** An expression over what every program with decay has. */
function expressionOf(text: string): Expression {
  const { assignments } = parseRule(`rule term
hyper lr = 0 in [0, 1]
hyper weight_decay = 0 in [0, 1]
theta = theta*(${text})`);
  const { value } = assignments[0]!;
  return (value as Extract<Expression, { kind: "binary" }>).right;
}

/**
 * The definition of a rule with weight decay, one operation after the other: g + λ·θ, or θ − η·(λ·θ).
 * @param program - the definition of the rule itself.
 */
export function decayedDefinition(program: Program, kind: DecayKind): Program {
  const decayed = decayedProgram(program, kind);
  return kind === "coupled" ? decayed : withDecayTerm(decayed, kind, "theta - lr*(weight_decay*theta)");
}
