import { describe, expect, it } from "vitest";
import {
  type Assignment,
  checkProgram,
  type Expression,
  givenNames,
  inInterval,
  type Kind,
  kindOf,
  kindsOf,
  maximumDepth,
  type Program,
  parseRule,
  reservedNames,
} from "../../src/index.ts";

const parts = "hyper h = 1 in [0, 2]\nstate s = 0\nscalar c = 1\n";
const rest = "\ns = g\nc = c + 1\ntheta = theta - g";
const problemOf = (lines: string): string => {
  try {
    parseRule(`rule a\n${lines}`);
  } catch (error) {
    return (error as Error).message.split("\n")[0]!;
  }
  return "none";
};

describe("static rules", () => {
  it.each([
    // kinds
    [`${parts}s = h${rest.slice(6)}`, "5:1 s: expected a tensor, got a scalar"],
    [`${parts}s = g\nc = c*s\ntheta = g`, "6:1 c: expected a scalar, got a tensor"],
    ["theta = t", "2:1 theta: expected a tensor, got a scalar"],
    [`${parts}x = 2*h\ns = max(x, 1)\nc = 1\ntheta = g`, "6:1 s: expected a tensor, got a scalar"],
    [`${parts}x = -(c + abs(g))\nc = x${rest}`, "6:1 c: expected a scalar, got a tensor"],
    [`${parts}x = g^2${rest}`, "5:6 only a scalar can be raised to a power"],
    [`${parts}x = s\ny = x^2${rest}`, "6:6 only a scalar can be raised to a power"],
    [`${parts}x = round(2*s)${rest}`, "5:5 round: expected a scalar, got a tensor"],
    [`${parts}c = select(s < 1, 1, 2)\ns = g\ntheta = g`, "5:1 c: expected a scalar, got a tensor"],
    [`${parts}c = select(1 <= h, 1, s)\ns = g\ntheta = g`, "5:1 c: expected a scalar, got a tensor"],
    [`${parts}s = select(1 <= h, t, c)\nc = 1\ntheta = g`, "5:1 s: expected a tensor, got a scalar"],
    [`${parts}x = select(h < 1, s, 2)^2${rest}`, "5:24 only a scalar can be raised to a power"],
    [`${parts}s = rowsum(g)\nc = 1\ntheta = g`, "5:1 s: expected a tensor, got a row"],
    [`${parts}c = sum(g)\ns = g\ntheta = g`, "5:1 c: expected a scalar, got a layer"],
    ["theta = rows", "2:1 theta: expected a tensor, got a layer"],
    [`${parts}x = sum(h)${rest}`, "5:5 sum: expected a row or a tensor, got a scalar"],
    [`${parts}x = sum(columns)${rest}`, "5:5 sum: expected a row or a tensor, got a layer"],
    [`${parts}x = rowsum(t)${rest}`, "5:5 rowsum: expected a tensor, got a scalar"],
    [`${parts}x = largest(g)${rest}`, "5:5 largest: expected a row, got a tensor"],
    [`${parts}x = largest(sum(g))${rest}`, "5:5 largest: expected a row, got a layer"],
    [`${parts}x = round(dims)${rest}`, "5:5 round: expected a scalar, got a layer"],
    [`${parts}x = sum(g)^2${rest}`, "5:11 only a scalar can be raised to a power"],
    [`${parts}x = 2^dims${rest}`, "5:7 expected an exponent made of t, whole numbers, +, - and *"],
    ["theta = sum(g, g)*g", "2:9 sum: expected 1 argument(s), got 2"],
    // assignments
    [`${parts}h = 2${rest}`, '5:1 "h" cannot be assigned'],
    [`${parts}t = 2${rest}`, '5:1 "t" cannot be assigned'],
    [`${parts}g = g${rest}`, '5:1 "g" cannot be assigned'],
    [`${parts}x = 1\nx = 2${rest}`, '6:1 "x" is assigned twice'],
    [`${parts}s = g${rest}`, '6:1 "s" is assigned twice'],
    [`${parts}c = c${rest}`, '7:1 "c" is assigned twice'],
    [`${parts}theta = g${rest}`, '8:1 "theta" is assigned twice'],
    [`${parts}s = g\ntheta = g`, '4:8 "c" is never assigned'],
    [`${parts}c = 1\ntheta = g`, '3:7 "s" is never assigned'],
    [`${parts}c = 1\ns = g\n`, '7:1 "theta" is never assigned'],
    ["", '2:1 "theta" is never assigned'],
    // names
    ["x = x\ntheta = g", '2:5 "x" is not defined here; known: theta, g, t, rows, columns, dims'],
    ["x = 1\ny = x*z\ntheta = g", '3:7 "z" is not defined here; known: theta, g, t, rows, columns, dims, x'],
    ["x = y\ny = 1\ntheta = g", '2:5 "y" is not defined here; known: theta, g, t, rows, columns, dims'],
    [
      "theta = constructor*g",
      '2:9 "constructor" is not defined here; known: theta, g, t, rows, columns, dims',
    ],
    ["theta = inf*g", '2:9 "inf" is not defined here; known: theta, g, t, rows, columns, dims'],
    ["theta = sqrt*g", '2:9 "sqrt" is not defined here; known: theta, g, t, rows, columns, dims'],
    [
      "theta = toString(g)",
      '2:9 "toString" is not a function; known: sqrt, abs, max, min, round, rowsum, sum, largest, select',
    ],
    [
      "theta = g(2)",
      '2:9 "g" is not a function; known: sqrt, abs, max, min, round, rowsum, sum, largest, select',
    ],
    ["theta = select*g", '2:9 "select" is not defined here; known: theta, g, t, rows, columns, dims'],
    ["theta = select(g < 1, x, g)", '2:23 "x" is not defined here; known: theta, g, t, rows, columns, dims'],
    ["theta = sqrt(g, g)", "2:9 sqrt: expected 1 argument(s), got 2"],
    ["theta = min(g)", "2:9 min: expected 2 argument(s), got 1"],
    ["theta = max(g, g, g)", "2:9 max: expected 2 argument(s), got 3"],
    ["hyper x = 1 in [0, 1]\nhyper x = 1 in [0, 1]\ntheta = g", '3:7 "x" is declared twice'],
    ["scalar x = 1\nhyper x = 1 in [0, 1]\ntheta = g", '2:8 "x" is declared twice'],
    // exponents
    ["theta = 2^0.5*g", "2:11 expected an exponent made of t, whole numbers, +, - and *"],
    ["theta = 2^(t/2)*g", "2:13 expected an exponent made of t, whole numbers, +, - and *"],
    ["theta = 2^(t + 0.5)*g", "2:16 expected an exponent made of t, whole numbers, +, - and *"],
    ["theta = 2^(-1)*g", "2:12 expected an exponent made of t, whole numbers, +, - and *"],
    ["theta = 2^max(t, 1)*g", "2:11 expected an exponent made of t, whole numbers, +, - and *"],
    ["theta = 2^(2^t)*g", "2:13 expected an exponent made of t, whole numbers, +, - and *"],
    ["theta = 2^select(t < 2, 1, t)*g", "2:11 expected an exponent made of t, whole numbers, +, - and *"],
    ["theta = 2^1e16*g", "2:11 expected an exponent made of t, whole numbers, +, - and *"],
    ["n = 2\ntheta = 2^n*g", "3:11 expected an exponent made of t, whole numbers, +, - and *"],
    // ranges
    ["hyper h = 1 in (1, 2]\ntheta = g", "2:7 h: expected a default within its range, got 1"],
    ["hyper h = 2 in [1, 2)\ntheta = g", "2:7 h: expected a default within its range, got 2"],
    ["hyper h = -0.1 in [0, inf)\ntheta = g", "2:7 h: expected a default within its range, got -0.1"],
    ["hyper h = 1 in (1, 1)\ntheta = g", "2:7 h: expected a default within its range, got 1"],
    ["hyper h = 1 in [2, 1]\ntheta = g", "2:16 expected an interval with low <= high, got 2 > 1"],
    ["hyper h = 1 in [inf, inf)\ntheta = g", "2:7 h: expected a default within its range, got 1"],
    ["hyper h = 1 in [0, inf]\ntheta = g", "2:16 an infinite end of an interval is open"],
  ])("%j: %s", (lines, expected) => {
    const [place, ...problem] = expected.split(" ");
    const [line, column] = place!.split(":");
    expect(problemOf(lines)).toBe(`line ${line}, column ${column}: ${problem.join(" ")}`);
  });

  it.each([...reservedNames])("%s is reserved everywhere", (name) => {
    const reserved = `"${name}" is a reserved name`;
    expect(problemOf(`hyper ${name} = 1 in [0, 1]`)).toBe(`line 2, column 7: ${reserved}`);
    expect(problemOf(`state ${name} = 1`)).toBe(`line 2, column 7: ${reserved}`);
    expect(problemOf(`scalar ${name} = 1`)).toBe(`line 2, column 8: ${reserved}`);
    const readOnly = ["g", "t", "rows", "columns", "dims"];
    if (readOnly.includes(name))
      expect(problemOf(`${name} = 1\ntheta = g`)).toBe(`line 2, column 1: "${name}" cannot be assigned`);
    else if (!["theta", "hyper", "state", "scalar"].includes(name))
      expect(problemOf(`${name} = 1\ntheta = g`)).toBe(`line 2, column 1: ${reserved}`);
  });

  it("reserves exactly the names of the specification", () => {
    const names =
      "theta g t rows columns dims inf in rule hyper state scalar select sqrt abs max min round rowsum sum largest";
    expect([...reservedNames].sort()).toEqual(names.split(" ").sort());
  });
});

describe("kinds", () => {
  const kinds = new Map<string, Kind>([...Object.entries(givenNames), ["h", "scalar"]]);
  const treeOf = (text: string): Expression =>
    parseRule(`rule a\nhyper h = 1 in [0, 1]\ntheta = theta*(${text})`).assignments[0]!.value;
  it.each([
    ["1", "scalar"],
    ["h^(t - 1)", "scalar"],
    ["round(h)", "scalar"],
    ["max(1, -h)", "scalar"],
    ["-theta", "tensor"],
    ["max(1, theta)", "tensor"],
    ["max(theta, 1)", "tensor"],
    ["1 + h*theta", "tensor"],
    ["h/sqrt(theta)", "tensor"],
    ["select(h < t, 1, h)", "scalar"],
    ["select(theta < t, 1, h)", "tensor"],
    ["select(h <= theta, 1, h)", "tensor"],
    ["select(h < t, theta, h)", "tensor"],
    ["select(h < t, 1, -theta)", "tensor"],
    ["1/columns", "layer"],
    ["sum(theta)", "layer"],
    ["sum(rowsum(theta))", "layer"],
    ["largest(rowsum(theta))*h", "layer"],
    ["rowsum(theta) + dims", "row"],
    ["max(rows, sqrt(rowsum(theta)))", "row"],
    ["select(rowsum(theta) < 1, h, t)", "row"],
    ["select(dims < 2, h, theta)", "tensor"],
    ["rowsum(theta)*theta", "tensor"],
  ])("%s is a %s", (text, kind) => {
    expect(kindOf((treeOf(text) as { right: Expression }).right, kinds)).toBe(kind);
  });

  it("kindsOf knows declared names and locals", () => {
    const program = parseRule(
      "rule a\nhyper h = 1 in [0, 1]\nstate s = 0\nscalar c = 1\nx = h*c\ny = x*g\ns = y\nc = x\ntheta = y",
    );
    expect(Object.fromEntries(kindsOf(program))).toEqual({
      theta: "tensor",
      g: "tensor",
      t: "scalar",
      rows: "layer",
      columns: "layer",
      dims: "layer",
      h: "scalar",
      s: "tensor",
      c: "scalar",
      x: "scalar",
      y: "tensor",
    });
  });

  it("an unknown name is an error without a program, too", () => {
    expect(() => kindOf({ kind: "name", name: "q", at: 0 }, kinds)).toThrow('"q" is not defined here');
  });
});

it("intervals hold finite numbers between their ends", () => {
  const half = { low: 0, high: 1, lowOpen: false, highOpen: true };
  const all = { low: -Infinity, high: Infinity, lowOpen: true, highOpen: true };
  const inside = (value: number): boolean[] =>
    [half, { ...half, lowOpen: true }, all].map((r) => inInterval(value, r));
  expect(inside(0)).toEqual([true, false, true]);
  expect(inside(-0)).toEqual([true, false, true]);
  expect(inside(0.5)).toEqual([true, true, true]);
  expect(inside(1)).toEqual([false, false, true]);
  expect(inside(-5e-324)).toEqual([false, false, true]);
  expect(inInterval(1, { low: 0, high: 1, lowOpen: true, highOpen: false })).toBe(true);
  expect(inInterval(Infinity, { low: 0, high: Infinity, lowOpen: false, highOpen: false })).toBe(false);
  for (const value of [Number.NaN, Infinity, -Infinity]) expect(inside(value)).toEqual([false, false, false]);
});

describe("programs edited as trees", () => {
  const program = parseRule("rule a\nhyper h = 1 in [0, 1]\ntheta = theta - h*g");
  const edited = (...assignments: Assignment[]): Program => ({ ...program, assignments });
  const g: Expression = { kind: "name", name: "g", at: 999 };
  const times = (left: Expression): Assignment => ({
    target: "theta",
    value: { kind: "binary", operator: "*", left, right: g, at: 999 },
    at: 999,
  });

  it("pass when they keep the rules, and fail without a place when they do not", () => {
    checkProgram(program);
    checkProgram(edited(times({ kind: "number", value: 2, at: 7 })));
    expect(() => checkProgram(edited())).toThrow(/^"theta" is never assigned$/);
    expect(() => checkProgram(edited(times({ kind: "name", name: "q", at: 999 })))).toThrow(
      /^"q" is not defined/,
    );
    expect(() => checkProgram({ ...program, hypers: [{ ...program.hypers[0]!, value: 2 }] })).toThrow(
      /^h: expected a default within its range, got 2$/,
    );
  });

  it.each([-1, -0, Number.NaN, Infinity, -Infinity])("have no number %d, which no text can say", (value) => {
    expect(() => checkProgram(edited(times({ kind: "number", value, at: 0 })))).toThrow(
      /^expected a finite number without sign, got/,
    );
  });

  it(`are at most ${maximumDepth} levels deep`, () => {
    const deep = (levels: number): Assignment => {
      let operand: Expression = g;
      for (let i = 1; i < levels; i++) operand = { kind: "negate", operand, at: 0 };
      return { target: "theta", value: operand, at: 0 };
    };
    checkProgram(edited(deep(maximumDepth)));
    expect(() => checkProgram(edited(deep(maximumDepth + 1)))).toThrow(
      /^expected at most 200 nested expressions$/,
    );
    expect(() => checkProgram(edited(deep(1_000_000)))).toThrow(/^expected at most 200 nested expressions$/);
  });
});
