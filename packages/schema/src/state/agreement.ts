import type { Snapshot } from "@optspec/core";
import { describe, listed } from "../messages/describe.ts";

/** A place where parts of a snapshot contradict each other. */
export interface Disagreement {
  readonly path: (string | number)[];
  readonly message: string;
}

/** The first place where the parts of a snapshot do not belong together, or undefined. */
export function disagreement(snapshot: Snapshot): Disagreement | undefined {
  return inParams(snapshot) ?? inGroups(snapshot) ?? inShapes(snapshot) ?? inState(snapshot);
}

function inParams({ params }: Snapshot): Disagreement | undefined {
  return Object.keys(params).length === 0
    ? at(["params"], "expected at least one parameter, got none")
    : undefined;
}

function inGroups({ groups, params, config }: Snapshot): Disagreement | undefined {
  const members = new Set<string>();
  let scalars: readonly string[] | undefined;
  for (const [group, { params: names, config: own, scalars: values, schedules = {} }] of Object.entries(
    groups,
  )) {
    for (const [index, name] of names.entries()) {
      const path = ["groups", group, "params", index];
      if (!Object.hasOwn(params, name))
        return at(path, `expected the name of a parameter, got ${describe(name)}`);
      if (members.has(name)) return at(path, `expected each parameter once, got ${describe(name)} again`);
      members.add(name);
    }
    for (const [field, named] of Object.entries({ config: own, schedules })) {
      const stray = Object.keys(named).find((name) => !Object.hasOwn(config, name));
      if (stray !== undefined)
        return at(["groups", group, field], `expected names of the config, got ${describe(stray)}`);
    }
    scalars ??= Object.keys(values);
    const found = otherNames(scalars, values, ["groups", group, "scalars"]);
    if (found !== undefined) return found;
  }
  if (!Object.hasOwn(groups, "default")) return at(["groups"], "expected the group default, got none");
  const missing = Object.keys(params).find((name) => !members.has(name));
  return missing === undefined
    ? undefined
    : at(["groups"], `expected every parameter in a group, got ${describe(missing)} in none`);
}

function inShapes({ shapes, params }: Snapshot): Disagreement | undefined {
  if (shapes === undefined) return undefined;
  const names = otherNames(Object.keys(params), shapes, ["shapes"]);
  if (names !== undefined) return names;
  for (const [name, shape] of Object.entries(shapes)) {
    const { length } = params[name]!;
    if (shape.reduce((product, size) => product * size, 1) !== length)
      return at(["shapes", name], `expected sizes with the product ${length}, got ${describe(shape)}`);
  }
  return undefined;
}

function inState({ params, state }: Snapshot): Disagreement | undefined {
  const names = otherNames(Object.keys(params), state, ["state"]);
  if (names !== undefined) return names;
  let slotNames: readonly string[] | undefined;
  for (const [name, slots] of Object.entries(state)) {
    slotNames ??= Object.keys(slots);
    const found = otherNames(slotNames, slots, ["state", name]);
    if (found !== undefined) return found;
    for (const [slot, { length }] of Object.entries(slots))
      if (length !== params[name]!.length)
        return at(["state", name, slot], `expected length ${params[name]!.length}, got ${length}`);
  }
  return undefined;
}

/** How the names of an object differ from what they should be. */
function otherNames(
  expected: readonly string[],
  got: Readonly<Record<string, unknown>>,
  path: (string | number)[],
): Disagreement | undefined {
  const missing = expected.find((name) => !Object.hasOwn(got, name));
  if (missing !== undefined) return at(path, `expected ${describe(missing)}, got none`);
  const known = new Set(expected);
  const extra = Object.keys(got).find((name) => !known.has(name));
  return extra === undefined
    ? undefined
    : at(path, `expected ${listed(expected.slice(0, 8), "and")}, got ${describe(extra)}`);
}

function at(path: (string | number)[], message: string): Disagreement {
  return { path, message };
}
