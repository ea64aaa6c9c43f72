import { mapped } from "../mapped.ts";
import type { Format } from "./big-float.ts";

/** The history of one parameter, or of one of its elements: what a rule program is evaluated over. */
interface History<Values> {
  /** The initial value, numbers of `dtype`. */
  readonly theta: Values;
  /** g₁ … g_T, numbers of `dtype`; their count is the number T of updates. */
  readonly gradients: readonly Values[];
  /** The hyperparameters of each update, T records; each must name every hyperparameter of the program. */
  readonly hypers: readonly Readonly<Record<string, number>>[];
  /** The tensor's type: what `round` and the initial values of state slots are rounded to. */
  readonly dtype: Format;
  /** The type of scalars, and what `round` rounds to where it has fewer bits than `dtype`; binary64 unless told. */
  readonly scalarType?: Format;
  /** Where to go on from, in place of t = 0 and the initial values that the program declares. */
  readonly from?: {
    /** Updates done. */
    readonly t: number;
    readonly state: Readonly<Record<string, Values>>;
    readonly scalars?: Readonly<Record<string, number>>;
  };
}

/** The history of one element, for rules under which no element sees another: a parameter without dimensions. */
export type Trajectory = History<number>;

/** The history of a whole parameter, its elements in row-major order. */
export interface TensorTrajectory extends History<readonly number[]> {
  readonly shape: readonly number[];
}

/** What stands after one update. */
export interface Step<Value> {
  readonly theta: Value;
  /** Every state slot, by name. */
  readonly state: Readonly<Record<string, Value>>;
  /** Every scalar slot, by name. */
  readonly scalars: Readonly<Record<string, Value>>;
}

/** What stands of a whole parameter after one update. */
export interface TensorStep<Value> {
  readonly theta: readonly Value[];
  readonly state: Readonly<Record<string, readonly Value[]>>;
  readonly scalars: Readonly<Record<string, Value>>;
}

/** An element as a parameter by itself. */
export function tensorOf({ theta, gradients, from, ...rest }: Trajectory): TensorTrajectory {
  return {
    ...rest,
    ...{ shape: [], theta: [theta], gradients: gradients.map((gradient) => [gradient]) },
    ...(from && { from: { ...from, state: mapped(from.state, (value) => [value]) } }),
  };
}

/** What stands of one element of a parameter. */
export function elementStep<Value>({ theta, state, scalars }: TensorStep<Value>, index = 0): Step<Value> {
  return { theta: theta[index]!, state: mapped(state, (values) => values[index]!), scalars };
}

/**
 * The hyperparameters of update number `index` + 1, in the order of `names`.
 * @throws TypeError when one of them is missing.
 */
export function hypersAt(
  { hypers }: Pick<Trajectory, "hypers">,
  index: number,
  names: readonly string[],
): number[] {
  return names.map((name) => {
    const value = hypers[index]?.[name];
    if (typeof value !== "number") {
      throw new TypeError(`hypers[${index}].${name}: expected a number, got ${String(value)}`);
    }
    return value;
  });
}
