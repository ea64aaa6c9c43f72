import { describe, expect, it } from "vitest";
import { childrenOf, type Expression, parseRule } from "../../src/index.ts";
import { bare, lisp } from "./trees.ts";

const header = "rule example\nhyper a = 1 in [0, inf)\nhyper b = 1 in [0, inf)\nhyper c = 1 in [0, inf)\n";
const expression = (text: string): Expression =>
  parseRule(`${header}x = ${text}\ntheta = theta - g`).assignments[0]!.value;

describe("precedence and associativity", () => {
  it.each([
    ["a - b - c", "(- (- a b) c)"],
    ["a - (b - c)", "(- a (- b c))"],
    ["a + b - c", "(- (+ a b) c)"],
    ["a / b * c", "(* (/ a b) c)"],
    ["a / (b * c)", "(/ a (* b c))"],
    ["a*b/c", "(/ (* a b) c)"],
    ["a + b * c", "(+ a (* b c))"],
    ["a * b + c", "(+ (* a b) c)"],
    ["(a + b) * c", "(* (+ a b) c)"],
    ["-a", "(neg a)"],
    ["--a", "(neg (neg a))"],
    ["-a*b", "(* (neg a) b)"],
    ["-(a*b)", "(neg (* a b))"],
    ["a*-b", "(* a (neg b))"],
    ["a - -b", "(- a (neg b))"],
    ["a--b", "(- a (neg b))"],
    ["-a + b", "(+ (neg a) b)"],
    ["-a^2", "(neg (^ a 2))"],
    ["(-a)^2", "(^ (neg a) 2)"],
    ["a*b^2", "(* a (^ b 2))"],
    ["a^2*b", "(* (^ a 2) b)"],
    ["2*-a^t/b", "(/ (* 2 (neg (^ a t))) b)"],
    ["a^(t - 1)", "(^ a (- t 1))"],
    ["a^(2*t + 1)", "(^ a (+ (* 2 t) 1))"],
    ["(a^2)^3", "(^ (^ a 2) 3)"],
    ["sqrt(a)^2", "(^ (sqrt a) 2)"],
    ["((a))", "a"],
    ["max(a, -b)", "(max a (neg b))"],
    ["min(a + b, max(b, c))", "(min (+ a b) (max b c))"],
    ["select(a < b, b, c)", "(select < a b b c)"],
    ["select (a<=b,-b,c)", "(select <= a b (neg b) c)"],
    ["select(a + b < b*c, a - b, a/c)", "(select < (+ a b) (* b c) (- a b) (/ a c))"],
    ["2*select(a < b, a, select(b <= a, b, c))^2", "(* 2 (^ (select < a b a (select <= b a b c)) 2))"],
    ["1 - b^t", "(- 1 (^ b t))"],
    ["theta - (a*sqrt(1 - b^t)/(1 - c^t))*g", "(- theta (* (/ (* a (sqrt (- 1 (^ b t)))) (- 1 (^ c t))) g))"],
  ])("%s is %s", (text, tree) => {
    expect(lisp(expression(text))).toBe(tree);
  });
});

describe("numbers", () => {
  it.each([
    ["0", 0],
    ["007", 7],
    ["0.1", 0.1],
    ["1e3", 1000],
    ["1E+3", 1000],
    ["25e-1", 2.5],
    ["1.7976931348623157e308", Number.MAX_VALUE],
    ["5e-324", 5e-324],
    ["9007199254740993", 9007199254740992],
    ["0.1000000000000000055511151231257827", 0.1],
  ])("%s", (text, value) => {
    expect(expression(text)).toMatchObject({ kind: "number", value });
  });
});

describe("program", () => {
  const text = `# a comment first

rule  Nag_2 # with a comment
hyper lr=0.5in[0,inf)
state s = -1.5e-3
hyper b = -2 in (-3, -1]
scalar p = 1 # another
scalar q = -0
hyper w = 0 in (-inf, inf)

p = p * b   # ß θ 😀 – anything may stand here ) ( = ^
s = s + g
q = p
theta = (theta
   - # inside parentheses a line may end
     lr *

   s)
`;

  it("has every declaration with its value, range and order", () => {
    const { name, hypers, states, scalars } = parseRule(text);
    expect(name).toBe("Nag_2");
    expect(bare(hypers)).toEqual([
      { name: "lr", value: 0.5, range: { low: 0, high: Infinity, lowOpen: false, highOpen: true } },
      { name: "b", value: -2, range: { low: -3, high: -1, lowOpen: true, highOpen: false } },
      { name: "w", value: 0, range: { low: -Infinity, high: Infinity, lowOpen: true, highOpen: true } },
    ]);
    expect(bare(states)).toEqual([{ name: "s", value: -0.0015 }]);
    expect(bare(scalars)).toEqual([
      { name: "p", value: 1 },
      { name: "q", value: -0 },
    ]);
  });

  it("has the assignments in order", () => {
    const { assignments } = parseRule(text);
    expect(assignments.map(({ target, value }) => `${target} = ${lisp(value)}`)).toEqual([
      "p = (* p b)",
      "s = (+ s g)",
      "q = p",
      "theta = (- theta (* lr s))",
    ]);
  });

  it("does not depend on how lines end or are indented", () => {
    const expected = bare(parseRule(text));
    expect(bare(parseRule(text.replaceAll("\n", "\r\n")))).toEqual(expected);
    expect(bare(parseRule(text.replaceAll("\n", " \t\n\n\t")))).toEqual(expected);
    expect(bare(parseRule(text.trimEnd()))).toEqual(expected);
  });

  it("tells capital letters apart and takes names that objects have", () => {
    const { hypers, assignments } = parseRule(
      "rule rule\nhyper LR = 1 in [0, 1]\nhyper lr = 2 in [0, 2]\nhyper constructor = 3 in [3, 3]\n" +
        "toString = LR*lr*constructor\nTheta = g\ntheta = theta - toString*Theta",
    );
    expect(hypers.map(({ name }) => name)).toEqual(["LR", "lr", "constructor"]);
    expect(assignments.map(({ target }) => target)).toEqual(["toString", "Theta", "theta"]);
  });
});

it("every position is that of the token that names the part", () => {
  const source = `${header}state s = 0\nscalar k = 1\nk = -k^2\ns = max(s, select(g < k, 2, sqrt(g)))/2\ntheta = theta - (a\n*s)`;
  const program = parseRule(source);
  const token = (at: number): string => /[\w.]+|\S/y[Symbol.match](source.slice(at))![0];
  const tokens = (tree: Expression): string[] => [token(tree.at), ...childrenOf(tree).flatMap(tokens)];
  for (const { name, at } of [...program.hypers, ...program.states, ...program.scalars])
    expect(token(at)).toBe(name);
  expect(program.assignments.map(({ at, value }) => [token(at), ...tokens(value)])).toEqual([
    ["k", "-", "^", "k", "2"],
    ["s", "/", "max", "s", "select", "g", "k", "2", "sqrt", "g", "2"],
    ["theta", "-", "theta", "*", "a", "s"],
  ]);
  const offsets = program.assignments.map(({ at }) => at);
  expect(offsets).toEqual(["k = -", "s = max", "theta = "].map((text) => source.lastIndexOf(text)));
});
