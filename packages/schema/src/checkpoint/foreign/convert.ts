import { createOptimizer, type FloatArray, profileRule, type Rule } from "@optspec/core";
import { describe } from "../../messages/describe.ts";
import { type Checkpoint, checkpointOf } from "../checkpoint.ts";
import { fail } from "../checkpoint-error.ts";
import type { Json } from "../json/json.ts";
import { printInline } from "../json/print.ts";
import { loadCheckpoint } from "../load/load.ts";
import { elementCount } from "../safetensors/read-header.ts";
import type { ForeignArray, ForeignState } from "./arrays.ts";
import type { ForeignGroup, Layout } from "./layout.ts";
import { keras, optax, tfjs } from "./named.ts";
import { pytorch } from "./pytorch.ts";

/** The libraries whose states are understood. */
export const layouts: Readonly<Record<string, Layout>> = { pytorch, optax, keras, tfjs };

export interface ImportOptions {
  /** The rule, such as `adam`. */
  readonly rule: string;
  /** The parameters' names in the library's order, where the state does not tell them. */
  readonly names?: readonly string[];
  /** Hyperparameters that the state does not tell. */
  readonly config?: Readonly<Record<string, number>>;
  /** Updates done, where the library does not keep it (PyTorch's SGD, optax's SGD and AdaGrad). */
  readonly t?: number;
}

/**
 * A checkpoint that goes on under the library's profile from where the library was.
 * @throws CheckpointError `field` for what the state lacks, and for options that are another rule.
 */
export function importForeign(library: string, state: ForeignState, options: ImportOptions): Checkpoint {
  const layout = layoutOf(library);
  const rule: Rule = profileRule(layout.profile, options.rule);
  const fields = layout.slots[options.rule]!;
  const names = options.names ?? layout.names(state, Object.values(fields));
  if (names === undefined || names.length === 0)
    return fail("field", "names", "names of the parameters", "none");

  const theta = names.every((name) => state.arrays.has(layout.paramKey(name)));
  const place = (slot: string, index: number): string =>
    layout.key({
      field: fields[slot]!,
      param: names[index]!,
      index,
      slot: rule.states.indexOf(slot),
      slots: rule.states.length,
    });
  const arrays = names.map((name, index) => ({
    name,
    value: theta ? floatsAt(state, layout.paramKey(name)) : undefined,
    slots: rule.states.map((slot) => floatsAt(state, place(slot, index))),
  }));
  const [first, ...others] = layout.groups(state, options.rule, names);
  const config = { ...first?.config, ...options.config };
  const optimizer = createOptimizer<string, string, string, FloatArray>(
    rule,
    config,
    Object.fromEntries(
      arrays.map(({ name, value, slots }) => {
        const { values } = value ?? slots[0] ?? fail("field", name, "its value or a state", "neither");
        return [name, value === undefined ? values.map(() => 0) : values];
      }),
    ),
    {
      groups: Object.fromEntries(others.map((group, index) => [`group${index + 1}`, group])),
      backend: "portable",
    },
  );
  for (const { name, slots } of arrays)
    rule.states.forEach((slot, index) => {
      const into = optimizer.state[name]![slot]!;
      const from = slots[index]!.values;
      if (from.length !== into.length)
        fail("field", `${slot}/${name}`, `${into.length} numbers`, `${from.length}`);
      into.set(from);
    });
  const t = layout.count(state, names.length) ?? options.t ?? 0;
  const snapshot = optimizer.snapshot({ copy: false });
  const groups = Object.entries(snapshot.groups).map(([name, group]) => {
    const scalars = scalarsAt(rule, { ...snapshot.config, ...group.config }, snapshot.dtype, t);
    return [name, { ...group, scalars }] as const;
  });
  optimizer.restore({ ...snapshot, t, groups: Object.fromEntries(groups) });
  return checkpointOf(optimizer, {
    theta,
    shapes: Object.fromEntries(arrays.map(({ name, value, slots }) => [name, (value ?? slots[0])!.shape])),
    metadata: { importedFrom: library },
  });
}

/**
 * The state that a library would have where a checkpoint is.
 * @throws CheckpointError `mismatch` naming how the checkpoint's program differs from what the library computes, `field` for
 * groups that the library cannot have.
 */
export function exportForeign(library: string, checkpoint: Checkpoint): ForeignState {
  const layout = layoutOf(library);
  const { manifest, tensors } = checkpoint;
  const name = manifest.program[0]!.slice("rule ".length);
  const rule: Rule = profileRule(layout.profile, name);
  agree(rule, checkpoint);
  const fields = layout.slots[name]!;
  const names = manifest.params.map((param) => param.name);
  const arrays = new Map<string, ForeignArray>(layout.countArrays(manifest.t, names.length, name));
  for (const [key, array] of layout.configArrays(manifest.config)) arrays.set(key, array);
  for (const [index, { name: param, shape }] of manifest.params.entries()) {
    for (const [slot, role] of rule.states.entries()) {
      const place = { field: fields[role]!, param, index, slot, slots: rule.states.length };
      arrays.set(layout.key(place), { shape, values: tensors.get(`${role}/${param}`)! });
    }
    if (manifest.theta) arrays.set(layout.paramKey(param), { shape, values: tensors.get(`theta/${param}`)! });
  }
  const groups: ForeignGroup[] = manifest.groups.map(({ params, config }) => ({
    params,
    config: { ...manifest.config, ...config },
  }));
  if (library !== "pytorch" && groups.length > 1)
    fail("field", "groups", `one, as ${library} has`, `${groups.length}`);
  const texts = Object.entries(layout.metadata(groups, name, names)).map(([key, value]) => [
    key,
    printInline(value as Json, key),
  ]);
  return { metadata: { library, rule: name, ...Object.fromEntries(texts) }, arrays };
}

function layoutOf(library: string): Layout {
  return Object.hasOwn(layouts, library)
    ? layouts[library]!
    : fail("field", "library", Object.keys(layouts).join(", "), describe(library));
}

function floatsAt({ arrays }: ForeignState, key: string): { shape: readonly number[]; values: FloatArray } {
  const { shape, values } = arrays.get(key) ?? fail("field", key, "an array", "none");
  return values instanceof Float32Array || values instanceof Float64Array
    ? { shape, values }
    : fail("field", key, "numbers of type f32 or f64", "whole numbers");
}

/** The rule's scalar slots after t updates; no gradient has a part in them. */
function scalarsAt(
  rule: Rule,
  config: Readonly<Record<string, number>>,
  dtype: string,
  t: number,
): Readonly<Record<string, number>> {
  const one = dtype === "f32" ? new Float32Array(1) : new Float64Array(1);
  const optimizer = createOptimizer<string, string, string, FloatArray>(
    rule,
    config,
    { x: one },
    { backend: "portable" },
  );
  if (rule.program.scalars.length > 0) for (let step = 0; step < t; step++) optimizer.step();
  return optimizer.snapshot().groups.default!.scalars;
}

/** Loading into the library's own program names every difference. */
function agree(rule: Rule, { manifest, tensors }: Checkpoint): void {
  const Numbers = manifest.dtype === "f32" ? Float32Array : Float64Array;
  const empty = Object.fromEntries(
    manifest.params.map(({ name, shape }) => [name, new Numbers(elementCount(shape, name))]),
  );
  const optimizer = createOptimizer<string, string, string, FloatArray>(
    rule,
    {},
    empty as Record<string, FloatArray>,
    {
      backend: "portable",
    },
  );
  loadCheckpoint(optimizer, { manifest, tensors }, { allow: ["config", "groups", "theta"] });
}
