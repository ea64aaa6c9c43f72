import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Expression, maximumDepth, parseRule, RuleError } from "../../src/index.ts";

const operations = {
  "+": (a: number, b: number): number => a + b,
  "-": (a: number, b: number): number => a - b,
  "*": (a: number, b: number): number => a * b,
  "/": (a: number, b: number): number => a / b,
};

function evaluate(expression: Expression): number {
  if (expression.kind === "number") return expression.value;
  if (expression.kind === "negate") return -evaluate(expression.operand);
  if (expression.kind === "binary")
    return operations[expression.operator](evaluate(expression.left), evaluate(expression.right));
  throw new Error(`unexpected ${expression.kind}`);
}

// + − × ÷, unary minus and parentheses mean in JavaScript what they mean here; -- is written - - there.
const arithmetic = fc.letrec<Record<"text", string>>((tie) => ({
  text: fc.oneof(
    { depthSize: "large" },
    fc.nat({ max: 99 }).map(String),
    fc.constantFrom("0.1", "3e-5", "1e100"),
    fc
      .tuple(tie("text"), fc.constantFrom("+", "-", "*", "/"), tie("text"))
      .map(([left, operator, right]) => `${left} ${operator} ${right}`),
    tie("text").map((text) => `- ${text}`),
    tie("text").map((text) => `( ${text} )`),
  ),
})).text;

it("groups operators as JavaScript does", () => {
  fc.assert(
    fc.property(arithmetic, (text) => {
      const { assignments } = parseRule(`rule a\nx = ${text.replaceAll(" ", "")}\ntheta = g`);
      expect(evaluate(assignments[0]!.value)).toBe(Function(`return ${text}`)());
    }),
    { numRuns: 1000 },
  );
});

const words = [
  ..."theta g t lr s c rule hyper state scalar in inf select sqrt abs max min round x y".split(" "),
  ..."0 1 2.5 1e-8 1e999 ( ) [ ] , < <= + - * / ^ = # . _ ; θ".split(" "),
  ...[
    "\n",
    "\n",
    "\n",
    "\r\n",
    "\t",
    "hyper lr = 1 in [0, inf)\n",
    "state s = 0\n",
    "theta = theta - lr*g\n",
  ],
];
const soup = fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((tokens) => tokens.join(" "));
const valid =
  "rule a\nhyper lr = 0.1 in [0, inf)\nstate s = 0\ns = 0.9*s + (1 - 0.9^t)*g\ntheta = theta - lr*select(s <= 0, max(s, g), g)/2\n";
const damaged = fc
  .tuple(fc.nat({ max: valid.length }), fc.nat({ max: 4 }), fc.oneof(soup, fc.string({ unit: "binary" })))
  .map(([at, removed, added]) => valid.slice(0, at) + added + valid.slice(at + removed));

describe("any text at all", () => {
  it.each([
    ["tokens in any order", soup.map((text) => `rule a\n${text}`)],
    ["a program with a piece replaced", damaged],
    ["any characters", fc.string({ unit: "binary", size: "medium" })],
  ])("%s: a program, or a RuleError with a place inside the text", (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        try {
          parseRule(text);
        } catch (error) {
          if (!(error instanceof RuleError)) throw error;
          const lines = text.split("\n");
          expect(error.line).toBeGreaterThanOrEqual(1);
          expect(error.line).toBeLessThanOrEqual(lines.length);
          expect(error.column).toBeGreaterThanOrEqual(1);
          expect(error.column).toBeLessThanOrEqual(lines[error.line - 1]!.length + 1);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("nesting", () => {
  const nested: Record<string, (levels: number) => string> = {
    parentheses: (n) => `${"(".repeat(n)}g${")".repeat(n)}`,
    selects: (n) => `${"select(g < 0, 1, ".repeat(n)}g${")".repeat(n)}`,
    comparisons: (n) => `${"select(".repeat(n)}g${" < 0, 1, g)".repeat(n)}`,
    calls: (n) => `${"abs(".repeat(n)}g${")".repeat(n)}`,
    "minus signs": (n) => `${"-".repeat(n)}g`,
    exponents: (n) => `${"2^(".repeat(n)}t${")".repeat(n)}*g`,
    "a sum": (n) => `g${" + g".repeat(n)}`,
    "a product": (n) => `g${"*2".repeat(n)}`,
    "right-nested sums": (n) => `${"g - (".repeat(n)}g${")".repeat(n)}`,
    "sums in sums": (n) => {
      const width = Math.floor(Math.sqrt(n));
      return `${"(".repeat(width)}g${`${" + g".repeat(width)})`.repeat(width)}`;
    },
  };
  const parse = (form: string, levels: number) => () => parseRule(`rule a\ntheta = ${nested[form]!(levels)}`);

  it.each(Object.keys(nested))("%s: too deep is a RuleError, however deep", (form) => {
    for (const levels of [maximumDepth + 1, 100_000])
      expect(parse(form, levels * (form === "sums in sums" ? 4 : 1))).toThrow(RuleError);
  });

  it.each(Object.keys(nested).filter((form) => form !== "exponents"))(
    "%s: below the limit is fine",
    (form) => {
      expect(parse(form, form === "sums in sums" ? 150 : maximumDepth - 1)).not.toThrow();
    },
  );
});

it("a program of a hundred thousand lines is read in time", () => {
  const locals = Array.from({ length: 100_000 }, (_, i) => `x${i} = ${i === 0 ? "g" : `x${i - 1}*2`} # ${i}`);
  const program = parseRule(`rule a\n${"\n".repeat(100_000)}${locals.join("\n")}\ntheta = x99999\n`);
  expect(program.assignments.length).toBe(100_001);
});
