import { inInterval } from "../language/check.ts";
import { printInterval } from "../language/print.ts";
import { describe, isRecord, namesOf } from "../optimizer/config.ts";
import { defaultGroup } from "../optimizer/layout.ts";
import type { GroupSnapshot, Snapshot } from "../optimizer/snapshot.ts";
import type { Rule } from "../rules/rule.ts";
import { readSchedule } from "./check-schedule.ts";
import { extentOf, valueAfter } from "./kinds.ts";
import type { Schedules } from "./schedule.ts";

/** Copies of the schedules of one group, each within the range of its hyperparameter. */
export function readSchedules(rule: Rule, schedules: unknown, where: string): Schedules {
  if (!isRecord(schedules))
    throw new TypeError(`${where}: expected an object of schedules, got ${describe(schedules)}`);
  return mapped(schedules as Schedules, (input, name) => {
    const hyper = rule.program.hypers.find((declaration) => declaration.name === name);
    if (hyper === undefined)
      throw new TypeError(
        `${where}: expected hyperparameters ${namesOf(rule.hypers)}, got ${describe(name)}`,
      );
    const schedule = readSchedule(input, `${where}.${name}`);
    for (const value of extentOf(schedule))
      if (!inInterval(value, hyper.range))
        throw new RangeError(
          `${where}.${name}: expected values in ${printInterval(hyper.range)}, got one that reaches ${value}`,
        );
    return schedule;
  });
}

/** Holds what a snapshot says of a group to the schedules of the optimizer that is to take it over. */
export function checkGroup(name: string, schedules: Schedules, snapshot: Snapshot): void {
  const { t, config, groups } = snapshot;
  const group = groups[name]!;
  const where = `snapshot.groups.${name}`;
  if (!isRecord(group)) throw new TypeError(`${where}: expected an object, got ${describe(group)}`);
  const text = (from: Schedules, hyper: string): string =>
    Object.hasOwn(from, hyper)
      ? JSON.stringify(readSchedule(from[hyper], `${where}.schedules.${hyper}`))
      : "none";
  const given = group.schedules ?? {};
  if (!isRecord(given))
    throw new TypeError(`${where}.schedules: expected an object of schedules, got ${describe(given)}`);
  for (const hyper of new Set([...Object.keys(schedules), ...Object.keys(given)])) {
    const [expected, got] = [text(schedules, hyper), text(given, hyper)];
    if (got !== expected)
      throw new TypeError(`${where}.schedules.${hyper}: expected ${expected}, got ${got}`);
  }
  if (name === defaultGroup) noOwnValue(where, group, schedules);
  const values = name === defaultGroup ? config : group.config;
  // Whether these are as they should be, the optimizer itself will say.
  if (!isRecord(values) || !Number.isSafeInteger(t) || t < 0) return;
  for (const hyper in schedules) {
    const value = valueAfter(schedules[hyper]!, t);
    if (values[hyper] !== value)
      throw new TypeError(
        `${name === defaultGroup ? "snapshot" : where}.config.${hyper}: expected ${value}, its schedule's value for update ${t + 1}, got ${describe(values[hyper])}`,
      );
  }
}

/** The schedules of the default group hold for all; a value of its own would hide them from it. */
export function noOwnValue(where: string, { config }: GroupSnapshot, schedules: Schedules): void {
  const name = Object.keys(schedules).find((hyper) => isRecord(config) && Object.hasOwn(config, hyper));
  if (name !== undefined)
    throw new TypeError(
      `${where}.config.${name}: expected no value, since it has a schedule, got ${config[name]}`,
    );
}

/** An object with the same names and other values. */
export function mapped<In, Out>(
  record: Readonly<Record<string, In>>,
  map: (value: In, name: string) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
}
