import {
  createOptimizer,
  defineRule,
  type FloatArray,
  type Optimizer,
  type Options,
  scheduled,
} from "@optspec/core";
import { bytesOf } from "../bytes.ts";
import type { Checkpoint } from "../checkpoint.ts";
import { decodeCheckpoint } from "../container/decode.ts";
import type { Manifest } from "../manifest/manifest.ts";
import type { Difference } from "./differences.ts";
import { type Loaded, type LoadOptions, planLoad } from "./plan.ts";

/** What `createOptimizer` takes that a checkpoint does not say. */
export type ResumeOptions = Omit<Options, "groups" | "shapes">;

/**
 * Goes on from a checkpoint: parameters and states are matched by name, and the checkpoint's hyperparameters win.
 * @param source - a checkpoint or its bytes; only read.
 * @returns the differences that `options` accepted.
 * @throws CheckpointError naming every other difference; nothing has been written then.
 */
export function loadCheckpoint(
  optimizer: Loaded,
  source: Checkpoint | Uint8Array,
  options: LoadOptions = {},
): readonly Difference[] {
  const { manifest, tensors } = source instanceof Uint8Array ? decodeCheckpoint(source) : source;
  const plan = planLoad(optimizer, manifest, options);
  plan.begin();
  for (const [name, into] of plan.into) copy(tensors.get(name)!, into);
  return plan.accepted;
}

/** The same type is copied as bytes, since a NaN might lose its payload as a number. */
function copy(from: FloatArray, into: FloatArray): void {
  if (from.BYTES_PER_ELEMENT === into.BYTES_PER_ELEMENT) bytesOf(into).set(bytesOf(from));
  else into.set(from);
}

/**
 * A new optimizer that goes on from a checkpoint, with the checkpoint's own rule, groups, hyperparameters and schedules.
 * @throws CheckpointError where the checkpoint lacks the parameters.
 */
export function resumeCheckpoint(source: Checkpoint | Uint8Array, options: ResumeOptions = {}): Optimizer {
  const checkpoint = source instanceof Uint8Array ? decodeCheckpoint(source) : source;
  const optimizer = emptyOptimizer(checkpoint.manifest, options);
  loadCheckpoint(optimizer, checkpoint);
  return optimizer;
}

/** An optimizer that a checkpoint fits without a difference, all parameters 0. */
export function emptyOptimizer(manifest: Manifest, options: ResumeOptions): Optimizer {
  const { program, config, dtype, groups, params } = manifest;
  const Numbers = dtype === "f32" ? Float32Array : Float64Array;
  const others = groups.filter(({ name }) => name !== "default");
  const optimizer = createOptimizer<string, string, string, FloatArray>(
    defineRule(program.join("\n")),
    config,
    Object.fromEntries(
      params.map(({ name, shape }) => [
        name,
        new Numbers(shape.reduce((product, size) => product * size, 1)),
      ]),
    ),
    {
      ...options,
      shapes: Object.fromEntries(params.map(({ name, shape }) => [name, shape])),
      groups: Object.fromEntries(
        others.map(({ name, params: members, config: own }) => [name, { params: members, config: own }]),
      ),
    },
  );
  const first = groups.find(({ name }) => name === "default")!;
  optimizer.configure(first.config, "default");
  if (groups.every(({ schedules }) => Object.keys(schedules).length === 0)) return optimizer;
  const single = Object.fromEntries(others.map(({ name, schedules }) => [name, schedules]));
  return scheduled(optimizer, first.schedules, single);
}
