import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseRule, RuleError } from "../../src/index.ts";

function errorOf(source: string): RuleError {
  try {
    parseRule(source);
  } catch (error) {
    expect(error).toBeInstanceOf(RuleError);
    return error as RuleError;
  }
  throw new Error(`expected an error for ${JSON.stringify(source)}`);
}

describe("the table of spec/rule-language.md", () => {
  const page = readFileSync(new URL("../../../../spec/rule-language.md", import.meta.url), "utf8");
  const table = page.slice(page.indexOf("| What is wrong |"), page.indexOf("## Requirements"));
  const rows = [...table.matchAll(/^\| ([^|]+) \| (`.*`) \| (\d+) \| (\d+) \|$/gm)].map(
    ([, wrong, lines, line, column]) => ({
      wrong: wrong!,
      source: ["rule example", ...lines!.slice(1, -1).split("`<br>`")].join("\n"),
      place: [Number(line), Number(column)],
    }),
  );

  it("is found", () => {
    expect(rows.length).toBeGreaterThanOrEqual(25);
    expect(rows.length).toBe(table.trimEnd().split("\n").length - 2);
  });

  it.each(rows)("$wrong: $source", ({ source, place }) => {
    const { line, column } = errorOf(source);
    expect([line, column]).toEqual(place);
  });
});

const ok = "\ntheta = theta - g";
describe("texts that the grammar does not produce", () => {
  it.each([
    ["", 1, 1, 'expected "rule", got the end of the program'],
    ["\n\n# nothing\n", 4, 1, 'expected "rule", got the end of the program'],
    ["theta = theta - g", 1, 1, 'expected "rule", got "theta"'],
    ["Rule a", 1, 1, 'expected "rule", got "Rule"'],
    ["rule", 1, 5, "expected a rule name, got the end of the line"],
    ["rule 2", 1, 6, 'expected a rule name, got "2"'],
    ["rule\na", 1, 5, "expected a rule name, got the end of the line"],
    ["rule a b", 1, 8, 'expected an operator or the end of the line, got "b"'],
    [`rule a\nhyper = 1 in [0, 1]${ok}`, 2, 7, 'expected a name, got "="'],
    [`rule a\nhyper lr 1 in [0, 1]${ok}`, 2, 10, 'expected "=", got "1"'],
    [`rule a\nhyper lr = inf in [0, 1]${ok}`, 2, 12, 'expected a number, got "inf"'],
    [`rule a\nhyper lr = --1 in [0, 1]${ok}`, 2, 13, 'expected a number, got "-"'],
    [`rule a\nhyper lr = 1e400 in [0, 1]${ok}`, 2, 12, "1e400 is too large for binary64"],
    [`rule a\nhyper lr = 1 im [0, 1]${ok}`, 2, 14, 'expected "in", got "im"'],
    [`rule a\nhyper lr = 1 in 0, 1]${ok}`, 2, 17, 'expected "[" or "(", got "0"'],
    [`rule a\nhyper lr = 1 in [x, 1]${ok}`, 2, 18, 'expected a number or inf, got "x"'],
    [`rule a\nhyper lr = 1 in [0; 1]${ok}`, 2, 19, 'expected a name, number or operator, got ";"'],
    [`rule a\nhyper lr = 1 in [0 1]${ok}`, 2, 20, 'expected ",", got "1"'],
    [`rule a\nhyper lr = 1 in [0, 1${ok}`, 3, 1, 'expected "]" or ")", got "theta"'],
    [`rule a\nhyper lr = 1 in [-inf, 1]${ok}`, 2, 17, "an infinite end of an interval is open"],
    [`rule a\nhyper lr = 1 in [0, 1] 2${ok}`, 2, 24, 'expected an operator or the end of the line, got "2"'],
    [`rule a\nstate s = 0 in [0, 1]${ok}`, 2, 13, 'expected an operator or the end of the line, got "in"'],
    [`rule a\nstate s${ok}`, 2, 8, 'expected "=", got the end of the line'],
    [`rule a\nscalar s = x${ok}`, 2, 12, 'expected a number, got "x"'],
    ["rule a\n= 2", 2, 1, 'expected a declaration or an assignment, got "="'],
    ["rule a\ntheta", 2, 6, 'expected "=", got the end of the line'],
    ["rule a\ntheta =", 2, 8, "expected an expression, got the end of the line"],
    ["rule a\ntheta = theta - g = 2", 2, 19, 'expected an operator or the end of the line, got "="'],
    ["rule a\ntheta = + theta", 2, 9, 'expected an expression, got "+"'],
    ["rule a\ntheta = theta */ g", 2, 16, 'expected an expression, got "/"'],
    ["rule a\ntheta = theta * (\n", 3, 1, "expected an expression, got the end of the line"],
    ["rule a\ntheta = theta)", 2, 14, 'expected an operator or the end of the line, got ")"'],
    ["rule a\ntheta = (theta]", 2, 15, 'expected ")", got "]"'],
    ["rule a\ntheta = [theta]", 2, 9, 'expected an expression, got "["'],
    ["rule a\ntheta = (theta\ny = g", 3, 1, 'expected ")", got "y"'],
    ["rule a\ntheta = sqrt()", 2, 14, 'expected an expression, got ")"'],
    ["rule a\ntheta = max(g,)", 2, 15, 'expected an expression, got ")"'],
    ["rule a\ntheta = max(g g)", 2, 15, 'expected ")", got "g"'],
    ["rule a\ntheta = select(g, 1, 2)", 2, 17, 'expected "<" or "<=", got ","'],
    ["rule a\ntheta = select()", 2, 16, 'expected an expression, got ")"'],
    ["rule a\ntheta = select(g = 2, 1, 2)", 2, 18, 'expected "<" or "<=", got "="'],
    ["rule a\ntheta = select(g > 2, 1, 2)", 2, 18, 'expected a name, number or operator, got ">"'],
    ["rule a\ntheta = select(g < = 2, 1, 2)", 2, 20, 'expected an expression, got "="'],
    ["rule a\ntheta = select(0 < g < 2, 1, 2)", 2, 22, 'expected ",", got "<"'],
    ["rule a\ntheta = select((0 < g), 1, 2)", 2, 19, 'expected ")", got "<"'],
    ["rule a\ntheta = select(0 < g, 1)", 2, 24, 'expected ",", got ")"'],
    ["rule a\ntheta = select(0 < g, 1, 2, 3)", 2, 27, 'expected ")", got ","'],
    ["rule a\ntheta = max(0 < g, 1)", 2, 15, 'expected ")", got "<"'],
    ["rule a\ntheta = g < 2", 2, 11, 'expected an operator or the end of the line, got "<"'],
    ["rule a\ntheta = theta - 2^-1*g", 2, 19, 'expected an expression, got "-"'],
    ["rule a\ntheta = theta - 2 g", 2, 19, 'expected an operator or the end of the line, got "g"'],
    ["rule a\ntheta = theta - 1.*g", 2, 18, 'expected a name, number or operator, got "."'],
    ["rule a\ntheta = theta - .5*g", 2, 17, 'expected a name, number or operator, got "."'],
    ["rule a\ntheta = theta - 1e*g", 2, 18, 'expected an operator or the end of the line, got "e"'],
    ["rule a\ntheta = theta - 0x1F*g", 2, 18, 'expected an operator or the end of the line, got "x1F"'],
    ["rule a\ntheta = theta - 1_000*g", 2, 18, 'expected a name, number or operator, got "_"'],
    ["rule a\ntheta = theta ** 2", 2, 16, 'expected an expression, got "*"'],
    ["rule a; theta = g", 1, 7, 'expected a name, number or operator, got ";"'],
    ["rule a\ntheta = θ - g", 2, 9, 'expected a name, number or operator, got "θ"'],
    ["rule a\r\ntheta = 😀", 2, 9, 'expected a name, number or operator, got "😀"'],
    ["rule a\ntheta = theta - g²", 2, 18, 'expected a name, number or operator, got "²"'],
    ["rule a\ntheta = theta - 2^2^t*g", 2, 20, 'expected an operator or the end of the line, got "^"'],
    ["rule a\ntheta = theta)\ntheta = theta", 2, 14, 'expected an operator or the end of the line, got ")"'],
    ["rule a\ntheta = theta − g", 2, 15, 'expected a name, number or operator, got "−"'],
    ["\ufeffrule a", 1, 1, "expected a name, number or operator, got U+FEFF"],
    ["rule a\u00a0", 1, 7, "expected a name, number or operator, got U+00A0"],
    ["rule a\0", 1, 7, "expected a name, number or operator, got U+0000"],
    ["rule a\ud800", 1, 7, "expected a name, number or operator, got U+D800"],
    ["rule a\f", 1, 7, "expected a name, number or operator, got U+000C"],
    [`rule a${ok}\nhyper lr = 1 in [0, 1]`, 3, 1, "declarations stand before the first assignment"],
    [`rule a${ok}\nscalar lr = 1`, 3, 1, "declarations stand before the first assignment"],
    [`rule a${ok}\nrule b`, 3, 6, 'expected "=", got "b"'],
  ])("%j", (source, line, column, problem) => {
    const error = errorOf(source);
    const place = source === "" ? "" : `line ${line}, column ${column}: `;
    expect(error.message.split("\n")[0]).toBe(place + problem);
    expect([error.line, error.column]).toEqual([line, column]);
  });
});

describe("the message", () => {
  it("quotes the line and points below the place", () => {
    expect(errorOf("rule a\r\n\ttheta =\tthat\r\n").message).toBe(
      'line 2, column 10: "that" is not defined here; known: theta, g, t, rows, columns, dims\n  \ttheta =\tthat\n  \t       \t^',
    );
  });

  it("points behind the last line when the program ends too early", () => {
    expect(errorOf("rule a\nx = 2*g\n").message).toBe('line 3, column 1: "theta" is never assigned\n  \n  ^');
  });

  it("quotes only the neighbourhood of the place from a very long line", () => {
    const { message, column } = errorOf(`rule a\ntheta = (${"theta + ".repeat(20_000)}?)`);
    expect(column).toBe(160_010);
    const [, excerpt, caret] = message.split("\n");
    expect(excerpt!.length).toBeLessThan(130);
    expect(excerpt![caret!.indexOf("^")]).toBe("?");
  });

  it("is a SyntaxError named RuleError", () => {
    expect(errorOf("")).toBeInstanceOf(SyntaxError);
    expect(errorOf("").name).toBe("RuleError");
  });
});
