import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Capability, Port } from "./port.ts";
import { PortError } from "./port-error.ts";

export { PortError };

const capabilities: readonly string[] = ["state", "restore", "resume"] satisfies Capability[];

/**
 * Imports an in-process port: a module whose default export is a `Port`.
 * @param path - relative to the working directory.
 * @throws PortError of the kind start when the module fails to load or its default export is not a port.
 */
export async function loadPort(path: string): Promise<Port> {
  if (!existsSync(path)) throw new PortError("start", `${path}: expected a file, there is none`);
  let module: { default?: unknown };
  try {
    module = await import(pathToFileURL(resolve(path)).href);
  } catch (error) {
    throw new PortError("start", `${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const problem = whyNotAPort(module.default);
  if (problem !== undefined) throw new PortError("start", `${path}: ${problem}`);
  return module.default as Port;
}

/** What keeps a value from being a port; undefined for a port. */
export function whyNotAPort(value: unknown): string | undefined {
  if (!isObject(value)) return `expected a default export { port, claims, run }, got ${typeof value}`;
  const { port, claims, capabilities: can = [], run, close } = value;
  if (typeof run !== "function") return `run: expected a function, got ${typeof run}`;
  if (close !== undefined && typeof close !== "function")
    return `close: expected a function, got ${typeof close}`;
  if (!Array.isArray(can) || !can.every((name) => capabilities.includes(name)))
    return `capabilities: expected an array of ${capabilities.join(", ")}, got ${JSON.stringify(can)}`;
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
    if (claims.findIndex(({ rule }) => rule === claim.rule) < index)
      return `${where}.rule: expected each rule once, got ${claim.rule} again`;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
