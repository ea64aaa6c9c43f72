import { type Rule, readSchedule, type Schedules, type Snapshot } from "@optspec/core";
import { describe } from "../../messages/describe.ts";
import type { CheckpointIssue } from "../checkpoint-error.ts";
import { programLines } from "../manifest/check-manifest.ts";
import type { Manifest } from "../manifest/manifest.ts";

/**
 * Differences between a checkpoint and an optimizer that a caller may accept, and what is done then.
 * An optimizer's part that a checkpoint does not have stays as it is.
 */
export const allowances = {
  missing: "parameters that the checkpoint lacks stay as they are, state and all",
  extra: "parameters that the optimizer lacks are left out",
  shape: "the numbers are taken in their order, as long as there are as many",
  dtype: "the numbers are rounded to the optimizer's type",
  rule: "another rule's state is taken where the slots have the same names",
  program: "another variant's state is taken where the slots have the same names",
  config: "the checkpoint's hyperparameters are taken",
  schedule: "the optimizer's schedules stay, at the checkpoint's number of updates",
  groups: "the optimizer's groups stay; what belongs to groups of the same name is taken",
  theta: "the parameters stay as they are, since the checkpoint has only the state",
} as const;

/** The name of an opt-in. */
export type Allowance = keyof typeof allowances;

/** One difference: `expected` is the optimizer's side, `got` the checkpoint's. */
export interface Difference extends CheckpointIssue {
  /** The opt-in that accepts it; absent where nothing does. */
  readonly allow?: Allowance;
}

/** The side of an optimizer that a checkpoint is compared with. */
export interface Target {
  readonly rule: Rule;
  readonly snapshot: Snapshot;
  /** The shapes that the caller knows. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
}

/** Every difference between an optimizer and a checkpoint, matched by name. */
export function differences(target: Target, manifest: Manifest): Difference[] {
  return [
    ...inProgram(target.rule, manifest),
    ...pair("dtype", "dtype", target.snapshot.dtype, manifest.dtype),
    ...(manifest.theta ? [] : [different("theta", "theta", "the parameters", "the state alone")]),
    ...inParams(target, manifest),
    ...inGroups(target.snapshot, manifest),
    ...inConfig("config", target.snapshot.config, manifest.config, target.snapshot.groups.default?.schedules),
  ];
}

function different(allow: Allowance | undefined, path: string, expected: string, got: string): Difference {
  return allow === undefined ? { path, expected, got } : { path, expected, got, allow };
}

function pair(allow: Allowance, path: string, expected: string, got: string): Difference[] {
  return expected === got ? [] : [different(allow, path, expected, got)];
}

/** Programs by what they declare or assign; of the hyperparameters only the names, since the values come along. */
function statements(lines: readonly string[]): Map<string, string> {
  return new Map(
    lines.slice(1).map((line) => {
      const [, key, text] = /^((?:hyper|state|scalar) \w+|\w+) = (.*)$/.exec(line)!;
      return [key!, key!.startsWith("hyper") ? "declared" : text!];
    }),
  );
}

function inProgram(rule: Rule, { program }: Manifest): Difference[] {
  const lines = programLines(rule);
  const own = statements(lines);
  const other = statements(program);
  const found = pair("rule", "rule", lines[0]!.slice("rule ".length), program[0]!.slice("rule ".length));
  for (const key of new Set([...own.keys(), ...other.keys()]))
    found.push(...pair("program", `program.${key}`, own.get(key) ?? "none", other.get(key) ?? "none"));
  if (found.length === 0)
    found.push(...pair("program", "program", [...own.keys()].join(), [...other.keys()].join()));
  return found;
}

function inParams({ snapshot, shapes }: Target, { params }: Manifest): Difference[] {
  const found: Difference[] = [];
  const names = new Set(params.map(({ name }) => name));
  for (const name of Object.keys(snapshot.params))
    if (!names.has(name)) found.push(different("missing", place(name), "a parameter of this name", "none"));
  for (const { name, shape } of params) {
    if (!Object.hasOwn(snapshot.params, name)) {
      found.push(different("extra", place(name), "no parameter of this name", `one of shape [${shape}]`));
      continue;
    }
    const { length } = snapshot.params[name]!;
    const count = shape.reduce((product, size) => product * size, 1);
    if (count !== length)
      found.push(
        different(undefined, `${place(name)}.shape`, `${length} numbers`, `[${shape}], ${count} numbers`),
      );
    else if (Object.hasOwn(shapes, name))
      found.push(...pair("shape", `${place(name)}.shape`, `[${shapes[name]}]`, `[${shape}]`));
  }
  return found;
}

function inGroups(snapshot: Snapshot, { groups }: Manifest): Difference[] {
  const own = Object.entries(snapshot.groups).map(([name, group]) => ({ name, ...group }));
  const found: Difference[] = [];
  for (const group of own) {
    const path = `groups.${place(group.name, "")}`;
    const other = groups.find(({ name }) => name === group.name);
    if (other === undefined) found.push(different("groups", path, "a group of this name", "none"));
    else {
      const shared = (names: readonly string[]): string =>
        [...names]
          .sort()
          .map((name) => describe(name))
          .join();
      found.push(...pair("groups", `${path}.params`, shared(group.params), shared(other.params)));
      found.push(...inConfig(`${path}.config`, group.config, other.config, group.schedules));
      found.push(...inSchedules(`${path}.schedules`, group.schedules, other.schedules));
    }
  }
  for (const { name } of groups)
    if (!Object.hasOwn(snapshot.groups, name))
      found.push(different("groups", `groups.${place(name, "")}`, "no group of this name", "one"));
  return found;
}

/** What has a schedule has its values, wherever the two are: the schedules alone are compared. */
function inConfig(
  path: string,
  own: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
  schedules: Schedules = {},
): Difference[] {
  return byName("config", path, own, other, describe).filter(
    (difference) => !Object.keys(schedules).some((name) => difference.path === `${path}.${name}`),
  );
}

function inSchedules(path: string, own: Schedules = {}, other: Schedules = {}): Difference[] {
  return byName("schedule", path, own, other, (schedule) => JSON.stringify(readSchedule(schedule)));
}

function byName<T>(
  allow: Allowance,
  path: string,
  own: Readonly<Record<string, T>>,
  other: Readonly<Record<string, T>>,
  text: (value: T) => string,
): Difference[] {
  const value = (values: Readonly<Record<string, T>>, name: string): string =>
    Object.hasOwn(values, name) ? text(values[name]!) : "none";
  return [...new Set([...Object.keys(own), ...Object.keys(other)])].flatMap((name) =>
    pair(allow, `${path}.${name}`, value(own, name), value(other, name)),
  );
}

/** A name as it stands in a path. */
function place(name: string, before = "params."): string {
  return /^\w{1,40}$/.test(name) ? `${before}${name}` : `${before}[${describe(name)}]`;
}
