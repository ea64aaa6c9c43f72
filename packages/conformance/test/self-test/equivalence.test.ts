import { type Program, parseRule, rules } from "@optspec/core";
import { describe, expect, it } from "vitest";
import { textbookOf } from "../../src/bounds/textbook.ts";
import { areEquivalent } from "../../src/self-test/equivalence.ts";

const rule = (...lines: readonly string[]): Program =>
  parseRule(`rule test
hyper a = 0.5 in [0, 1]
hyper b = 0.25 in [0, 1]
state s = 0

s = s
${lines.join("\n")}
`);

describe("areEquivalent proves", () => {
  it.each([
    ["commuted terms and factors", "theta + a*g*b", "b*(g*a) + theta"],
    ["distributed factors", "theta - a*(g + s)", "theta - a*g - s*a"],
    ["signs", "theta - a*g", "-(a*g - theta)"],
    ["quotients", "theta - a*g/b/s", "theta - a/(b*s)*g"],
    ["reciprocals", "theta - g/(a + s)", "theta - 1/(s + a)*g"],
    ["cancelled factors", "theta + (a*a - b*b)*g/(a - b)", "theta + (a + b)*g"],
    ["decimal constants", "theta + 0.1*g*2", "theta + 0.2*g"],
    ["powers", "theta + (1 - a^(t + 1))*g", "theta + (1 - a*a^t)*g"],
    ["whole powers", "theta + (a + b)^2*g", "theta + (a*a + 2*a*b + b^2)*g"],
    ["products in exponents", "theta + a^(2*t)*g", "theta + a^t*a^t*g"],
    ["roots", "theta + sqrt(a)*sqrt(g)*sqrt(a)*sqrt(g)", "theta + a*g"],
    ["roots of quotients", "theta + g/sqrt(s/b + a)", "theta + g*sqrt(b)/sqrt(s + a*b)"],
    ["roots with a common factor", "theta + sqrt(a*s)*sqrt(s)", "theta + s*sqrt(a)"],
    ["roots of equal sums", "theta + sqrt(a*(s + b))*g", "theta + sqrt(b*a + s*a)*g"],
    ["roots of 0 and 1", "theta + g*(sqrt(a - a) + sqrt(a/a))", "theta + g"],
    ["absolute values", "theta + abs(a*g)", "theta + abs(-g*a)"],
    ["other functions of equal arguments", "theta + max(a*g, s)", "theta + max(g*a, s)"],
    [
      "choices by equal comparisons",
      "theta + select(a*g < s, g, b)*a",
      "theta + a*select(0 < s - g*a, g, b)",
    ],
    ["negated choices", "theta + select(g <= s, a, b)", "theta + select(s < g, b, a)"],
    ["no choice", "theta + select(g < s, a*(g + 1), a + g*a)", "theta + a + a*g"],
  ])("%s", (_, left, right) => {
    expect(areEquivalent(rule(`theta = ${left}`), rule(`theta = ${right}`))).toBe(true);
  });

  it("locals and independent assignments in another order", () => {
    const one = rule("d = a*g", "theta = theta + d*b");
    expect(areEquivalent(one, rule("e = b*g", "theta = theta + e*a"))).toBe(true);
  });

  it("Adam's definition equal to its program", () => {
    expect(areEquivalent(textbookOf(rules.adam), rules.adam.program)).toBe(true);
    expect(textbookOf(rules.adam)).not.toBe(rules.adam.program);
  });
});

describe("areEquivalent does not prove", () => {
  it.each([
    ["another operator", "theta - a*g", "theta + a*g"],
    ["another name", "theta - a*g", "theta - b*g"],
    ["a term in another place", "theta + g/(sqrt(s) + a)", "theta + g/sqrt(s + a)"],
    ["another power", "theta + a^t*g", "theta + a^(t + 1)*g"],
    ["the power of another base", "theta + a^t*g", "theta + b^t*g"],
    ["constants that differ in the last bit", "theta + 0.1*g*3", "theta + 0.3*g"],
    ["a division by zero", "theta + g", "theta + g*(a - a)/(a - a)"],
    ["other functions", "theta + max(a, g)", "theta + min(a, g)"],
    ["another comparison", "theta + select(g < s, a, b)", "theta + select(g <= s, a, b)"],
    ["a comparison the other way", "theta + select(g < s, a, b)", "theta + select(s < g, a, b)"],
    ["another choice", "theta + select(g < s, a, b)", "theta + select(g < s, b, a)"],
    ["a choice from others", "theta + select(g < s, a, b)", "theta + select(g < s, a, a)"],
    ["a choice by others", "theta + select(g < s, a, b)", "theta + select(g < s + a, a, b)"],
    [
      "a choice by both sides times what may be negative",
      "theta + select(0 < g, a, b)",
      "theta + select(0 < g*s, a, b)",
    ],
    [
      "what is undefined only in one branch",
      "theta + select(0 < g, g*s/g, s)",
      "theta + select(0 < g, s*s/s, 0)",
    ],
    ["an absolute value and what it is of", "theta + abs(g)", "theta + g"],
  ])("%s", (_, left, right) => {
    expect(areEquivalent(rule(`theta = ${left}`), rule(`theta = ${right}`))).toBe(false);
  });

  it("the old value of a slot equal to its new one", () => {
    const { program } = rules.momentum;
    const [first, second] = program.assignments;
    expect(areEquivalent(program, { ...program, assignments: [second!, first!] })).toBe(false);
  });

  it("another initial value or default", () => {
    const { program } = rules.adagrad;
    const states = program.states.map((slot) => ({ ...slot, value: 1 }));
    const hypers = program.hypers.map((hyper) => ({ ...hyper, value: 1 }));
    expect(areEquivalent(program, { ...program, states })).toBe(false);
    expect(areEquivalent(program, { ...program, hypers })).toBe(false);
  });
});
