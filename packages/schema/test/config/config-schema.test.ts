import { adam, defineRule, rules } from "@optspec/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { configSchema, configSchemas } from "../../src/index.ts";

test("the table has one schema per rule", () => {
  expect(Object.keys(configSchemas)).toEqual(Object.keys(rules));
});

for (const rule of Object.values(rules)) {
  const schema = configSchemas[rule.name]!;

  test(`${rule.name}: defaults are those of the header`, () => {
    const config = schema.parse({});
    expect(config).toEqual(rule.hypers);
    expect(Object.keys(config)).toEqual(Object.keys(rule.hypers));
    expect(config).not.toBe(rule.hypers);
  });

  for (const { name, range } of rule.program.hypers)
    test(`${rule.name}.${name}: the range is that of the header`, () => {
      const accepts = (value: unknown) => schema.safeParse({ [name]: value }).success;
      expect(accepts(range.low)).toBe(!range.lowOpen);
      expect(accepts(range.high)).toBe(!range.highOpen);
      expect(accepts(range.low - Number.MIN_VALUE)).toBe(false);
      expect(accepts(range.low + Number.MIN_VALUE)).toBe(true);
      if (Number.isFinite(range.high)) {
        expect(accepts(range.high + Number.EPSILON)).toBe(false);
        expect(accepts(range.high - Number.EPSILON / 2)).toBe(true);
      } else expect(accepts(Number.MAX_VALUE)).toBe(true);
      for (const junk of [Number.NaN, Infinity, -Infinity, null, undefined, "0.5", 1n, [0.5], {}, true])
        expect(accepts(junk)).toBe(false);
    });
}

test("every kind of interval", () => {
  const rule = defineRule(`rule demo
hyper a = 1 in (0, 2]
hyper b = 1 in (-inf, inf)
hyper c = 1 in [1, 1]

theta = theta - a*b*c*g
`);
  const schema = configSchema(rule);
  expect(schema.safeParse({ a: 0 }).success).toBe(false);
  expect(schema.safeParse({ a: Number.MIN_VALUE }).success).toBe(true);
  expect(schema.safeParse({ a: 2 }).success).toBe(true);
  expect(schema.safeParse({ b: -1e308 }).success).toBe(true);
  expect(schema.safeParse({ b: Infinity }).success).toBe(false);
  expect(schema.safeParse({ c: 1 }).success).toBe(true);
  expect(schema.safeParse({ c: 0.999 }).success).toBe(false);
});

test("a hyperparameter may have the name of something that every object inherits", () => {
  const rule = defineRule("rule demo\nhyper toString = 1 in [0, 2]\n\ntheta = theta - toString*g\n");
  expect(configSchema(rule).parse({})).toEqual({ toString: 1 });
});

test("messages of plain zod use", () => {
  const settings = z.strictObject({ optimizer: configSchemas.adam });
  const { error } = settings.safeParse({ optimizer: { beta1: 1, betas: [0.9, 0.999] } });
  expect(
    z.prettifyError(error!),
  ).toBe(`✖ expected lr, beta1, beta2 or eps, got "betas"; the specification calls them beta1 and beta2
  → at optimizer
✖ expected a number in [0, 1), got 1
  → at optimizer.beta1`);
});

test("only the input's own fields count, and the input is not changed", () => {
  expect(configSchemas.adam.safeParse(Object.create({ lr: 5 })).success).toBe(false);
  const input = Object.freeze({ lr: 0.5 });
  expect(configSchemas.adam.parse(input)).toEqual({ ...adam.hypers, lr: 0.5 });
  expect(configSchemas.adam.parse(Object.assign(Object.create(null), input))).toEqual({
    ...adam.hypers,
    lr: 0.5,
  });
});

test("-0 keeps its sign", () => {
  expect(configSchemas.gd.parse({ lr: -0 }).lr).toBe(-0);
});
