import type { z } from "zod";
import { describe, wording } from "../messages/describe.ts";

/** Adds the issue that two parts of a message contradict each other; returns false. */
export function disagree(context: z.core.$RefinementCtx, path: PropertyKey[], message: string): false {
  context.issues.push({ code: "custom", path, message, input: undefined });
  return false;
}

/**
 * Holds tensors to the names and lengths of others.
 * @returns false after adding the first difference as an issue at `path`.
 */
export function compareTensors(
  lengths: ReadonlyMap<string, number>,
  tensors: Readonly<Record<string, { readonly length: number }>>,
  context: z.core.$RefinementCtx,
  path: PropertyKey[],
): boolean {
  if (!compareNames(lengths, tensors, context, path)) return false;
  for (const [name, expected] of lengths) {
    const { length } = tensors[name]!;
    if (length !== expected)
      return disagree(context, [...path, name], `expected ${expected} numbers, got ${length}`);
  }
  return true;
}

/**
 * Holds an object to the names that it should have.
 * @returns false after adding the first difference as an issue at `path`.
 */
export function compareNames(
  names: ReadonlyMap<string, unknown>,
  entries: Readonly<Record<string, unknown>>,
  context: z.core.$RefinementCtx,
  path: PropertyKey[],
): boolean {
  for (const name of names.keys())
    if (!Object.hasOwn(entries, name)) return disagree(context, path, `expected ${describe(name)}, got none`);
  const extra = Object.keys(entries).find((name) => !names.has(name));
  return extra === undefined || disagree(context, path, wording("no other names", extra));
}
