import { extentOf, inInterval, printInterval, type Rule, type Schedule, type Schedules } from "@optspec/core";
import { z } from "zod";
import { unknownName } from "../config/unknown-name.ts";
import { form, readPart, refuse } from "../forms/form.ts";
import { isPlain } from "../forms/objects.ts";
import { scheduleSchema } from "./schedule-schema.ts";

/**
 * Reads schedules of some of a rule's hyperparameters, each of which stays in the range of its hyperparameter at every
 * update. Unknown names are explained, as in a configuration.
 */
export function schedulesSchema<Hyper extends string>(
  rule: Rule<Hyper>,
): z.ZodType<Schedules<Hyper>, Schedules<Hyper>>;
export function schedulesSchema(rule: Rule): z.ZodType<Schedules, Schedules> {
  return form<Schedules, Schedules>(
    (input, context) => {
      if (!isPlain(input)) return refuse(context, "an object of schedules", input);
      const entries: [string, Schedule][] = [];
      for (const name of Object.keys(input)) {
        const hyper = rule.program.hypers.find((declaration) => declaration.name === name);
        if (hyper === undefined) {
          context.issues.push({
            code: "custom",
            message: unknownName(rule, name).message,
            path: [name],
            input,
          });
          return z.NEVER;
        }
        const result = readPart(scheduleSchema, input[name], context, [name]);
        if (!result.success) return z.NEVER;
        const outside = extentOf(result.data).find((value) => !inInterval(value, hyper.range));
        if (outside !== undefined) {
          const message = `expected values in ${printInterval(hyper.range)}, got one that reaches ${outside}`;
          context.issues.push({ code: "custom", message, path: [name], input });
          return z.NEVER;
        }
        entries.push([name, result.data]);
      }
      return Object.fromEntries(entries);
    },
    {
      type: "object",
      properties: Object.fromEntries(
        rule.program.hypers.map(({ name }) => [name, { $ref: "#/$defs/schedule" }]),
      ),
      additionalProperties: false,
    },
  ).meta({
    title: `Schedules of ${rule.name}`,
    description: `What hyperparameters of the rule ${rule.name} follow.`,
  });
}
