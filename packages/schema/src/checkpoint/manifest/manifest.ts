import type { DType, Schedules } from "@optspec/core";
import { z } from "zod";
import { dtype } from "../../forms/dtype.ts";
import { form, refuse } from "../../forms/form.ts";
import { dictionary, isPlain, list, strictObject } from "../../forms/objects.ts";
import { expecting } from "../../messages/describe.ts";
import { finiteExact, type Num, number } from "../../numbers/number.ts";
import { scheduleSchema } from "../../schedule/schedule-schema.ts";
import { count, text } from "../../state/snapshot-schema.ts";
import type { Json, JsonObject } from "../json/json.ts";

/** The name by which a checkpoint says that it is one. */
export const formatName = "optspec-checkpoint";

/** The version of the format that this package writes. */
export const formatVersion = 2;

/** Everything about a checkpoint but the numbers of its tensors (spec/checkpoint-format.md, "Manifest"). */
export interface Manifest {
  readonly format: typeof formatName;
  readonly version: typeof formatVersion;
  /** Which program wrote it, such as `@optspec/schema 0.1.0`. */
  readonly writer: string;
  /** The rule's program in canonical form, line by line: rule, variant, state slots and order of operations. */
  readonly program: readonly string[];
  readonly dtype: DType;
  /** Updates done. */
  readonly t: number;
  /** Updates left out because a gradient was not finite. */
  readonly skipped: number;
  /** Hyperparameters of the group `default`, as they were. */
  readonly config: Readonly<Record<string, number>>;
  readonly groups: readonly GroupEntry[];
  /** Every parameter, in the order of the tensors. */
  readonly params: readonly ParamEntry[];
  /** Whether the parameters themselves are in it, beside the state. */
  readonly theta: boolean;
  /** The user's own. */
  readonly metadata: JsonObject;
}

export interface GroupEntry {
  readonly name: string;
  readonly params: readonly string[];
  /** The hyperparameters that this group overrides. */
  readonly config: Readonly<Record<string, number>>;
  /** What changes hyperparameters; those of the group `default` hold for all. */
  readonly schedules: Schedules;
  /** The rule's scalar slots. */
  readonly scalars: Readonly<Record<string, number>>;
}

export interface ParamEntry {
  readonly name: string;
  readonly shape: readonly number[];
}

/** A manifest as JSON. */
export interface ManifestJson extends Omit<Manifest, "config" | "groups"> {
  readonly config: Readonly<Record<string, number | "-0">>;
  readonly groups: readonly (Omit<GroupEntry, "config" | "scalars"> & {
    readonly config: Readonly<Record<string, number | "-0">>;
    readonly scalars: Readonly<Record<string, Num>>;
  })[];
}

const config = dictionary("an object of hyperparameters", finiteExact);
const name = z.string(expecting("a string"));

/** Reads the fields of a manifest of the current version; whether they belong together is for `checkManifest` to say. */
export const manifestSchema: z.ZodType<Manifest, ManifestJson> = strictObject("a manifest", {
  format: constant(formatName),
  version: constant(formatVersion),
  writer: text.meta({ description: "Name and version of what wrote the checkpoint." }),
  program: list("an array of lines", text).meta({
    description: "The rule's program in canonical form, line by line.",
  }),
  dtype: dtype.meta({ description: "Type of parameters and state." }),
  t: count.meta({ description: "Updates done." }),
  skipped: count.meta({ description: "Updates left out because a gradient was not finite." }),
  config: config.meta({ description: "Hyperparameters of the group `default`." }),
  groups: list(
    "an array of groups",
    strictObject("a group", {
      name,
      params: list("an array of parameter names", name),
      config: config.meta({ description: "Hyperparameters that the group overrides." }),
      schedules: dictionary("an object of schedules", scheduleSchema).meta({
        description: "What changes hyperparameters; those of the group `default` hold for all.",
      }),
      scalars: dictionary("an object of scalars", number),
    }),
  ).meta({ description: "Every parameter is in exactly one group." }),
  params: list(
    "an array of parameters",
    strictObject("a parameter", { name, shape: list("an array of sizes", count) }),
  ).meta({ description: "Every parameter, in the order of the tensors.", minItems: 1 }),
  theta: form<boolean, boolean>(
    (input, context) => (typeof input === "boolean" ? input : refuse(context, "true or false", input)),
    { type: "boolean", description: "Whether the parameters themselves are in it, beside the state." },
  ),
  metadata: form<JsonObject, Json>(
    (input, context) => (isPlain(input) ? (input as JsonObject) : refuse(context, "an object", input)),
    { type: "object", description: "The user's own." },
  ),
}).meta({
  title: "Manifest of a checkpoint",
  description: "Everything about a checkpoint but the numbers of its tensors.",
}) as unknown as z.ZodType<Manifest, ManifestJson>;

function constant<T extends string | number>(value: T): z.ZodType<T, T> {
  return form<T, T>(
    (input, context) => (input === value ? value : refuse(context, JSON.stringify(value), input)),
    { const: value },
  );
}
