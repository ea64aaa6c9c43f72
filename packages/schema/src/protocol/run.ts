import type { DType } from "@optspec/core";
import { z } from "zod";
import { dtype } from "../forms/dtype.ts";
import { dictionary, list, strictObject } from "../forms/objects.ts";
import { expecting } from "../messages/describe.ts";
import { finite } from "../numbers/number.ts";
import { type Numbers, numbers } from "../numbers/numbers.ts";
import { compareTensors, disagree } from "./tensors.ts";

/** A rule with a configuration, parameters and gradients: what a request and a fixture have in common. */
export interface Run<Values = Numbers> {
  readonly rule: string;
  readonly dtype: DType;
  /** Hyperparameters of the first update; those left out take the port's own defaults. */
  readonly config: Readonly<Record<string, number>>;
  /** Initial parameters, in row-major order. */
  readonly params: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Values }>>;
  readonly steps: readonly RunStep<Values>[];
}

/** One update of a run. */
export interface RunStep<Values = Numbers> {
  readonly grads: Readonly<Record<string, Values>>;
  /** Hyperparameters that change before this update, and stay changed. */
  readonly config?: Readonly<Record<string, number>>;
}

/** Some hyperparameters of a rule that need not be known. */
export const config: z.ZodType<Record<string, number>, Readonly<Record<string, number>>> = dictionary(
  "an object of hyperparameters",
  finite,
);
const size = z.int(expecting("a whole number >= 0")).min(0, expecting("a whole number >= 0"));

/** The fields that a request and a fixture share, for numbers of one type. */
export function runFields(type: DType): {
  rule: z.ZodType<string, string>;
  dtype: z.ZodType<DType, DType>;
  config: typeof config;
  params: z.ZodType<Run<number[]>["params"], Run["params"]>;
  steps: z.ZodType<Run<number[]>["steps"], Run["steps"]>;
} {
  return {
    rule: z
      .string(expecting("the name of a rule"))
      .min(1, expecting("the name of a rule"))
      .meta({ description: "Name of the rule." }),
    dtype: dtype.meta({ description: "Type of parameters, gradients and state." }),
    config: config.meta({
      description: "Hyperparameters of the first update; the rest take their defaults.",
    }),
    params: dictionary(
      "an object of parameters",
      strictObject("a parameter with shape and data", {
        shape: list("an array of sizes", size),
        data: numbers(type).meta({ description: "Numbers in row-major order." }),
      }),
    ).meta({ description: "Initial parameters by name.", minProperties: 1 }),
    steps: list(
      "an array of steps",
      strictObject("a step", {
        grads: dictionary("an object of gradients", numbers(type)).meta({
          description: "Gradients by parameter, each as long as its parameter.",
        }),
        config: z.exactOptional(
          config.meta({ description: "Hyperparameters that change before this update, and stay changed." }),
        ),
      }),
    ).meta({ description: "The updates, in order.", minItems: 1 }),
  };
}

/**
 * Holds shapes to data, and gradients to parameters.
 * @returns false after adding the first disagreement as an issue.
 */
export function checkRun(
  { params, steps }: Pick<Run<number[]>, "params" | "steps">,
  context: z.core.$RefinementCtx,
): boolean {
  const lengths = new Map<string, number>();
  for (const [name, { shape, data }] of Object.entries(params)) {
    const elements = shape.reduce((product, extent) => product * extent, 1);
    if (elements !== data.length) {
      const message = `expected ${elements} numbers for its shape, got ${data.length}`;
      return disagree(context, ["params", name, "data"], message);
    }
    lengths.set(name, data.length);
  }
  if (lengths.size === 0) return disagree(context, ["params"], "expected at least one parameter, got none");
  if (steps.length === 0) return disagree(context, ["steps"], "expected at least one step, got none");
  return steps.every(({ grads }, index) =>
    compareTensors(lengths, grads, context, ["steps", index, "grads"]),
  );
}
