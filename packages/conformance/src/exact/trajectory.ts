import type { Format } from "./big-float.ts";

/** The history of one tensor element: what a rule program is evaluated over. */
export interface Trajectory {
  /** The element's initial value, a number of `dtype`. */
  readonly theta: number;
  /** g₁ … g_T, numbers of `dtype`; their count is the number T of updates. */
  readonly gradients: readonly number[];
  /** The hyperparameters of each update, T records; each must name every hyperparameter of the program. */
  readonly hypers: readonly Readonly<Record<string, number>>[];
  /** The tensor's type: what `round` and the initial values of state slots are rounded to. */
  readonly dtype: Format;
  /** Where to go on from, in place of t = 0 and the initial values that the program declares. */
  readonly from?: {
    /** Updates done. */
    readonly t: number;
    readonly state: Readonly<Record<string, number>>;
    readonly scalars?: Readonly<Record<string, number>>;
  };
}

/** What stands after one update. */
export interface Step<Value> {
  readonly theta: Value;
  /** Every state slot, by name. */
  readonly state: Readonly<Record<string, Value>>;
  /** Every scalar slot, by name. */
  readonly scalars: Readonly<Record<string, Value>>;
}

/**
 * The hyperparameters of update number `index` + 1, in the order of `names`.
 * @throws TypeError when one of them is missing.
 */
export function hypersAt(trajectory: Trajectory, index: number, names: readonly string[]): number[] {
  return names.map((name) => {
    const value = trajectory.hypers[index]?.[name];
    if (typeof value !== "number") {
      throw new TypeError(`hypers[${index}].${name}: expected a number, got ${String(value)}`);
    }
    return value;
  });
}
