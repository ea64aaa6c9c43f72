import {
  type FloatArray,
  type GroupSnapshot,
  inInterval,
  type Optimizer,
  printInterval,
  type Rule,
  type Schedules,
  type Snapshot,
  valueAfter,
} from "@optspec/core";
import { CheckpointError, type CheckpointIssue } from "../checkpoint-error.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { tensorsOf } from "../tensors.ts";
import { type Allowance, allowances, type Difference, differences } from "./differences.ts";

/** What loading needs of an optimizer. */
export type Loaded = Pick<Optimizer, "rule" | "snapshot" | "restore">;

export interface LoadOptions {
  /** Differences that are accepted; see `allowances`. */
  readonly allow?: readonly Allowance[];
  /** Whether the optimizer keeps its own hyperparameters and schedules, whatever the checkpoint's (default false). */
  readonly keepConfig?: boolean;
  /** Shapes of parameters by name, to be held against the checkpoint's; those of the optimizer if updates depend on them. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
}

/** What a checkpoint will do to an optimizer; made without a change to it. */
export interface Plan {
  readonly manifest: Manifest;
  /** The differences that were accepted. */
  readonly accepted: readonly Difference[];
  /** Where the tensors go; those of the checkpoint that are not named are left out. */
  readonly into: ReadonlyMap<string, FloatArray>;
  /** Takes over everything but tensors; throws nothing that the plan could have found. */
  begin(): void;
}

/**
 * Compares a checkpoint with an optimizer.
 * @throws CheckpointError `mismatch` naming every difference that is not accepted, TypeError for an unknown opt-in.
 */
export function planLoad(optimizer: Loaded, manifest: Manifest, options: LoadOptions = {}): Plan {
  const { allow = [], keepConfig = false, shapes = {} } = options;
  for (const name of allow)
    if (!Object.hasOwn(allowances, name))
      throw new TypeError(`allow: expected ${Object.keys(allowances).join(", ")}, got "${name}"`);
  const snapshot = optimizer.snapshot({ copy: false });
  const rule = optimizer.rule as Rule;
  const found = differences({ rule, snapshot, shapes: { ...snapshot.shapes, ...shapes } }, manifest);
  const told = (name: Allowance | undefined): boolean =>
    name !== undefined &&
    (allow.includes(name) || (keepConfig && (name === "config" || name === "schedule")));
  const refused: CheckpointIssue[] = found.filter((difference) => !told(difference.allow));
  const merged = merge(snapshot, rule, manifest, keepConfig, refused);
  if (refused.length > 0) throw new CheckpointError("mismatch", refused);
  return {
    manifest,
    accepted: found,
    into: targets(snapshot, manifest),
    begin: () => optimizer.restore(merged),
  };
}

/** The checkpoint's part of everything but tensors, over the optimizer's; its arrays are the live views. */
function merge(
  own: Snapshot,
  rule: Rule,
  manifest: Manifest,
  keepConfig: boolean,
  refused: CheckpointIssue[],
): Snapshot {
  const { t, skipped } = manifest;
  const known = (config: Readonly<Record<string, number>>, path: string): Record<string, number> =>
    Object.fromEntries(
      rule.program.hypers.flatMap(({ name, range }) => {
        if (!Object.hasOwn(config, name)) return [];
        const value = config[name]!;
        if (!inInterval(value, range))
          refused.push({
            path: `${path}.${name}`,
            expected: `a number in ${printInterval(range)}`,
            got: `${value}`,
          });
        return [[name, value]];
      }),
    );
  const groups = Object.entries(own.groups).map(([name, group]) => {
    const other = manifest.groups.find((each) => each.name === name);
    if (other === undefined)
      return [name, { ...group, config: following(name, group, group.config, t) }] as const;
    const scalars = Object.fromEntries(
      Object.entries(group.scalars).map(([slot, value]) => [
        slot,
        Object.hasOwn(other.scalars, slot) ? other.scalars[slot]! : value,
      ]),
    );
    const taken = keepConfig ? group.config : known(other.config, `groups.${name}.config`);
    return [name, { ...group, config: following(name, group, taken, t), scalars }] as const;
  });
  const config = {
    ...own.config,
    ...(keepConfig ? {} : known(manifest.config, "config")),
    ...scheduledAt(own.groups.default!.schedules, t),
  };
  return { ...own, t, skipped, config, groups: Object.fromEntries(groups) };
}

/** What a group overrides, where its schedules have their say; those of the group `default` have it in the base. */
function following(
  name: string,
  { schedules = {} }: GroupSnapshot,
  config: Readonly<Record<string, number>>,
  t: number,
): Record<string, number> {
  if (name !== "default") return { ...config, ...scheduledAt(schedules, t) };
  return Object.fromEntries(Object.entries(config).filter(([hyper]) => !Object.hasOwn(schedules, hyper)));
}

/** The values of schedules for the update after t. */
function scheduledAt(schedules: Schedules = {}, t: number): Record<string, number> {
  return Object.fromEntries(Object.entries(schedules).map(([name, each]) => [name, valueAfter(each!, t)]));
}

function targets(own: Snapshot, manifest: Manifest): Map<string, FloatArray> {
  const into = new Map<string, FloatArray>();
  for (const { name, role, param } of tensorsOf(manifest)) {
    const arrays = role === "theta" ? own.params : Object.hasOwn(own.state, param) ? own.state[param]! : {};
    const key = role === "theta" ? param : role;
    if (Object.hasOwn(arrays, key)) into.set(name, arrays[key]!);
  }
  return into;
}
