import type { FloatArray, Snapshot } from "@optspec/core";
import { isPlain } from "../forms/objects.ts";
import { describe, wording } from "../messages/describe.ts";
import { encodeFloats } from "../numbers/floats.ts";
import { encodeNumber, type Num } from "../numbers/number.ts";
import { isFloatArray } from "../numbers/numbers.ts";
import { type SnapshotJson, snapshotSchema } from "./snapshot-schema.ts";

/** One thing that is wrong with a snapshot. */
export interface SnapshotIssue {
  readonly path: readonly PropertyKey[];
  /** One line: `snapshot.state.w.s[3]: expected a binary32 number, got 0.1`. */
  readonly message: string;
}

/** A snapshot that cannot be encoded or decoded; the message has one line per issue. */
export class SnapshotError extends Error {
  readonly issues: readonly SnapshotIssue[];

  constructor(issues: readonly SnapshotIssue[]) {
    super(issues.map(({ message }) => message).join("\n"));
    this.name = "SnapshotError";
    this.issues = issues;
  }
}

/**
 * The JSON form of a snapshot: plain objects, arrays, strings and finite numbers, from which
 * `decodeSnapshot` makes the same bits again, NaN payloads, −0 and subnormals too.
 * The scalars of a group are numbers, not arrays; of a NaN among them no payload is kept.
 * @param snapshot - what `optimizer.snapshot()` returned; only read.
 * @throws SnapshotError for anything that `decodeSnapshot` would refuse.
 */
export function encodeSnapshot(snapshot: Snapshot): SnapshotJson {
  const { rule, program, dtype, t, skipped, config, groups, shapes, params, state } = plain(
    snapshot,
    [],
  ) as unknown as Snapshot;
  const encodeArray = (array: FloatArray, path: string[]) => {
    const fits = isFloatArray(array) && dtype === (array instanceof Float32Array ? "f32" : "f64");
    return fits ? encodeFloats(array) : fail(path, `a typed array of ${dtype}`, array);
  };
  const json = {
    rule,
    program: [...list(program, ["program"])],
    dtype,
    t,
    skipped,
    config: mapped(config, ["config"], encodeScalar),
    groups: mapped(groups, ["groups"], (group, path) => {
      const {
        params: members,
        config: own,
        scalars,
        schedules,
      } = plain(group, path) as unknown as typeof group;
      return {
        params: [...list(members, [...path, "params"])],
        config: mapped(own, [...path, "config"], encodeScalar),
        scalars: mapped(scalars, [...path, "scalars"], encodeScalar),
        // Plain data already; reading it back below says so.
        ...(schedules === undefined ? {} : { schedules }),
      };
    }),
    ...(shapes !== undefined && {
      shapes: mapped(shapes, ["shapes"], (sizes, path) => [...list(sizes, path)]),
    }),
    params: mapped(params, ["params"], encodeArray),
    state: mapped(state, ["state"], (slots, path) => mapped(slots, path, encodeArray)),
  };
  decodeSnapshot(json);
  return json as SnapshotJson;
}

/**
 * The snapshot that `encodeSnapshot` made JSON of, bit for bit.
 * @param json - anything, such as what `JSON.parse` returned; only read. Of duplicate keys `JSON.parse` has kept the last.
 * @throws SnapshotError naming what does not fit; reading stops early in large collections.
 */
export function decodeSnapshot(json: unknown): Snapshot {
  const result = snapshotSchema.safeParse(json);
  if (result.success) return result.data;
  throw new SnapshotError(
    result.error.issues.map(({ path, message }) => ({ path, message: `${placeOf(path)}: ${message}` })),
  );
}

function encodeScalar(value: number, path: string[]): Num {
  return typeof value === "number" ? encodeNumber(value) : fail(path, "a number", value);
}

function mapped<In, Out>(
  record: Readonly<Record<string, In>>,
  path: string[],
  encode: (value: In, path: string[]) => Out,
): Record<string, Out> {
  return Object.fromEntries(
    Object.entries(plain(record, path) as Record<string, In>).map(([name, value]) => [
      name,
      encode(value, [...path, name]),
    ]),
  );
}

function plain(value: unknown, path: string[]): Readonly<Record<string, unknown>> {
  return isPlain(value) ? value : fail(path, "an object", value);
}

function list<Item>(value: readonly Item[], path: string[]): readonly Item[] {
  return Array.isArray(value) ? value : fail(path, "an array", value);
}

function fail(path: readonly PropertyKey[], expected: string, value: unknown): never {
  throw new SnapshotError([{ path, message: `${placeOf(path)}: ${wording(expected, value)}` }]);
}

/** A path as JavaScript writes it: `snapshot.state.w.s[3]`. */
function placeOf(path: readonly PropertyKey[]): string {
  const steps = path.map((key) =>
    typeof key === "string" && /^\w{1,40}$/.test(key) ? `.${key}` : `[${describe(key)}]`,
  );
  return `snapshot${steps.join("")}`;
}
