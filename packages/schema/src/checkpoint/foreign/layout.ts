import type { JsonObject } from "../json/json.ts";
import type { ForeignArray, ForeignState } from "./arrays.ts";

/** Where one tensor of one parameter lies. */
export interface Place {
  /** The library's name for the state slot. */
  readonly field: string;
  readonly param: string;
  /** Which parameter, of how they are ordered. */
  readonly index: number;
  /** Which slot, of how many. */
  readonly slot: number;
  readonly slots: number;
}

/** A group of parameters with hyperparameters of its own. */
export interface ForeignGroup {
  readonly params: readonly string[];
  readonly config: Readonly<Record<string, number>>;
}

/** How one library keeps the state of its optimizers (spec/checkpoint-format.md, "Other libraries"). */
export interface Layout {
  /** The profile under which training continues. */
  readonly profile: string;
  /** Rule → state slot → the library's name for it. */
  readonly slots: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The key of a tensor. */
  readonly key: (place: Place) => string;
  /** The key of a parameter's value, wherever that is kept too. */
  readonly paramKey: (param: string) => string;
  /** The parameters' names, as far as the keys tell them. */
  readonly names: (state: ForeignState, fields: readonly string[]) => readonly string[] | undefined;
  /** Updates done; undefined where the library does not keep it. @throws CheckpointError `field` */
  readonly count: (state: ForeignState, params: number) => number | undefined;
  readonly countArrays: (
    t: number,
    params: number,
    rule: string,
  ) => readonly (readonly [string, ForeignArray])[];
  /** Hyperparameters group by group, the first for the group `default`. @throws CheckpointError `field` */
  readonly groups: (state: ForeignState, rule: string, names: readonly string[]) => readonly ForeignGroup[];
  /** The texts that say what `groups` reads. */
  readonly metadata: (groups: readonly ForeignGroup[], rule: string, names: readonly string[]) => JsonObject;
  /** Arrays that say hyperparameters. */
  readonly configArrays: (
    config: Readonly<Record<string, number>>,
  ) => readonly (readonly [string, ForeignArray])[];
}

/** One number as the array that it is in a state. */
export function scalar(values: ForeignArray["values"]): ForeignArray {
  return { shape: [], values };
}

/** The one number of an array. */
export function numberOf(array: ForeignArray | undefined): number | undefined {
  return array === undefined || array.values.length !== 1 ? undefined : Number(array.values[0]);
}
