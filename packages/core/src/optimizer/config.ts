import { inInterval } from "../language/check.ts";
import { printInterval } from "../language/print.ts";
import type { Rule } from "../rules/rule.ts";

/** Values for some of a rule's hyperparameters. */
export type Config<Hyper extends string = string> = { readonly [Name in Hyper]?: number };

/**
 * Holds a configuration to the names and ranges of the rule's header.
 * @param where - what the configuration belongs to, for messages.
 * @throws TypeError for an unknown name or something other than a number, RangeError outside the range.
 */
export function checkConfig(rule: Rule, config: Config, where: string = rule.name): void {
  if (!isRecord(config))
    throw new TypeError(`${where}: expected an object of hyperparameters, got ${describe(config)}`);
  for (const [name, value] of Object.entries(config)) {
    const declaration = rule.program.hypers.find((hyper) => hyper.name === name);
    if (declaration === undefined)
      throw new TypeError(`${where}: expected hyperparameters ${namesOf(rule.hypers)}, got "${name}"`);
    if (typeof value !== "number")
      throw new TypeError(`${where}.${name}: expected a number, got ${describe(value)}`);
    if (!inInterval(value, declaration.range))
      throw new RangeError(
        `${where}.${name}: expected a number in ${printInterval(declaration.range)}, got ${value}`,
      );
  }
}

/** Whether a value is a plain object, of this realm or another: a Map or an array would seem to have no names at all. */
export function isRecord(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The names in an object, for error messages. */
export function namesOf(values: object): string {
  return Object.keys(values).join(", ") || "none";
}

/** What a value is, in a few words, for error messages. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return `an array of length ${value.length}`;
  if (typeof value === "object") return value.constructor?.name || "an object";
  if (typeof value === "function") return "a function";
  if (typeof value === "bigint") return `${value}n`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
