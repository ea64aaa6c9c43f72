import {
  type adagrad,
  adam,
  type Config,
  createOptimizer,
  gd,
  momentum,
  type Rule,
  rules,
} from "@optspec/core";
import { expect, test } from "vitest";
import type { z } from "zod";
import { type configSchema, configSchemas, parseConfig, safeParseConfig } from "../../src/index.ts";

// Compiled by `npm run typecheck`; what is not equal there does not compile.
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function hold<_Holds extends true>(): void {}

type Hypers<Name extends string> = { readonly [Hyper in Name]: number };
type Some<Name extends string> = { readonly [Hyper in Name]?: number };

test("outputs are core's types, with every name", () => {
  hold<Equal<z.infer<typeof configSchemas.gd>, (typeof gd)["hypers"]>>();
  hold<Equal<z.infer<typeof configSchemas.momentum>, (typeof momentum)["hypers"]>>();
  hold<Equal<z.infer<typeof configSchemas.adagrad>, (typeof adagrad)["hypers"]>>();
  hold<Equal<z.infer<typeof configSchemas.adam>, (typeof adam)["hypers"]>>();
  hold<Equal<z.infer<typeof configSchemas.adam>, Hypers<"lr" | "beta1" | "beta2" | "eps">>>();
  // @ts-expect-error - a wrong name is noticed
  hold<Equal<z.infer<typeof configSchemas.adam>, Hypers<"lr" | "beta1" | "beta2" | "epsilon">>>();
  // @ts-expect-error - a missing name is noticed
  hold<Equal<z.infer<typeof configSchemas.adam>, Hypers<"lr" | "beta1" | "beta2">>>();
  // @ts-expect-error - an optional name is noticed
  hold<Equal<z.infer<typeof configSchemas.gd>, Some<"lr">>>();
  for (const rule of Object.values(rules))
    expect(Object.keys(parseConfig(rule, {})), rule.name).toEqual(Object.keys(rule.hypers));
});

test("inputs are core's configurations: all names optional, none undefined", () => {
  hold<Equal<z.input<typeof configSchemas.gd>, Config<"lr">>>();
  hold<Equal<z.input<typeof configSchemas.momentum>, Config<"lr" | "momentum">>>();
  hold<Equal<z.input<typeof configSchemas.adagrad>, Config<"lr" | "eps">>>();
  hold<Equal<z.input<typeof configSchemas.adam>, Some<"lr" | "beta1" | "beta2" | "eps">>>();
  // @ts-expect-error - a wrong name is noticed
  hold<Equal<z.input<typeof configSchemas.adam>, Some<"lr" | "beta1" | "beta2" | "epsilon">>>();
  // @ts-expect-error - undefined is no value
  hold<Equal<z.input<typeof configSchemas.gd>, { readonly lr?: number | undefined }>>();
});

test("the table has the types of its rules; other names may be missing", () => {
  hold<Equal<typeof configSchemas.adam, ReturnType<typeof configSchema<"lr" | "beta1" | "beta2" | "eps">>>>();
  const other: Rule | undefined = rules.adamw;
  expect(other).toBe(undefined);
  expect(configSchemas.adamw).toBe(undefined);
});

test("parsed configurations go straight into core", () => {
  const config = parseConfig(adam, { lr: 0.5 });
  hold<Equal<typeof config, (typeof adam)["hypers"]>>();
  expect(createOptimizer(adam, config, { w: new Float32Array(1) }).config).toEqual(config);
  const result = safeParseConfig(momentum, {});
  if (result.success) hold<Equal<typeof result.data, (typeof momentum)["hypers"]>>();
  // @ts-expect-error - eps is none of gd's names
  expect(parseConfig(gd, {}).eps).toBe(undefined);
});
