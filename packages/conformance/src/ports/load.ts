import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Port } from "./port.ts";

/** A port that cannot be loaded, or is not one; the message says what was expected and what came. */
export class PortError extends Error {
  override readonly name = "PortError";
}

/**
 * Imports an in-process port: a module whose default export is a `Port`.
 * @param path - relative to the working directory.
 * @throws PortError when the module fails to load or its default export is not a port.
 */
export async function loadPort(path: string): Promise<Port> {
  let module: { default?: unknown };
  try {
    module = await import(pathToFileURL(resolve(path)).href);
  } catch (error) {
    throw new PortError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const problem = whyNotAPort(module.default);
  if (problem !== undefined) throw new PortError(`${path}: ${problem}`);
  return module.default as Port;
}

/** What keeps a value from being a port; undefined for a port. */
export function whyNotAPort(value: unknown): string | undefined {
  if (!isObject(value)) return `expected a default export { port, claims, run }, got ${typeof value}`;
  const { port, claims, run } = value;
  if (typeof run !== "function") return `run: expected a function, got ${typeof run}`;
  if (!isObject(port)) return `port: expected { name, version, language }, got ${typeof port}`;
  for (const key of ["name", "version", "language"])
    if (typeof port[key] !== "string") return `port.${key}: expected a string, got ${typeof port[key]}`;
  if (!Array.isArray(claims))
    return `claims: expected an array of { rule, profile, dtypes }, got ${typeof claims}`;
  for (const [index, claim] of claims.entries()) {
    const where = `claims[${index}]`;
    if (!isObject(claim)) return `${where}: expected { rule, profile, dtypes }, got ${typeof claim}`;
    for (const key of ["rule", "profile"])
      if (typeof claim[key] !== "string")
        return `${where}.${key}: expected a string, got ${typeof claim[key]}`;
    const { dtypes } = claim;
    if (!Array.isArray(dtypes) || !dtypes.every((dtype) => dtype === "f32" || dtype === "f64"))
      return `${where}.dtypes: expected an array of "f32" and "f64", got ${JSON.stringify(dtypes)}`;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
