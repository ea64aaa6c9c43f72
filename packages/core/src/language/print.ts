import { childrenOf, type Expression, type Interval, type Program } from "./syntax.ts";

/** The canonical text of a program: `parseRule(printProgram(p))` is `p` up to positions. */
export function printProgram(program: Program): string {
  const lines = [
    `rule ${program.name}`,
    ...program.hypers.map(
      ({ name, value, range }) => `hyper ${name} = ${signed(value)} in ${printInterval(range)}`,
    ),
    ...program.states.map(({ name, value }) => `state ${name} = ${signed(value)}`),
    ...program.scalars.map(({ name, value }) => `scalar ${name} = ${signed(value)}`),
    "",
    ...program.assignments.map(({ target, value }) => `${target} = ${printExpression(value)}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** An interval as written in a program, such as `[0, inf)`. */
export function printInterval({ low, high, lowOpen, highOpen }: Interval): string {
  return `${lowOpen ? "(" : "["}${signed(low)}, ${signed(high)}${highOpen ? ")" : "]"}`;
}

/** A number that reads back as the same one, −0 too. */
function signed(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value).replace("Infinity", "inf");
}

/** How tightly each form binds; an operand that binds less tightly than its place asks for gets parentheses. */
const binding = { "+": 1, "-": 1, "*": 2, "/": 2, negate: 3, power: 4, primary: 5 } as const;

/** An expression with the fewest parentheses that keep its tree. */
export function printExpression(expression: Expression, atLeast = 1): string {
  const [text, level] = printed(expression);
  return level < atLeast ? `(${text})` : text;
}

function printed(expression: Expression): [text: string, level: number] {
  switch (expression.kind) {
    case "number":
      return [String(expression.value), binding.primary];
    case "name":
      return [expression.name, binding.primary];
    case "negate":
      return [`-${printExpression(expression.operand, binding.negate)}`, binding.negate];
    case "binary": {
      const level = binding[expression.operator];
      const glue = level === 1 ? ` ${expression.operator} ` : expression.operator;
      return [
        printExpression(expression.left, level) + glue + printExpression(expression.right, level + 1),
        level,
      ];
    }
    case "power":
      return [
        `${printExpression(expression.base, binding.primary)}^${printExpression(expression.exponent, binding.primary)}`,
        binding.power,
      ];
    case "call":
      return [
        `${expression.callee}(${expression.arguments.map((argument) => printExpression(argument)).join(", ")})`,
        binding.primary,
      ];
    case "select": {
      const [left, right, whenTrue, whenFalse] = childrenOf(expression).map((child) =>
        printExpression(child),
      );
      return [
        `select(${left} ${expression.comparison} ${right}, ${whenTrue}, ${whenFalse})`,
        binding.primary,
      ];
    }
  }
}
