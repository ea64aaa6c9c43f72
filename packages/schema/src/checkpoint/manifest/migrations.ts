import { isPlain } from "../../forms/objects.ts";
import { describe } from "../../messages/describe.ts";
import { CheckpointError, fail } from "../checkpoint-error.ts";
import type { Json, JsonObject } from "../json/json.ts";
import { formatName, formatVersion } from "./manifest.ts";

/** What makes of a manifest of one version one of the next; pure, and never changed once released. */
export type Migration = (manifest: JsonObject) => JsonObject;

/** Where the `schedule` of version 1, which meant nothing to the format, is kept among the user's own. */
const formerSchedule = "schedule of version 1";

/**
 * For each former version the step to the next. Whoever raises `formatVersion` adds a row here and golden files of the new
 * version in fixtures/checkpoints; a test fails otherwise.
 */
export const migrations: Readonly<Record<number, Migration>> = {
  1: ({ schedule = null, groups, metadata, ...rest }) => {
    if (!Array.isArray(groups) || !groups.every(isPlain))
      throw new Error("groups: expected an array of groups");
    if (!isPlain(metadata)) throw new Error("metadata: expected an object");
    if (schedule !== null && Object.hasOwn(metadata, formerSchedule))
      throw new Error(`metadata: expected none called "${formerSchedule}"`);
    return {
      ...rest,
      groups: groups.map((group) => ({ ...group, schedules: {} })),
      metadata: schedule === null ? metadata : { ...metadata, [formerSchedule]: schedule },
    } as JsonObject;
  },
};

/**
 * Brings the JSON of a manifest to the current version.
 * @throws CheckpointError `syntax` for something else, `newer` for a version above the current one, `field` for one
 * that has no migration.
 */
export function migrate(
  json: Json,
  path: string,
  table: Readonly<Record<number, Migration>> = migrations,
  current: number = formatVersion,
): JsonObject {
  if (!isPlain(json)) return fail("syntax", path, "a manifest", describe(json));
  let manifest = json as JsonObject;
  const field = (name: string): Json | undefined =>
    Object.hasOwn(manifest, name) ? manifest[name] : undefined;
  if (field("format") !== formatName)
    fail("syntax", `${path}.format`, `"${formatName}"`, describe(field("format")));
  const from = field("version");
  if (typeof from !== "number" || !Number.isSafeInteger(from) || from < 0)
    return fail("field", `${path}.version`, `a version up to ${current}`, describe(from));
  if (from > current)
    throw new CheckpointError("newer", [
      {
        path: `${path}.version`,
        expected: `a version up to ${current}`,
        got: `${from}, written by a newer version of this package (${describe(field("writer"))})`,
      },
    ]);
  for (let version = from; version < current; version++) {
    const step = Object.hasOwn(table, version) ? table[version] : undefined;
    if (step === undefined)
      return fail("field", `${path}.version`, `a version up to ${current} that was released`, `${version}`);
    manifest = { ...migrated(step, manifest, path), version: version + 1 };
  }
  return manifest;
}

function migrated(step: Migration, manifest: JsonObject, path: string): JsonObject {
  try {
    return step(manifest);
  } catch (error) {
    return fail("field", path, `a manifest of version ${manifest.version}`, (error as Error).message);
  }
}
