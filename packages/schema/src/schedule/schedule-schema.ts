import {
  deepestSchedule,
  type Schedule,
  type ScheduleKind,
  scheduleKinds,
  scheduleNumbers,
  stepsOf,
} from "@optspec/core";
import { z } from "zod";
import { form, type JsonSchema, refuse } from "../forms/form.ts";
import { isPlain, strictObject } from "../forms/objects.ts";
import { expecting, listed, wording } from "../messages/describe.ts";
import { didYouMean, similarNames } from "../messages/similar.ts";
import { intervalNumber } from "../numbers/number.ts";

const kinds = scheduleKinds as unknown as Readonly<Record<string, ScheduleKind>>;

/** What the kinds are for, for editors that show JSON Schemas. */
const meanings: Readonly<Record<Schedule["kind"], string>> = {
  constant: "`value`, always.",
  step: "`from`, multiplied by `factor` after every `every` updates.",
  exponential: "`from`, multiplied by `factor` after every update.",
  linear: "From `from` to `to` in equal steps; a warm-up where it rises.",
  polynomial: "From `from` to `to` by (1 − k/steps)^power.",
  cosine: "From `from` to `to` along half a wave of the cosine.",
  chained: "One schedule after another; each but the last ends.",
  repeated: "A schedule that ends, over and over: warm restarts.",
};

/** Each kind's own fields; parts are read by themselves. */
const shapes = Object.fromEntries(
  Object.entries(kinds).map(([name, { numbers, optional, parts }]) => [
    name,
    strictObject("a schedule", {
      kind: z.literal(name, expecting(`"${name}"`)),
      ...(parts === undefined ? {} : { [parts]: z.unknown() }),
      ...Object.fromEntries(
        Object.entries(numbers).map(([field, takes]) => {
          const number = intervalNumber(scheduleNumbers[takes], scheduleNumbers[takes].whole);
          return [field, optional.includes(field) ? z.exactOptional(number) : number];
        }),
      ),
    }),
  ]),
);

/** Reads a schedule (spec/schedules.md): its kind, exactly that kind's fields, in their ranges, and parts that end. */
export const scheduleSchema: z.ZodType<Schedule, Schedule> = form<Schedule, Schedule>(
  (input, context) => read(input, context, [], 1) ?? z.NEVER,
  { $ref: "#/$defs/schedule" },
);

function read(
  input: unknown,
  context: z.core.$RefinementCtx,
  path: PropertyKey[],
  depth: number,
): Schedule | undefined {
  const issue = (message: string, at: PropertyKey[] = path): undefined => {
    context.issues.push({ code: "custom", message, path: at, input });
  };
  if (!isPlain(input)) return void refuse(context, "a schedule", input, path);
  if (depth > deepestSchedule) return issue(`expected at most ${deepestSchedule} levels, got more`);
  const { kind } = input;
  if (typeof kind !== "string" || !Object.hasOwn(kinds, kind)) {
    const similar = typeof kind === "string" ? similarNames(kind, Object.keys(kinds)) : [];
    return issue(`${wording(listed(Object.keys(kinds)), kind)}${didYouMean(similar)}`, [...path, "kind"]);
  }
  const { parts } = kinds[kind]!;
  const fields = shapes[kind]!.safeParse(input);
  for (const { message, path: at } of fields.error?.issues ?? []) issue(message, [...path, ...at]);
  if (!fields.success) return undefined;
  if (parts === undefined) return fields.data as unknown as Schedule;
  const inner = readParts(parts, input[parts], context, [...path, parts], depth + 1);
  return inner && ({ ...fields.data, [parts]: inner } as unknown as Schedule);
}

function readParts(
  field: "pieces" | "schedule",
  value: unknown,
  context: z.core.$RefinementCtx,
  path: PropertyKey[],
  depth: number,
): Schedule | Schedule[] | undefined {
  const part = (each: unknown, at: PropertyKey[], ends: boolean): Schedule | undefined => {
    const schedule = read(each, context, at, depth);
    if (schedule === undefined || !ends || stepsOf(schedule) < Infinity) return schedule;
    const lacks = schedule.kind === "repeated" ? "times" : "steps";
    const message = `expected a schedule that ends, got ${schedule.kind} without ${lacks}`;
    return void context.issues.push({ code: "custom", message, path: at, input: each });
  };
  if (field === "schedule") return part(value, path, true);
  if (!Array.isArray(value) || value.length === 0)
    return void refuse(context, "an array of schedules", value, path);
  const pieces: Schedule[] = [];
  for (let index = 0; index < value.length; index++) {
    const piece = part(value[index], [...path, index], index < value.length - 1);
    if (piece === undefined) return undefined;
    pieces.push(piece);
  }
  return pieces;
}

/** The JSON Schema that `#/$defs/schedule` refers to: one alternative per kind, and parts that refer to it again. */
export function scheduleDefinition(): JsonSchema {
  const whole: JsonSchema = { $ref: "#/$defs/schedule" };
  const partSchemas: Readonly<Record<string, JsonSchema>> = {
    pieces: { type: "array", items: whole, minItems: 1 },
    schedule: whole,
  };
  return {
    description: "The value of a hyperparameter for every update.",
    anyOf: Object.entries(kinds).map(([name, { numbers, optional, parts }]) => ({
      type: "object",
      description: meanings[name as Schedule["kind"]],
      properties: {
        kind: { const: name },
        ...(parts === undefined ? {} : { [parts]: partSchemas[parts]! }),
        ...Object.fromEntries(
          Object.entries(numbers).map(([field, takes]) => {
            const { low, high, whole: isWhole } = scheduleNumbers[takes];
            return [field, { type: isWhole ? "integer" : "number", minimum: low, maximum: high }];
          }),
        ),
      },
      required: [
        "kind",
        ...(parts === undefined ? [] : [parts]),
        ...Object.keys(numbers).filter((field) => !optional.includes(field)),
      ],
      additionalProperties: false,
    })),
  };
}
