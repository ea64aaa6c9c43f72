import type { DType, Schedule, Snapshot } from "@optspec/core";
import { z } from "zod";
import { dtype, perDType } from "../forms/dtype.ts";
import { dictionary, list, strictObject } from "../forms/objects.ts";
import { expecting } from "../messages/describe.ts";
import { type Float, floats } from "../numbers/floats.ts";
import { finiteExact, type Num, number } from "../numbers/number.ts";
import { scheduleSchema } from "../schedule/schedule-schema.ts";
import { disagreement } from "./agreement.ts";

/** A snapshot of an optimizer as JSON: core's `Snapshot` with every number in exact form. */
export interface SnapshotJson {
  readonly rule: string;
  readonly program: readonly string[];
  readonly dtype: DType;
  readonly t: number;
  readonly skipped: number;
  readonly config: Readonly<Record<string, number | "-0">>;
  readonly groups: Readonly<Record<string, GroupSnapshotJson>>;
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
  readonly params: Readonly<Record<string, readonly Float[]>>;
  /** state[parameter][slot] */
  readonly state: Readonly<Record<string, Readonly<Record<string, readonly Float[]>>>>;
}

export interface GroupSnapshotJson {
  readonly params: readonly string[];
  readonly config: Readonly<Record<string, number | "-0">>;
  readonly scalars: Readonly<Record<string, Num>>;
  readonly schedules?: Readonly<Record<string, Schedule>>;
}

/** Text that is not empty. */
export const text: z.ZodString = z
  .string(expecting("a string"))
  .min(1, expecting("a string that is not empty"));
/** A whole number from 0 that binary64 counts exactly. */
export const count: z.ZodInt = z
  .int(expecting("a whole number >= 0"))
  .min(0, expecting("a whole number >= 0"));
const config = dictionary("an object of hyperparameters", finiteExact);

/**
 * Reads a snapshot from its JSON form: bit for bit, with parameters, state and groups that agree with one another.
 * Whether it fits an optimizer is for that optimizer's `restore` to say.
 */
export const snapshotSchema: z.ZodType<Snapshot, SnapshotJson> = perDType<Snapshot, SnapshotJson>((type) =>
  strictObject("a snapshot", {
    rule: text.meta({ description: "Name of the rule." }),
    program: list("an array of assignments", text).meta({
      description: "Assignments of the rule's program in canonical form.",
    }),
    dtype: dtype.meta({ description: "Type of parameters and state." }),
    t: count.meta({ description: "Updates done." }),
    skipped: count.meta({ description: "Updates left out because a gradient was not finite." }),
    config: config.meta({ description: "Hyperparameters of the group `default`." }),
    groups: dictionary(
      "an object of groups",
      strictObject("a group", {
        params: list("an array of parameter names", z.string(expecting("a string"))),
        config: config.meta({ description: "Hyperparameters that the group overrides." }),
        scalars: dictionary("an object of scalars", number),
        schedules: z.exactOptional(dictionary("an object of schedules", scheduleSchema)),
      }),
    ).meta({ description: "Groups by name; every parameter is in exactly one.", required: ["default"] }),
    shapes: z.exactOptional(
      dictionary("an object of shapes", list("an array of sizes", count)).meta({
        description: "Sizes of each parameter's dimensions, where updates depend on them.",
      }),
    ),
    params: dictionary("an object of parameters", floats(type)).meta({
      description: "Parameters by name.",
      minProperties: 1,
    }),
    state: dictionary("an object of states", dictionary("an object of slots", floats(type))).meta({
      description: "State slots by parameter and name.",
    }),
  }).superRefine((snapshot, context) => {
    const found = disagreement(snapshot);
    if (found !== undefined) context.addIssue({ code: "custom", ...found });
  }),
).meta({ title: "Snapshot", description: "The whole state of an optimizer." });
