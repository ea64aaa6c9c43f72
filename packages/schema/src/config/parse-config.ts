import type { Rule } from "@optspec/core";
import type { z } from "zod";
import { isPlain } from "../forms/objects.ts";
import { describe } from "../messages/describe.ts";
import { ConfigError, type ConfigIssue } from "./config-error.ts";
import { type ConfigSchema, configSchema, expectedConfig, expectedNumber } from "./config-schema.ts";
import { unknownName } from "./unknown-name.ts";

/** A complete configuration, or what is wrong with the input. */
export type ConfigResult<Hyper extends string = string> =
  | { readonly success: true; readonly data: Rule<Hyper>["hypers"] }
  | { readonly success: false; readonly error: ConfigError };

const schemas = new WeakMap<Rule, ConfigSchema>();

/**
 * All hyperparameters of a rule from an object with some of them, the others at their defaults.
 * @param input - anything; only read.
 * @throws ConfigError listing every issue.
 */
export function parseConfig<Hyper extends string>(rule: Rule<Hyper>, input: unknown): Rule<Hyper>["hypers"] {
  const result = safeParseConfig(rule, input);
  if (!result.success) throw result.error;
  return result.data;
}

/** `parseConfig` that returns the error instead of throwing it. */
export function safeParseConfig<Hyper extends string>(rule: Rule<Hyper>, input: unknown): ConfigResult<Hyper>;
export function safeParseConfig(rule: Rule, input: unknown): ConfigResult {
  let schema = schemas.get(rule);
  if (schema === undefined) {
    schema = configSchema(rule);
    schemas.set(rule, schema);
  }
  const result = schema.safeParse(input);
  if (result.success) return { success: true, data: result.data };
  const { issues } = result.error;
  const unknown = issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys : []));
  const listed = [
    ...issues
      .filter(({ code }) => code !== "unrecognized_keys")
      .map((issue) => wrongValue(rule, input, issue)),
    ...unknown.map((name) => unknownIssue(rule, name)),
  ];
  return { success: false, error: new ConfigError(listed, unknownNames(rule, input) - unknown.length) };
}

function unknownNames(rule: Rule, input: unknown): number {
  return isPlain(input) ? Object.keys(input).filter((name) => !Object.hasOwn(rule.hypers, name)).length : 0;
}

function wrongValue(rule: Rule, input: unknown, { path, message }: z.core.$ZodIssue): ConfigIssue {
  const name = path[0] as string | undefined;
  const hyper = rule.program.hypers.find((declaration) => declaration.name === name);
  const value = hyper === undefined ? input : (input as Record<string, unknown>)[hyper.name];
  return {
    path: hyper === undefined ? [] : [hyper.name],
    code: typeof value === "number" && hyper !== undefined ? "out_of_range" : "invalid_type",
    expected: hyper === undefined ? expectedConfig : expectedNumber(hyper),
    got: describe(value),
    suggestions: [],
    message: `${[rule.name, ...path].join(".")}: ${message}`,
  };
}

function unknownIssue(rule: Rule, name: string): ConfigIssue {
  const { expected, suggestions, message } = unknownName(rule, name);
  const got = describe(name);
  // A name may be anything; only one that reads like a field stands in the path of the message.
  const where = /^\w{1,40}$/.test(name) ? `${rule.name}.${name}` : rule.name;
  return { path: [name], code: "unknown_name", expected, got, suggestions, message: `${where}: ${message}` };
}
