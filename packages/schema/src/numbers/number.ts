import { type Interval, printInterval } from "@optspec/core";
import { z } from "zod";
import { form, refuse } from "../forms/form.ts";
import { expecting } from "../messages/describe.ts";

/** A binary64 number in JSON: as a number where it survives that, else as one of four strings. */
export type Num = number | "NaN" | "Infinity" | "-Infinity" | "-0";

const names = new Map<unknown, number>([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
  ["-0", -0],
]);

/** The strings for what JSON numbers cannot carry. */
export const numberNames: readonly string[] = [...names.keys()] as string[];

/** What `decodeNumber` accepts, for messages. */
export const numberForm = 'a finite number, "NaN", "Infinity", "-Infinity" or "-0"';

/** The JSON form of a number; every number comes back the same, NaN without its payload. */
export function encodeNumber(value: number): Num {
  return Number.isFinite(value) && !Object.is(value, -0)
    ? value
    : Object.is(value, -0)
      ? "-0"
      : (String(value) as Num);
}

/**
 * The number of a JSON form, or undefined for anything else.
 * A number that is not finite is something else: `JSON.parse` makes Infinity of `1e999`.
 */
export function decodeNumber(value: unknown): number | undefined {
  return typeof value === "number" ? (Number.isFinite(value) ? value : undefined) : names.get(value);
}

/** The JSON form of numbers, one by one. */
export function encodeNumbers(values: ArrayLike<number>): Num[] {
  return Array.from(values, encodeNumber);
}

/** One binary64 number. */
export const number: z.ZodType<number, Num> = form<number, Num>(
  (input, context) => decodeNumber(input) ?? refuse(context, numberForm, input),
  { anyOf: [{ type: "number" }, { enum: [...numberNames] }] },
);

/** One finite number as JSON has it. */
export const finite: z.ZodType<number, number> = z.number(expecting("a finite number"));

/** One finite number, −0 told from 0. */
export const finiteExact: z.ZodType<number, number | "-0"> = form<number, number | "-0">(
  (input, context) => {
    const value = decodeNumber(input);
    return value !== undefined && Number.isFinite(value)
      ? value
      : refuse(context, 'a finite number or "-0"', input);
  },
  { anyOf: [{ type: "number" }, { const: "-0" }] },
);

/** A number in an interval; its JSON Schema has the ends. */
export function intervalNumber(range: Interval, whole = false): z.ZodType<number, number> {
  const { low, high, lowOpen, highOpen } = range;
  const error = expecting(`a ${whole ? "whole number" : "number"} in ${printInterval(range)}`);
  let schema: z.ZodNumber = whole ? z.int(error) : z.number(error);
  if (low !== Number.NEGATIVE_INFINITY) schema = lowOpen ? schema.gt(low, error) : schema.gte(low, error);
  if (high !== Number.POSITIVE_INFINITY) schema = highOpen ? schema.lt(high, error) : schema.lte(high, error);
  return schema;
}
