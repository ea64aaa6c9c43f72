import { rules } from "@optspec/core";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/checkpoint/json/json.ts";
import { type Migration, migrate, migrations } from "../../src/checkpoint/manifest/migrations.ts";
import { manifestJson } from "../../src/checkpoint/manifest/print-manifest.ts";
import { readManifest } from "../../src/checkpoint/manifest/read-manifest.ts";
import { CheckpointError, decodeCheckpoint, encodeCheckpoint, formatVersion } from "../../src/index.ts";
import { resealed } from "./support/bytes.ts";
import { makeOptimizer } from "./support/optimizers.ts";

/** A version that never was: `step` for `t`, one text for the program, and no `skipped`. */
function old(): JsonObject {
  const { t, skipped: _, program, version: __, ...rest } = current();
  return { ...rest, version: 0, step: t!, program: (program as string[]).join("\n") };
}
function current(): JsonObject {
  return JSON.parse(
    JSON.stringify(
      manifestJson(decodeCheckpoint(encodeCheckpoint(makeOptimizer(rules.adam, "f32"))).manifest),
    ),
  );
}
const fromZero: Migration = ({ step, program, ...rest }) => ({
  ...rest,
  t: step!,
  program: (program as string).split("\n"),
  skipped: 0,
});
/** Past the versions that were. */
const past: Readonly<Record<number, Migration>> = Object.fromEntries(
  Object.keys(migrations).map((version) => [version, (manifest: JsonObject) => manifest]),
);

describe("version 1", () => {
  const first = (schedule: JsonObject | null, metadata: JsonObject = { run: "x" }): JsonObject => {
    const { groups, ...rest } = current();
    const former = (groups as unknown as JsonObject[]).map(({ schedules: _, ...group }) => group);
    return { ...rest, groups: former, metadata, schedule, version: 1 };
  };

  it("had no schedules", () => {
    expect(migrate(first(null), "m")).toEqual({ ...current(), metadata: { run: "x" } });
  });

  it("kept a schedule that it gave no meaning, which goes to the user's own", () => {
    const { manifest } = readManifest(first({ kind: "cosine", until: 5 }), "m");
    expect(manifest.metadata).toEqual({ run: "x", "schedule of version 1": { kind: "cosine", until: 5 } });
    expect(manifest.groups.map(({ schedules }) => schedules)).toEqual([{}, {}]);
  });

  it.each<[string, object, string]>([
    ["groups that are none", { groups: 3 }, "groups: expected an array of groups"],
    ["a group that is none", { groups: [null] }, "groups: expected an array of groups"],
    ["metadata that is none", { metadata: [] }, "metadata: expected an object"],
    [
      "metadata where the schedule is to go",
      { schedule: {}, metadata: { "schedule of version 1": 1 } },
      'metadata: expected none called "schedule of version 1"',
    ],
  ])("refuses %s", (_, change, message) => {
    const read = (): unknown => readManifest({ ...first(null), ...change }, "m");
    expect(read).toThrow(CheckpointError);
    expect(read).toThrow(message);
  });
});

describe("a chain of migrations", () => {
  it("makes of a former version the current one", () => {
    const table = { ...past, 0: fromZero };
    expect(migrate(old(), "m", table)).toEqual(current());
    expect(readManifest(migrate(old(), "m", table), "m").manifest.program[0]).toBe("rule adam");
  });

  it("goes version by version, in order, and changes nothing that it was given", () => {
    const add =
      (name: string): Migration =>
      (manifest) => ({ ...manifest, seen: [...((manifest.seen ?? []) as string[]), name] });
    const given = Object.freeze({ ...old() });
    const table = { 0: add("0"), 1: add("1"), 2: add("2") };
    expect(migrate(given, "m", table, 3)).toMatchObject({ version: 3, seen: ["0", "1", "2"] });
    expect(migrate({ ...given, version: 2 }, "m", table, 3)).toMatchObject({ version: 3, seen: ["2"] });
    expect(given).toEqual(old());
  });

  it.each<[string, object, string, string]>([
    [
      "a newer version",
      { version: formatVersion + 1 },
      "newer",
      `expected a version up to ${formatVersion}, got ${formatVersion + 1}, written by a newer version`,
    ],
    ["a far newer one", { version: 1e15 }, "newer", "written by a newer version"],
    [
      "one that never was",
      { version: 0 },
      "field",
      `a version up to ${formatVersion} that was released, got 0`,
    ],
    ["half a version", { version: 1.5 }, "field", `expected a version up to ${formatVersion}, got 1.5`],
    ["no version", { version: null }, "field", `expected a version up to ${formatVersion}, got null`],
    ["another format", { format: "else" }, "syntax", 'expected "optspec-checkpoint", got "else"'],
  ])("refuses %s", (_, change, code, message) => {
    const read = (): unknown => readManifest({ ...current(), ...change }, "m");
    expect(read).toThrow(message);
    try {
      read();
    } catch (error) {
      expect((error as CheckpointError).code).toBe(code);
    }
  });

  it("says of bytes of a newer version that they are, whatever else is in them", () => {
    const bytes = resealed(encodeCheckpoint(makeOptimizer(rules.adam, "f32")), (text) =>
      text.replace(`"version": ${formatVersion}`, '"version": 99').replace('"t": 0', '"ticks": 0'),
    );
    expect(() => decodeCheckpoint(bytes)).toThrow("written by a newer version of this package");
  });

  it("says what a migration could not do", () => {
    expect(() => migrate({ ...old(), program: 3 }, "m", { ...past, 0: fromZero })).toThrow(CheckpointError);
  });
});
