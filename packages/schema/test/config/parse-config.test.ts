import { adagrad, adam, gd, momentum, type Rule, withDecay } from "@optspec/core";
import { expect, test } from "vitest";
import { ConfigError, parseConfig, safeParseConfig } from "../../src/index.ts";

const table: [Rule, unknown, string][] = [
  [adam, { beta1: 1 }, "adam.beta1: expected a number in [0, 1), got 1"],
  [momentum, { momentum: 1.5 }, "momentum.momentum: expected a number in [0, 1], got 1.5"],
  [gd, { lr: -1 }, "gd.lr: expected a number in [0, inf), got -1"],
  [gd, { lr: Number.NaN }, "gd.lr: expected a number in [0, inf), got NaN"],
  [gd, { lr: "0.1" }, 'gd.lr: expected a number in [0, inf), got "0.1"'],
  [gd, { lr: undefined }, "gd.lr: expected a number in [0, inf), got undefined"],
  [gd, { lr: [1, 2] }, "gd.lr: expected a number in [0, inf), got an array of length 2"],
  [gd, { lr: { constructor: Map } }, "gd.lr: expected a number in [0, inf), got an object"],
  [gd, null, "gd: expected an object of hyperparameters, got null"],
  [gd, 0.1, "gd: expected an object of hyperparameters, got 0.1"],
  [gd, [0.1], "gd: expected an object of hyperparameters, got an array of length 1"],
  [gd, new Map([["lr", 1]]), "gd: expected an object of hyperparameters, got Map"],
  [gd, JSON.parse('{"__proto__": {"lr": 1}}'), 'gd.__proto__: expected lr, got "__proto__"'],
  [gd, { constructor: 1 }, 'gd.constructor: expected lr, got "constructor"'],
  [gd, { "": 1 }, 'gd: expected lr, got ""'],
];

// Another library's name, and what the specification calls it.
const hints: [Rule, string, string][] = [
  [adam, "betas", "; the specification calls them beta1 and beta2"],
  [adam, "learning_rate", "; the specification calls it lr"],
  [adam, "learningRate", "; the specification calls it lr"],
  [adam, "LR", "; the specification calls it lr"],
  [adam, "alpha", "; the specification calls it lr"],
  [adam, "η", "; the specification calls it lr"],
  [adam, "epsilon", "; the specification calls it eps"],
  [adam, "beta_1", "; the specification calls it beta1"],
  [adam, "b2", "; the specification calls it beta2"],
  [adam, "rho1", "; the specification calls it beta1"],
  [adam, "ρ₂", "; the specification calls it beta2"],
  [momentum, "gamma", "; the specification calls it momentum"],
  [momentum, "γ", "; the specification calls it momentum"],
  [adagrad, "epsilon", "; the specification calls it eps"],
  [adam, "weight_decay", "; adam has no weight decay; withDecay makes a rule that has it"],
  [withDecay(adam, "decoupled"), "wd", "; the specification calls it weight_decay"],
  [withDecay(adam, "coupled"), "weightDecay", "; the specification calls it weight_decay"],
  [adam, "amsgrad", "; adam has no AMSGrad"],
  [momentum, "nesterov", "; momentum has no Nesterov momentum"],
  [adagrad, "initial_accumulator_value", "; adagrad has no initial accumulator; it starts at 0"],
  [gd, "epsilon", ""],
  [gd, "betas", ""],
  [adam, "bata1", "; did you mean beta1?"],
  [adam, "beat2", "; did you mean beta2?"],
  [adam, "beta", "; did you mean beta1 or beta2?"],
  [adam, "rl", "; did you mean lr?"],
  [adam, "epz", "; did you mean eps?"],
  [momentum, "momentun", "; did you mean momentum?"],
  [adam, "theta", ""],
  [adam, "x", ""],
];

for (const [rule, input, message] of table)
  test(message, () => {
    expect(() => parseConfig(rule, input)).toThrow(ConfigError);
    const result = safeParseConfig(rule, input);
    expect(result.success ? "accepted" : result.error.message).toBe(message);
  });

for (const [rule, name, hint] of hints)
  test(`${rule.name} ${name}${hint}`, () => {
    const result = safeParseConfig(rule, { [name]: 0.5 });
    const [issue] = result.success ? [] : result.error.issues;
    expect(issue!.message.endsWith(`, got ${JSON.stringify(name)}${hint}`), issue!.message).toBe(true);
    expect(issue).toMatchObject({ path: [name], code: "unknown_name", got: JSON.stringify(name) });
  });

test("issues are data, one per thing that is wrong", () => {
  const result = safeParseConfig(adam, {
    lr: "fast",
    betas: [0.9, 0.999],
    beta1: -1,
    eps: 1e-8,
    weight_decay: 0,
  });
  if (result.success) throw new Error("accepted");
  expect(result.error).toBeInstanceOf(ConfigError);
  expect(result.error.name).toBe("ConfigError");
  expect(result.error.issues).toEqual([
    {
      path: ["lr"],
      code: "invalid_type",
      expected: "a number in [0, inf)",
      got: '"fast"',
      suggestions: [],
      message: 'adam.lr: expected a number in [0, inf), got "fast"',
    },
    {
      path: ["beta1"],
      code: "out_of_range",
      expected: "a number in [0, 1)",
      got: "-1",
      suggestions: [],
      message: "adam.beta1: expected a number in [0, 1), got -1",
    },
    {
      path: ["betas"],
      code: "unknown_name",
      expected: "lr, beta1, beta2 or eps",
      got: '"betas"',
      suggestions: ["beta1", "beta2"],
      message:
        'adam.betas: expected lr, beta1, beta2 or eps, got "betas"; the specification calls them beta1 and beta2',
    },
    {
      path: ["weight_decay"],
      code: "unknown_name",
      expected: "lr, beta1, beta2 or eps",
      got: '"weight_decay"',
      suggestions: [],
      message:
        'adam.weight_decay: expected lr, beta1, beta2 or eps, got "weight_decay"; adam has no weight decay; withDecay makes a rule that has it',
    },
  ]);
  expect(result.error.message).toBe(result.error.issues.map(({ message }) => message).join("\n"));
});

test("a whole object is an issue without a path", () => {
  const result = safeParseConfig(adam, 3);
  expect(!result.success && result.error.issues).toMatchObject([
    { path: [], code: "invalid_type", got: "3" },
  ]);
});

test("of many unknown names eight are listed", () => {
  const names = Object.fromEntries(Array.from({ length: 1e5 }, (_, index) => [`name${index}`, index]));
  const result = safeParseConfig(adam, names);
  if (result.success) throw new Error("accepted");
  expect(result.error.issues.length).toBe(8);
  expect(result.error.message.split("\n").at(-1)).toBe("and 99992 more");
});

test("long names and values are cut in messages", () => {
  const result = safeParseConfig(adam, { ["a".repeat(1e6)]: 1, lr: "b".repeat(1e6) });
  expect(!result.success && result.error.message.length).toBeLessThan(400);
});
