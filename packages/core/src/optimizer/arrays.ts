import type { DType, FloatArray } from "../backends/arithmetic.ts";
import { describe, namesOf } from "./config.ts";
import { elementType } from "./layout.ts";

/**
 * Holds a set of named arrays to the names, type and lengths of the live views they will be copied into.
 * @throws TypeError for a missing or unknown name or another type, RangeError for another length.
 */
export function checkArrays(
  where: string,
  arrays: Readonly<Record<string, FloatArray>>,
  views: Readonly<Record<string, FloatArray>>,
  dtype: DType,
): void {
  if (typeof arrays !== "object" || arrays === null)
    throw new TypeError(`${where}: expected an object of arrays by name, got ${describe(arrays)}`);
  for (const name in arrays)
    if (!Object.hasOwn(views, name))
      throw new TypeError(`${where}: expected ${namesOf(views)}, got "${name}"`);
  for (const name in views) {
    if (!Object.hasOwn(arrays, name))
      throw new TypeError(`${where}: expected an array for "${name}", got none`);
    const array = arrays[name]!;
    if (elementType(array) !== dtype)
      throw new TypeError(`${where}.${name}: expected a ${describe(views[name])}, got ${describe(array)}`);
    if (array.length !== views[name]!.length)
      throw new RangeError(`${where}.${name}: expected length ${views[name]!.length}, got ${array.length}`);
  }
}

/** The first place where an array is NaN or infinite, or undefined. */
export function firstNonFinite(
  arrays: Readonly<Record<string, FloatArray>>,
): { name: string; index: number } | undefined {
  for (const name in arrays) {
    const array = arrays[name]!;
    // A finite x gives 0·x = 0; NaN and ±∞ give NaN, which the sum then keeps.
    let sum = 0;
    for (let i = 0; i < array.length; i++) sum += array[i]! * 0;
    if (sum !== 0) return { name, index: array.findIndex((value) => !Number.isFinite(value)) };
  }
  return undefined;
}

/** Copies arrays into the views of the same names, as they stood before: a source may be another of the views. */
export function copyInto(
  views: Readonly<Record<string, FloatArray>>,
  sources: Readonly<Record<string, FloatArray>>,
): void {
  let own = sources;
  for (const name in views)
    if (sources[name]!.buffer === views[name]!.buffer && sources[name] !== views[name] && own === sources)
      own = Object.fromEntries(Object.entries(sources).map(([each, array]) => [each, array.slice()]));
  for (const name in views) if (own[name] !== views[name]) views[name]!.set(own[name]!);
}
