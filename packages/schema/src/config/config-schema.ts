import { type Config, printInterval, type Rule, rules } from "@optspec/core";
import { z } from "zod";
import { refuse } from "../forms/form.ts";
import { isPlain, ownFields } from "../forms/objects.ts";
import { intervalNumber } from "../numbers/number.ts";
import { unknownName } from "./unknown-name.ts";

/** Takes some of a rule's hyperparameters and returns all of them, the others at their defaults. */
export type ConfigSchema<Hyper extends string = string> = z.ZodType<Rule<Hyper>["hypers"], Config<Hyper>>;

type Declaration = Rule["program"]["hypers"][number];

/** What each hyperparameter means, and the source's symbol for it. */
const meanings: Readonly<Record<string, string>> = {
  lr: "Learning rate (η)",
  momentum: "Share of the velocity that is kept (γ)",
  beta1: "Decay rate of the first moment (ρ₁)",
  beta2: "Decay rate of the second moment (ρ₂)",
  eps: "Number that keeps the denominator from vanishing (ε)",
  weight_decay: "Weight decay (λ)",
};

/** What a hyperparameter takes, for messages. */
export function expectedNumber({ range }: Declaration): string {
  return `a number in ${printInterval(range)}`;
}

/** What a configuration is, for messages. */
export const expectedConfig = "an object of hyperparameters";

/**
 * The strict schema of a rule's configuration, derived from the header of its program: names, defaults, ranges.
 * Unknown names, own fields that are undefined, arrays and instances of classes are errors.
 */
export function configSchema<Hyper extends string>(rule: Rule<Hyper>): ConfigSchema<Hyper>;
export function configSchema(rule: Rule): ConfigSchema {
  const names = Object.keys(rule.hypers);
  const fields = rule.program.hypers.map(
    (hyper) => [hyper.name, z.exactOptional(hyperSchema(hyper))] as const,
  );
  const object = z.strictObject(Object.fromEntries(fields), {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys
            .slice(0, 3)
            .map((name: string) => unknownName(rule, name).message)
            .join("\n")
        : undefined,
  });
  return z
    .preprocess(
      (input: Config, context) =>
        isPlain(input) ? ownFields(input, names) : refuse(context, expectedConfig, input),
      object,
    )
    .transform((given) => ({ ...rule.hypers, ...(given as Record<string, number>) }))
    .meta({
      title: `Configuration of ${rule.name}`,
      description: `Hyperparameters of the rule ${rule.name}.`,
    });
}

function hyperSchema({ name, value, range }: Declaration): z.ZodType<number, number> {
  return intervalNumber(range).meta({
    description: `${meanings[name] ?? `Hyperparameter ${name}`}, in ${printInterval(range)}.`,
    default: value,
  });
}

/** The schemas of core's rules, by name. */
export const configSchemas: ConfigSchemas<typeof rules> = /* @__PURE__ */ Object.fromEntries(
  /* @__PURE__ */ Object.entries(rules).map(([name, rule]) => [name, configSchema(rule)]),
) as ConfigSchemas<typeof rules>;

type ConfigSchemas<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends Rule<infer Hyper> ? ConfigSchema<Hyper> : never;
};
