import type { FloatArray, Optimizer, Rule } from "@optspec/core";
import { fail } from "./checkpoint-error.ts";
import type { JsonObject } from "./json/json.ts";
import { copyJson } from "./json/print.ts";
import { checkManifest, programLines } from "./manifest/check-manifest.ts";
import { formatName, formatVersion, type Manifest } from "./manifest/manifest.ts";
import { elementCount } from "./safetensors/read-header.ts";
import { tensorsOf } from "./tensors.ts";
import { writerName } from "./writer.ts";

/** The whole state of an optimizer, with what is needed to go on elsewhere. */
export interface Checkpoint {
  readonly manifest: Manifest;
  /** By the names of `tensorsOf`. */
  readonly tensors: ReadonlyMap<string, FloatArray>;
}

/** What a checkpoint needs of an optimizer. */
export type Saved = Pick<Optimizer, "rule" | "snapshot" | "t" | "skipped">;

export interface CheckpointOptions {
  /** Shapes of parameters by name; the others have those of the optimizer, or are vectors of their lengths. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
  /** Whether the parameters themselves are saved too (default true). */
  readonly theta?: boolean;
  /** Your own; kept as it is. */
  readonly metadata?: JsonObject;
  /** What to name as the writer, in place of this package. */
  readonly writer?: string;
}

/**
 * A checkpoint of an optimizer as it is now. Its tensors are the optimizer's live views: nothing is copied, and a step
 * changes them.
 * @throws CheckpointError `field` for shapes that do not fit, and for metadata that JSON cannot say.
 */
export function checkpointOf(optimizer: Saved, options: CheckpointOptions = {}): Checkpoint {
  const { shapes = {}, theta = true, metadata = {}, writer = writerName } = options;
  const snapshot = optimizer.snapshot({ copy: false });
  const rule = optimizer.rule as Rule;
  for (const name of Object.keys(shapes))
    if (!Object.hasOwn(snapshot.params, name))
      fail("field", "shapes", Object.keys(snapshot.params).join(", "), JSON.stringify(name));
  const own = snapshot.shapes ?? {};
  for (const [name, shape] of Object.entries(shapes))
    if (Object.hasOwn(own, name) && `${own[name]}` !== `${shape}`)
      fail("field", `shapes.${name}`, `[${own[name]}], as in the optimizer`, `[${shape}]`);
  const known = { ...own, ...shapes };
  const manifest: Manifest = {
    format: formatName,
    version: formatVersion,
    writer,
    program: programLines(rule),
    dtype: snapshot.dtype,
    t: snapshot.t,
    skipped: snapshot.skipped,
    config: snapshot.config,
    groups: Object.entries(snapshot.groups).map(([name, group]) => ({ name, schedules: {}, ...group })),
    params: Object.entries(snapshot.params).map(([name, { length }]) => ({
      name,
      shape: shapeOf(name, length, Object.hasOwn(known, name) ? known[name]! : [length]),
    })),
    theta,
    metadata: copyJson(metadata, "metadata"),
  };
  checkManifest(manifest, "checkpoint");
  const tensors = tensorsOf(manifest).map(({ name, role, param }): [string, FloatArray] => [
    name,
    role === "theta" ? snapshot.params[param]! : snapshot.state[param]![role]!,
  ]);
  return { manifest, tensors: new Map(tensors) };
}

function shapeOf(name: string, length: number, shape: readonly number[]): readonly number[] {
  const path = `shapes.${name}`;
  for (const size of shape)
    if (!Number.isSafeInteger(size) || size < 0) fail("field", path, "whole numbers >= 0", `[${shape}]`);
  if (elementCount(shape, path) !== length) fail("field", path, `a product of ${length}`, `[${shape}]`);
  return [...shape];
}
