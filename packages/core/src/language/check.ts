import { RuleError } from "./rule-error.ts";
import {
  childrenOf,
  type Expression,
  functions,
  givenNames,
  type Kind,
  kindsInOrder,
  maximumDepth,
  type Program,
  reservedNames,
} from "./syntax.ts";

/**
 * Holds a program to the static rules of spec/rule-language.md: names, kinds, single assignment, exponents, ranges.
 * @param source - the text that positions refer to; leave it out for a program that was edited as a tree.
 * @throws RuleError at the first place that breaks a rule.
 */
export function checkProgram(program: Program, source = ""): void {
  const fail = (problem: string, at: number): never => {
    throw new RuleError(problem, source, Math.min(at, source.length));
  };
  const kinds = new Map<string, Kind>(Object.entries(givenNames));
  const declare = (names: readonly { name: string; at: number }[], kind: Kind): void => {
    for (const { name, at } of names) {
      if (reservedNames.has(name)) fail(`"${name}" is a reserved name`, at);
      if (kinds.has(name)) fail(`"${name}" is declared twice`, at);
      kinds.set(name, kind);
    }
  };
  declare(program.hypers, "scalar");
  declare(program.states, "tensor");
  declare(program.scalars, "scalar");
  for (const { name, value, range, at } of program.hypers)
    if (!inInterval(value, range)) fail(`${name}: expected a default within its range, got ${value}`, at);

  const readOnly = new Set([...Object.keys(givenNames), ...program.hypers.map(({ name }) => name)]);
  readOnly.delete("theta");
  const declared = new Set(kinds.keys());
  const assigned = new Set<string>();
  for (const { target, value, at } of program.assignments) {
    checkTree(value, fail);
    const kind = kindOf(value, kinds, fail);
    if (readOnly.has(target)) fail(`"${target}" cannot be assigned`, at);
    if (assigned.has(target)) fail(`"${target}" is assigned twice`, at);
    if (!declared.has(target) && reservedNames.has(target)) fail(`"${target}" is a reserved name`, at);
    const expected = kinds.get(target);
    if (expected !== undefined && expected !== kind)
      fail(`${target}: expected a ${expected}, got a ${kind}`, at);
    kinds.set(target, kind);
    assigned.add(target);
  }
  for (const { name, at } of [{ name: "theta", at: source.length }, ...program.states, ...program.scalars])
    if (!assigned.has(name)) fail(`"${name}" is never assigned`, at);
}

/** Refuses trees too deep for recursion, such as a very long sum, and numbers that no text stands for. */
function checkTree(root: Expression, fail: (problem: string, at: number) => never): void {
  const open: [expression: Expression, depth: number][] = [[root, 1]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [expression, depth] = next;
    if (depth > maximumDepth) fail(`expected at most ${maximumDepth} nested expressions`, expression.at);
    if (expression.kind === "number" && !isLiteral(expression.value))
      fail(`expected a finite number without sign, got ${expression.value}`, expression.at);
    for (const child of childrenOf(expression)) open.push([child, depth + 1]);
  }
}

function isLiteral(value: number): boolean {
  return Number.isFinite(value) && (value > 0 || Object.is(value, 0));
}

/** The kind of every name of a checked program: given, declared and local. */
export function kindsOf(program: Program): Map<string, Kind> {
  const kinds = new Map<string, Kind>(Object.entries(givenNames));
  for (const { name } of program.states) kinds.set(name, "tensor");
  for (const { name } of [...program.hypers, ...program.scalars]) kinds.set(name, "scalar");
  for (const { target, value } of program.assignments) kinds.set(target, kindOf(value, kinds));
  return kinds;
}

/** Whether a number is finite and inside an interval. */
export function inInterval(
  value: number,
  { low, high, lowOpen, highOpen }: Program["hypers"][number]["range"],
): boolean {
  return (
    Number.isFinite(value) &&
    (lowOpen ? value > low : value >= low) &&
    (highOpen ? value < high : value <= high)
  );
}

const unchecked = (problem: string): never => {
  throw new Error(problem);
};

/** The kind of an expression: of an operation, the last kind among its operands (spec/rule-language.md, "Kinds"). */
export function kindOf(
  expression: Expression,
  kinds: ReadonlyMap<string, Kind>,
  fail: (problem: string, at: number) => never = unchecked,
): Kind {
  const kind = (inner: Expression): Kind => kindOf(inner, kinds, fail);
  switch (expression.kind) {
    case "number":
      return "scalar";
    case "name":
      return (
        kinds.get(expression.name) ??
        fail(
          `"${expression.name}" is not defined here; known: ${[...kinds.keys()].join(", ")}`,
          expression.at,
        )
      );
    case "negate":
      return kind(expression.operand);
    case "binary":
      return join([kind(expression.left), kind(expression.right)]);
    case "power":
      if (kind(expression.base) !== "scalar") fail("only a scalar can be raised to a power", expression.at);
      checkExponent(expression.exponent, fail);
      return "scalar";
    case "call": {
      const known = Object.hasOwn(functions, expression.callee) ? functions[expression.callee] : undefined;
      if (known === undefined)
        return fail(
          `"${expression.callee}" is not a function; known: ${Object.keys(functions).join(", ")}, select`,
          expression.at,
        );
      const { length } = expression.arguments;
      if (length !== known.arity)
        fail(`${expression.callee}: expected ${known.arity} argument(s), got ${length}`, expression.at);
      const given = join(expression.arguments.map(kind));
      if (known.takes?.includes(given) === false)
        fail(`${expression.callee}: expected a ${known.takes.join(" or a ")}, got a ${given}`, expression.at);
      return known.gives ?? given;
    }
    case "select":
      return join(childrenOf(expression).map(kind));
  }
}

function join(kinds: readonly Kind[]): Kind {
  return kindsInOrder.findLast((kind) => kinds.includes(kind)) ?? "scalar";
}

/** An exponent is built of t, whole numbers, +, - and *, so that it is a whole number on every machine. */
function checkExponent(expression: Expression, fail: (problem: string, at: number) => never): void {
  if (expression.kind === "number" && Number.isSafeInteger(expression.value)) return;
  if (expression.kind === "name" && expression.name === "t") return;
  if (expression.kind === "binary" && expression.operator !== "/") {
    checkExponent(expression.left, fail);
    checkExponent(expression.right, fail);
    return;
  }
  fail("expected an exponent made of t, whole numbers, +, - and *", expression.at);
}
