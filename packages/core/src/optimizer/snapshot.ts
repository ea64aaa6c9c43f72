import type { DType, FloatArray } from "../backends/arithmetic.ts";
import { printExpression } from "../language/print.ts";
import type { Rule } from "../rules/rule.ts";
import { checkArrays } from "./arrays.ts";
import { type Config, checkConfig } from "./config.ts";

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
  readonly params: Readonly<Record<string, FloatArray>>;
  /** state[parameter][slot] */
  readonly state: Readonly<Record<string, Readonly<Record<string, FloatArray>>>>;
}

export interface GroupSnapshot {
  readonly params: readonly string[];
  /** The hyperparameters that this group overrides. */
  readonly config: Readonly<Record<string, number>>;
  readonly scalars: Readonly<Record<string, number>>;
}

/** The assignments of a rule's program in canonical form. */
export function programText({ program }: Rule): string[] {
  return program.assignments.map(({ target, value }) => `${target} = ${printExpression(value)}`);
}

/**
 * Compares a snapshot with the optimizer that is to take it over; names, not positions, are matched.
 * @param own - a snapshot of that optimizer.
 * @throws TypeError or RangeError naming the first difference; nothing is written.
 */
export function checkSnapshot(rule: Rule, own: Snapshot, snapshot: Snapshot): void {
  const same = (what: string, expected: unknown, got: unknown): void => {
    if (JSON.stringify(expected) !== JSON.stringify(got))
      throw new TypeError(
        `snapshot.${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`,
      );
  };
  const count = (what: string, value: number): void => {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(`snapshot.${what}: expected a whole number >= 0, got ${value}`);
  };
  if (typeof snapshot !== "object" || snapshot === null)
    throw new TypeError(`snapshot: expected an object, got ${snapshot}`);
  same("rule", own.rule, snapshot.rule);
  same("program", own.program, snapshot.program);
  same("dtype", own.dtype, snapshot.dtype);
  count("t", snapshot.t);
  count("skipped", snapshot.skipped);
  complete(rule, snapshot.config, "snapshot.config");
  same("groups", Object.keys(own.groups).sort(), Object.keys(snapshot.groups).sort());
  for (const [name, group] of Object.entries(own.groups)) {
    const other = snapshot.groups[name]!;
    same(`groups.${name}.params`, [...group.params].sort(), [...other.params].sort());
    checkConfig(rule, other.config, `snapshot.groups.${name}.config`);
    same(`groups.${name}.scalars`, Object.keys(group.scalars).sort(), Object.keys(other.scalars).sort());
    for (const [scalar, value] of Object.entries(other.scalars))
      if (typeof value !== "number")
        throw new TypeError(`snapshot.groups.${name}.scalars.${scalar}: expected a number, got ${value}`);
  }
  checkArrays("snapshot.params", snapshot.params, own.params, own.dtype);
  same("state", Object.keys(own.state).sort(), Object.keys(snapshot.state).sort());
  for (const [name, slots] of Object.entries(own.state))
    checkArrays(`snapshot.state.${name}`, snapshot.state[name]!, slots, own.dtype);
}

function complete(rule: Rule, config: Config, where: string): void {
  checkConfig(rule, config, where);
  for (const name of Object.keys(rule.hypers))
    if (config[name] === undefined) throw new TypeError(`${where}: expected a value for "${name}", got none`);
}
