import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  adagrad,
  adam,
  adamax,
  defineRule,
  gd,
  momentum,
  parseRule,
  RuleError,
  rmsprop,
  rules,
} from "../../src/index.ts";

it("the rules stand in the order of increasing complexity, under their own names", () => {
  expect(Object.keys(rules)).toEqual(["gd", "momentum", "adagrad", "rmsprop", "adam", "adamax"]);
  for (const [name, rule] of Object.entries(rules)) {
    expect(rule.name).toBe(name);
    expect(rule.program.name).toBe(name);
  }
  expect(rules).toEqual({ gd, momentum, adagrad, rmsprop, adam, adamax });
});

it.each([
  [gd, { lr: 0.01 }, []],
  [momentum, { lr: 0.01, momentum: 0.9 }, ["v"]],
  [adagrad, { lr: 0.01, eps: 1e-7 }, ["r"]],
  [rmsprop, { lr: 0.001, rho: 0.9, eps: 1e-8 }, ["r"]],
  [adam, { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8 }, ["s", "r"]],
  [adamax, { lr: 0.002, beta1: 0.9, beta2: 0.999, eps: 1e-8 }, ["s", "u"]],
])("$name has the specification's names and defaults", (rule, hypers, states) => {
  expect(rule.hypers).toEqual(hypers);
  expect(rule.states).toEqual(states);
  expect(Object.keys(rule.hypers)).toEqual(rule.program.hypers.map(({ name }) => name));
});

describe.each(Object.keys(rules))("%s", (name) => {
  const rule = rules[name]!;
  it("is the program of its page", () => {
    const page = readFileSync(new URL(`../../../../spec/rules/${name}.md`, import.meta.url), "utf8");
    const programs = [...page.matchAll(/^```\w*\n(rule [^`]*)^```$/gm)].map(([, program]) => program);
    expect(programs).toEqual([rule.source]);
  });

  it("is what its source says", () => {
    expect(parseRule(rule.source)).toEqual(rule.program);
  });

  it("starts every state at zero", () => {
    expect(rule.program.states.map(({ value }) => value)).toEqual(rule.states.map(() => 0));
  });
});

describe("defineRule", () => {
  const source =
    "rule nag\nhyper lr = 0.5 in [0, 1]\nstate v = 0.25\nscalar c = 1\nc = 2*c\nv = v + g\ntheta = theta - lr*v";

  it("makes a rule of a text", () => {
    const rule = defineRule(source);
    expect(rule).toMatchObject({ name: "nag", source, hypers: { lr: 0.5 }, states: ["v"] });
    expect(rule.program).toEqual(parseRule(source));
  });

  it("refuses what parseRule refuses", () => {
    expect(() => defineRule("rule a\ntheta = x")).toThrow(RuleError);
  });
});
