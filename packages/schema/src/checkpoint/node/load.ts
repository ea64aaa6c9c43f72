import type { FloatArray, Optimizer } from "@optspec/core";
import type { Checkpoint } from "../checkpoint.ts";
import type { Difference } from "../load/differences.ts";
import { emptyOptimizer, type ResumeOptions } from "../load/load.ts";
import { type Loaded, type LoadOptions, planLoad } from "../load/plan.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { elements, tensorsOf } from "../tensors.ts";
import { onFile } from "./file-error.ts";
import { type Opened, openCheckpoint } from "./open.ts";
import type { Progress } from "./save.ts";
import type { Advance } from "./write-tensors.ts";

export interface LoadFileOptions extends LoadOptions {
  /** Bytes done of all; every byte is read twice, once to verify and once to load. */
  readonly progress?: Progress;
}

/**
 * Loads a checkpoint into an optimizer's own memory: first everything is verified and compared, then the tensors are read
 * where they belong. Parameters and states are matched by name, and the checkpoint's hyperparameters win.
 * @returns the differences that `options` accepted.
 * @throws CheckpointError for anything that does not fit or is damaged; nothing has been written then. Only if the device
 * fails at the second reading, or the file is written meanwhile, have tensors been written; all of them are NaN then, so that
 * no half-loaded state is used.
 */
export async function load(
  path: string,
  optimizer: Loaded,
  options: LoadFileOptions = {},
): Promise<readonly Difference[]> {
  return opened(path, (checkpoint) => loadOpened(checkpoint, optimizer, options));
}

/**
 * A new optimizer that goes on from a checkpoint, with the checkpoint's own rule, groups and hyperparameters.
 * @throws CheckpointError.
 */
export async function resume(
  path: string,
  options: ResumeOptions & Pick<LoadFileOptions, "progress"> = {},
): Promise<Optimizer> {
  const { progress, ...others } = options;
  return opened(path, async (checkpoint) => {
    const optimizer = emptyOptimizer(checkpoint.manifest, others);
    try {
      await loadOpened(checkpoint, optimizer, progress === undefined ? {} : { progress });
      return optimizer;
    } catch (error) {
      optimizer.close();
      throw error;
    }
  });
}

/** What a checkpoint says of itself, without its tensors; they are not verified. @throws CheckpointError. */
export async function inspect(path: string): Promise<Pick<Opened, "manifest" | "files">> {
  return opened(path, async ({ manifest, files }) => ({ manifest, files }));
}

/** Reads a whole checkpoint and holds it to its digests. @throws CheckpointError for anything that is wrong. */
export async function verify(path: string, progress: Progress = () => {}): Promise<Manifest> {
  return opened(path, async (checkpoint) => {
    await checkpoint.verify(counter(sizeOf(checkpoint), progress));
    return checkpoint.manifest;
  });
}

/** A whole checkpoint, in memory. @throws CheckpointError. */
export async function read(path: string): Promise<Checkpoint> {
  return opened(path, async (checkpoint) => {
    await checkpoint.verify(() => {});
    const { manifest } = checkpoint;
    const tensors = new Map<string, FloatArray>();
    for (const { name, length } of tensorsOf(manifest)) {
      const array = manifest.dtype === "f32" ? new Float32Array(length) : new Float64Array(length);
      await checkpoint.read(name, array, () => {});
      tensors.set(name, array);
    }
    return { manifest, tensors };
  });
}

async function opened<T>(path: string, use: (checkpoint: Opened) => Promise<T>): Promise<T> {
  const checkpoint = await openCheckpoint(path);
  try {
    return await onFile(path, () => use(checkpoint));
  } finally {
    await checkpoint.close();
  }
}

async function loadOpened(
  checkpoint: Opened,
  optimizer: Loaded,
  { progress = () => {}, ...options }: LoadFileOptions,
): Promise<readonly Difference[]> {
  const { manifest } = checkpoint;
  const plan = planLoad(optimizer, manifest, options);
  const size = elements[manifest.dtype].bytes;
  const needed = [...plan.into.values()].reduce((sum, { length }) => sum + length * size, 0);
  const advance = counter(sizeOf(checkpoint) + needed, progress);
  await checkpoint.verify(advance);
  plan.begin();
  try {
    for (const [name, into] of plan.into) await checkpoint.read(name, into, advance);
    await checkpoint.unchanged();
  } catch (error) {
    for (const into of plan.into.values()) into.fill(Number.NaN);
    throw error;
  }
  return plan.accepted;
}

function sizeOf({ files }: Opened): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function counter(total: number, progress: Progress): Advance {
  let done = 0;
  return (bytes) => {
    done += bytes;
    progress(Math.min(done, total), total);
  };
}
