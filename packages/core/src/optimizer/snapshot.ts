import type { DType, FloatArray } from "../backends/arithmetic.ts";
import type { Rule } from "../rules/rule.ts";
import type { Schedules } from "../schedules/schedule.ts";
import { checkArrays } from "./arrays.ts";
import { checkConfig, describe, isRecord, namesOf } from "./config.ts";

/** The whole state of an optimizer as plain data: enough to go on with the same bits. */
export interface Snapshot {
  readonly rule: string;
  /** The assignments in canonical form: another variant, or another order of operations, is another program. */
  readonly program: readonly string[];
  readonly dtype: DType;
  /** Updates done. */
  readonly t: number;
  /** Updates left out because a gradient was not finite. */
  readonly skipped: number;
  readonly config: Readonly<Record<string, number>>;
  readonly groups: Readonly<Record<string, GroupSnapshot>>;
  /** The shape of each parameter, where updates depend on it. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
  readonly params: Readonly<Record<string, FloatArray>>;
  /** state[parameter][slot] */
  readonly state: Readonly<Record<string, Readonly<Record<string, FloatArray>>>>;
}

export interface GroupSnapshot {
  readonly params: readonly string[];
  /** The hyperparameters that this group overrides. */
  readonly config: Readonly<Record<string, number>>;
  readonly scalars: Readonly<Record<string, number>>;
  /** What the optimizer was `scheduled` with; those of the group `default` hold for all. */
  readonly schedules?: Schedules;
}

/**
 * Compares a snapshot with the optimizer that is to take it over; names, not positions, are matched.
 * @param own - a snapshot of that optimizer.
 * @throws TypeError or RangeError naming the first difference; nothing is written.
 */
export function checkSnapshot(rule: Rule, own: Snapshot, snapshot: Snapshot): void {
  sameNames("snapshot", own, snapshot);
  same("snapshot.rule", own.rule, snapshot.rule);
  sameList("snapshot.program", own.program, snapshot.program);
  same("snapshot.dtype", own.dtype, snapshot.dtype);
  count("snapshot.t", snapshot.t);
  count("snapshot.skipped", snapshot.skipped);
  checkConfig(rule, snapshot.config, "snapshot.config");
  sameNames("snapshot.config", rule.hypers, snapshot.config);
  sameNames("snapshot.groups", own.groups, snapshot.groups);
  for (const [name, group] of Object.entries(own.groups)) {
    const where = `snapshot.groups.${name}`;
    const other = snapshot.groups[name]!;
    sameNames(where, group, other);
    sameList(`${where}.params`, [...group.params].sort(), sorted(other.params));
    checkConfig(rule, other.config, `${where}.config`);
    sameNames(`${where}.scalars`, group.scalars, other.scalars);
    for (const [scalar, value] of Object.entries(other.scalars))
      if (typeof value !== "number")
        throw new TypeError(`${where}.scalars.${scalar}: expected a number, got ${describe(value)}`);
  }
  for (const [name, shape] of Object.entries(own.shapes ?? {}))
    sameList(`snapshot.shapes.${name}`, shape, snapshot.shapes?.[name]);
  checkArrays("snapshot.params", snapshot.params, own.params, own.dtype);
  sameNames("snapshot.state", own.state, snapshot.state);
  for (const [name, slots] of Object.entries(own.state)) {
    record(`snapshot.state.${name}`, snapshot.state[name]);
    checkArrays(`snapshot.state.${name}`, snapshot.state[name]!, slots, own.dtype);
  }
}

function same(where: string, expected: string, got: unknown): void {
  if (got !== expected) throw new TypeError(`${where}: expected ${describe(expected)}, got ${describe(got)}`);
}

function sameList(where: string, expected: readonly unknown[], got: unknown): void {
  if (!Array.isArray(got)) throw new TypeError(`${where}: expected an array, got ${describe(got)}`);
  const differs = Array.from({ length: Math.max(expected.length, got.length) }).findIndex(
    (_, index) => got[index] !== expected[index],
  );
  if (differs >= 0)
    throw new TypeError(
      `${where}[${differs}]: expected ${listed(expected, differs)}, got ${listed(got, differs)}`,
    );
}

function sameNames(where: string, expected: object, got: unknown): void {
  record(where, got);
  const missing = Object.keys(expected).find((name) => !Object.hasOwn(got as object, name));
  if (missing !== undefined) throw new TypeError(`${where}: expected "${missing}", got none`);
  const extra = Object.keys(got as object).find((name) => !Object.hasOwn(expected, name));
  if (extra !== undefined) throw new TypeError(`${where}: expected ${namesOf(expected)}, got "${extra}"`);
}

function record(where: string, value: unknown): void {
  if (!isRecord(value)) throw new TypeError(`${where}: expected an object, got ${describe(value)}`);
}

function count(where: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${where}: expected a whole number >= 0, got ${describe(value)}`);
}

const sorted = (names: unknown): unknown => (Array.isArray(names) ? [...names].sort() : names);
const listed = (list: readonly unknown[], index: number): string =>
  index < list.length ? describe(list[index]) : "none";
