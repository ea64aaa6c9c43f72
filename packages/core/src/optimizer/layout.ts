import type { DType, FloatArray } from "../backends/arithmetic.ts";
import { alignment } from "../backends/backend.ts";
import { describe, isRecord } from "./config.ts";

/** Where each parameter lies: parameters of one group side by side, so that a group is one range of every role. */
export interface Layout {
  readonly dtype: DType;
  /** Elements of each role: all parameters, and padding that aligns the groups. */
  readonly length: number;
  readonly places: ReadonlyMap<string, Place & { readonly shape: readonly number[] }>;
  readonly groups: readonly GroupRange[];
}

/** The elements `begin` to `end` of each role. */
export interface Place {
  readonly begin: number;
  readonly end: number;
}

export interface GroupRange extends Place {
  readonly name: string;
  readonly params: readonly string[];
}

/** The group of every parameter that no other group names. */
export const defaultGroup = "default";

/**
 * Lays parameters out contiguously, the default group first, each group in the order of `params`.
 * @param shapes - the sizes of the dimensions of each parameter; one of its length unless told.
 * @throws TypeError for an empty set, other types, mixed types, unknown names or a parameter in two groups, RangeError for
 * a shape of another length.
 */
export function layOut(
  params: Readonly<Record<string, FloatArray>>,
  groups: Readonly<Record<string, { readonly params: readonly string[] }>>,
  shapes: Readonly<Record<string, readonly number[] | undefined>>,
): Layout {
  if (typeof params !== "object" || params === null)
    throw new TypeError(`params: expected an object of arrays by name, got ${describe(params)}`);
  const entries = Object.entries(params);
  if (entries.length === 0) throw new TypeError("params: expected at least one parameter, got none");
  for (const [name, value] of entries) dtypeOf(value, `params.${name}`);
  const [firstName, first] = entries[0]!;
  const dtype = dtypeOf(first, `params.${firstName}`);
  for (const [name, value] of entries)
    if (elementType(value) !== dtype)
      throw new TypeError(
        `params: expected one type, got ${describe(first)} (${firstName}) and ${describe(value)} (${name})`,
      );

  if (!isRecord(shapes))
    throw new TypeError(`shapes: expected an object of sizes by name, got ${describe(shapes)}`);
  for (const [name, shape] of Object.entries(shapes)) {
    if (!Object.hasOwn(params, name))
      throw new TypeError(`shapes: expected names of parameters, got ${describe(name)}`);
    const { length } = params[name]!;
    if (
      !Array.isArray(shape) ||
      !shape.every(isSize) ||
      shape.reduce((all, size) => all * size, 1) !== length
    )
      throw new RangeError(
        `shapes.${name}: expected sizes with the product ${length}, got ${Array.isArray(shape) ? `[${shape}]` : describe(shape)}`,
      );
  }

  const groupOf = new Map<string, string>();
  for (const [group, options] of Object.entries(groups)) {
    if (group === defaultGroup)
      throw new TypeError(`groups: "${defaultGroup}" is the group of all other parameters`);
    if (typeof options !== "object" || options === null)
      throw new TypeError(`groups.${group}: expected { params, config }, got ${describe(options)}`);
    for (const key of Object.keys(options))
      if (key !== "params" && key !== "config")
        throw new TypeError(`groups.${group}: expected params and config, got "${key}"`);
    const { params: members } = options;
    if (!Array.isArray(members))
      throw new TypeError(`groups.${group}.params: expected names, got ${describe(members)}`);
    for (const name of members) {
      if (!Object.hasOwn(params, name))
        throw new TypeError(`groups.${group}.params: expected names of parameters, got ${describe(name)}`);
      const other = groupOf.get(name);
      if (other !== undefined)
        throw new TypeError(`groups: expected "${name}" in one group, got ${other} and ${group}`);
      groupOf.set(name, group);
    }
  }

  const places = new Map<string, Place & { shape: readonly number[] }>();
  let at = 0;
  const ranges = [defaultGroup, ...Object.keys(groups)].map((group): GroupRange => {
    const members = entries.filter(([name]) => (groupOf.get(name) ?? defaultGroup) === group);
    at = Math.ceil(at / alignment) * alignment;
    const begin = at;
    for (const [name, { length }] of members) {
      places.set(name, {
        begin: at,
        end: at + length,
        shape: Object.hasOwn(shapes, name) ? [...shapes[name]!] : [length],
      });
      at += length;
    }
    return { name: group, params: members.map(([name]) => name), begin, end: at };
  });
  return { dtype, length: at, places, groups: ranges };
}

const isSize = (size: unknown): boolean => Number.isSafeInteger(size) && (size as number) >= 0;

/** The element type of an array. @throws TypeError for anything but a Float32Array or a Float64Array. */
export function dtypeOf(value: unknown, where: string): DType {
  const dtype = elementType(value);
  if (dtype !== undefined) return dtype;
  throw new TypeError(`${where}: expected a Float32Array or a Float64Array, got ${describe(value)}`);
}

const dtypes: ReadonlyMap<unknown, DType> = new Map([
  ["Float32Array", "f32"],
  ["Float64Array", "f64"],
]);

/** The element type of an array, of this realm or another (a worker, a test runner's sandbox); undefined for anything else. */
export function elementType(value: unknown): DType | undefined {
  return ArrayBuffer.isView(value) ? dtypes.get((value as FloatArray)[Symbol.toStringTag]) : undefined;
}
