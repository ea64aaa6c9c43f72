import { describe, expect, it } from "vitest";
import {
  adam,
  type Expression,
  parseRule,
  printExpression,
  printInterval,
  printProgram,
} from "../../src/index.ts";
import { bare } from "./trees.ts";

const expressionOf = (text: string): Expression =>
  parseRule(
    `rule a\nhyper a = 1 in [0, 1]\nhyper b = 1 in [0, 1]\nhyper c = 1 in [0, 1]\nx = ${text}\ntheta = g`,
  ).assignments[0]!.value;

it("prints a program in its canonical form", () => {
  expect(printProgram(adam.program)).toBe(`rule adam
hyper lr = 0.001 in [0, inf)
hyper beta1 = 0.9 in [0, 1)
hyper beta2 = 0.999 in [0, 1)
hyper eps = 1e-8 in [0, inf)
state s = 0
state r = 0

s = beta1*s + (1 - beta1)*g
r = beta2*r + (1 - beta2)*(g*g)
theta = theta - lr*sqrt(1 - beta2^t)/(1 - beta1^t)*s/sqrt(r + eps*(1 - beta2^t))
`);
});

describe("parentheses stand where the tree needs them, and nowhere else", () => {
  it.each([
    ["a - (b - c)", "a - (b - c)"],
    ["(a - b) - c", "a - b - c"],
    ["a + (b + c)", "a + (b + c)"],
    ["a/(b*c)", "a/(b*c)"],
    ["(a/b)*c", "a/b*c"],
    ["a*(b/c)", "a*(b/c)"],
    ["(a + b)*c", "(a + b)*c"],
    ["a + (b*c)", "a + b*c"],
    ["-(a + b)", "-(a + b)"],
    ["-(a*b)", "-(a*b)"],
    ["(-a)*b", "-a*b"],
    ["a*(-b)", "a*-b"],
    ["a - (-b)", "a - -b"],
    ["-(-a)", "--a"],
    ["-(a^2)", "-a^2"],
    ["(-a)^2", "(-a)^2"],
    ["(a^2)^3", "(a^2)^3"],
    ["(a*b)^2", "(a*b)^2"],
    ["(sqrt(a))^(2)", "sqrt(a)^2"],
    ["a^(t - 1)", "a^(t - 1)"],
    ["max((a), (b + c))", "max(a, b + c)"],
    ["select((a) <= (b + c), (a), -(b))", "select(a <= b + c, a, -b)"],
    ["-(select((a)<(b),a*(b),c))", "-select(a < b, a*b, c)"],
    ["(select(a < b, a, c))^2", "select(a < b, a, c)^2"],
    ["((1e21)*5e-324)", "1e+21*5e-324"],
  ])("%s is printed as %s", (text, printed) => {
    expect(printExpression(expressionOf(text))).toBe(printed);
  });
});

it("a tree that the static rules refuse is printed as what it is, too", () => {
  const square = expressionOf("a^2");
  expect(printExpression({ kind: "power", base: square, exponent: square, at: 0 })).toBe("(a^2)^(a^2)");
});

it.each([
  [0, 1, false, true, "[0, 1)"],
  [-1.5, -0, true, false, "(-1.5, -0]"],
  [-Infinity, Infinity, true, true, "(-inf, inf)"],
  [1e-300, 1e300, false, false, "[1e-300, 1e+300]"],
])("interval %d %d %s %s is %s", (low, high, lowOpen, highOpen, text) => {
  expect(printInterval({ low, high, lowOpen, highOpen })).toBe(text);
});

it("keeps every declaration, signed zeros too", () => {
  const text = `rule a
hyper x = -0 in [-0, inf)
hyper y = -3e-9 in (-inf, 0)
state s = -0
state q = 1e+300
scalar c = -0.1

s = g
q = g
c = c
theta = g
`;
  expect(printProgram(parseRule(text))).toBe(text);
  expect(bare(parseRule(printProgram(parseRule(text))))).toEqual(bare(parseRule(text)));
});
