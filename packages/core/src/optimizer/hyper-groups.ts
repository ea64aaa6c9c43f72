import type { Rule } from "../rules/rule.ts";
import { type Config, checkConfig, describe } from "./config.ts";
import type { GroupRange } from "./layout.ts";

/** The hyperparameters of all groups: a base that all share, and what each group has of its own. */
export interface HyperGroups {
  /** For each group the values in effect, in the order of the program's declarations; live. */
  readonly values: readonly Float64Array[];
  readonly base: Readonly<Record<string, number>>;
  /** What a group overrides. */
  own(group: number): Readonly<Record<string, number>>;
  /** What is in effect for a group. */
  effective(group: number): Record<string, number>;
  /** @throws TypeError or RangeError for unknown names or values out of range; nothing has been changed then. */
  configure(patch: Config, group?: string): void;
  /** Takes over values that were checked. */
  restore(base: Config, own: readonly Config[]): void;
}

/**
 * @param config - what the base has in place of the rule's defaults.
 * @param groupConfigs - what each group overrides.
 * @throws TypeError or RangeError for unknown names or values out of range.
 */
export function hyperGroups(
  rule: Rule,
  config: Config,
  groups: readonly GroupRange[],
  groupConfigs: readonly Config[],
): HyperGroups {
  checkConfig(rule, config);
  groups.forEach(({ name }, group) => {
    checkConfig(rule, groupConfigs[group]!, `groups.${name}.config`);
  });
  const names = rule.program.hypers.map(({ name }) => name);
  const values = groups.map(() => new Float64Array(names.length));
  let base = { ...rule.hypers, ...config } as Record<string, number>;
  let own = groupConfigs.map((each) => ({ ...each }) as Record<string, number>);
  const apply = (): void => {
    for (let group = 0; group < groups.length; group++)
      names.forEach((name, index) => {
        values[group]![index] = (Object.hasOwn(own[group]!, name) ? own[group]! : base)[name]!;
      });
  };
  apply();
  return {
    values,
    get base() {
      return base;
    },
    own: (group) => own[group]!,
    effective: (group) => ({ ...base, ...own[group] }),
    configure(patch, name) {
      checkConfig(rule, patch, name === undefined ? rule.name : `groups.${name}.config`);
      const group = groups.findIndex((each) => each.name === name);
      if (name !== undefined && group === -1)
        throw new TypeError(
          `group: expected ${groups.map((each) => each.name).join(", ")}, got ${describe(name)}`,
        );
      Object.assign(name === undefined ? base : own[group]!, patch);
      apply();
    },
    restore(newBase, newOwn) {
      base = { ...newBase } as Record<string, number>;
      own = newOwn.map((each) => ({ ...each }) as Record<string, number>);
      apply();
    },
  };
}
