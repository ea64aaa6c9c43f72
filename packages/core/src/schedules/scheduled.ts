import type { FloatArray } from "../backends/arithmetic.ts";
import { type Config, describe, isRecord } from "../optimizer/config.ts";
import { defaultGroup } from "../optimizer/layout.ts";
import type { Optimizer } from "../optimizer/optimizer.ts";
import { readSchedule } from "./check-schedule.ts";
import { checkGroup, mapped, noOwnValue, readSchedules } from "./check-schedules.ts";
import { valueAfter } from "./kinds.ts";
import type { Schedule, Schedules } from "./schedule.ts";

/** An optimizer whose hyperparameters follow schedules. */
export interface Scheduled<
  Hyper extends string = string,
  State extends string = string,
  Param extends string = string,
  T extends FloatArray = FloatArray,
> extends Optimizer<Hyper, State, Param, T> {
  /** By group; those of `default` hold for every group, except where it has a schedule or a value of its own. */
  readonly schedules: Readonly<Record<string, Schedules<Hyper>>>;
}

/**
 * The value of a schedule for update t, from 1: the same bits on every engine (spec/schedules.md).
 * @throws TypeError or RangeError for what is no schedule, RangeError for another t.
 */
export function scheduleValue(schedule: Schedule, t: number): number {
  if (!Number.isSafeInteger(t) || t < 1)
    throw new RangeError(`t: expected a whole number >= 1, got ${describe(t)}`);
  return valueAfter(readSchedule(schedule), t - 1);
}

/**
 * Lets hyperparameters follow schedules: every update has the values for its own number, t + 1 before it. An update
 * that fails, or is left out under the policy `skip`, has no number. A snapshot holds the schedules; t is the position.
 * @param optimizer - from now on to be used through what this returns, which has the same memory.
 * @param schedules - for every group, except where it has a schedule or a value of its own.
 * @param groups - schedules of single groups.
 * @throws TypeError or RangeError for unknown names, for what is no schedule, and for a schedule that leaves the range
 * of its hyperparameter at any update.
 */
export function scheduled<
  Hyper extends string,
  State extends string,
  Param extends string,
  T extends FloatArray,
>(
  optimizer: Optimizer<Hyper, State, Param, T>,
  schedules: Schedules<Hyper>,
  groups: Readonly<Record<string, Schedules<Hyper>>> = {},
): Scheduled<Hyper, State, Param, T> {
  if ("schedules" in optimizer)
    throw new TypeError("optimizer: expected one without schedules, got one that has some");
  if (!isRecord(groups)) throw new TypeError(`groups: expected schedules by group, got ${describe(groups)}`);
  const before = optimizer.snapshot({ copy: false }).groups;
  for (const name of Object.keys(groups))
    if (name === defaultGroup || !Object.hasOwn(before, name))
      throw new TypeError(
        `groups: expected names of groups (${
          Object.keys(before)
            .filter((each) => each !== defaultGroup)
            .join(", ") || "none"
        }), got ${describe(name)}`,
      );
  const all = mapped(before, (_, name) =>
    name === defaultGroup
      ? readSchedules(optimizer.rule, schedules, "schedules")
      : readSchedules(optimizer.rule, Object.hasOwn(groups, name) ? groups[name] : {}, `groups.${name}`),
  );
  noOwnValue("groups.default", before[defaultGroup]!, all[defaultGroup]!);

  const tracks = Object.entries(all).flatMap(([group, own]) =>
    Object.keys(own).length > 0 ? [{ group, own, values: {} as Record<string, number> }] : [],
  );
  let settled = -1;
  /** Sets what the next update is to have; configures only what changes. */
  const settle = (): void => {
    const { t } = optimizer;
    if (t === settled) return;
    for (const { group, own, values } of tracks) {
      let changed = false;
      for (const name in own) {
        const value = valueAfter(own[name]!, t);
        if (value !== values[name]) changed = true;
        values[name] = value;
      }
      if (changed) optimizer.configure(values as Config<Hyper>, group === defaultGroup ? undefined : group);
    }
    settled = t;
  };
  settle();

  const own: Pick<
    Scheduled<Hyper, State, Param, T>,
    "schedules" | "step" | "configure" | "snapshot" | "restore"
  > = {
    schedules: all as Record<string, Schedules<Hyper>>,
    step(grads) {
      settle();
      const done = optimizer.step(grads);
      settle();
      return done;
    },
    configure(config, group) {
      const track = tracks.find((each) => each.group === (group ?? defaultGroup));
      const name = Object.keys(track?.own ?? {}).find(
        (each) => isRecord(config) && Object.hasOwn(config, each),
      );
      if (name !== undefined)
        throw new TypeError(
          `${name}: expected no value, since it has a schedule, got ${config[name as Hyper]}`,
        );
      optimizer.configure(config, group);
    },
    snapshot(options) {
      const snapshot = optimizer.snapshot(options);
      return {
        ...snapshot,
        groups: mapped(snapshot.groups, (group, name) => ({ ...group, schedules: all[name]! })),
      };
    },
    restore(snapshot) {
      const others = isRecord(snapshot) ? snapshot.groups : undefined;
      if (isRecord(others))
        for (const group of Object.keys(others))
          checkGroup(group, Object.hasOwn(all, group) ? all[group]! : {}, snapshot);
      optimizer.restore(
        isRecord(others)
          ? { ...snapshot, groups: mapped(others, ({ schedules: _, ...group }) => group) }
          : snapshot,
      );
      settled = -1;
      settle();
    },
  };
  return Object.defineProperties({} as Scheduled<Hyper, State, Param, T>, {
    ...Object.getOwnPropertyDescriptors(optimizer),
    ...Object.getOwnPropertyDescriptors(own),
  });
}
