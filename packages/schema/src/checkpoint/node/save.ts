import { basename, dirname, extname, resolve } from "node:path";
import { type Checkpoint, type CheckpointOptions, checkpointOf, type Saved } from "../checkpoint.ts";
import { fail } from "../checkpoint-error.ts";
import { encodeCheckpoint, safetensorsHead } from "../container/encode.ts";
import { digestAt } from "../container/seal.ts";
import { elements, tensorsOf } from "../tensors.ts";
import { removeLeftovers, writeAtomically } from "./atomic.ts";
import { onFile } from "./file-error.ts";
import { saveFolder } from "./save-folder.ts";
import { nodeStorage, type Storage } from "./storage.ts";
import { type Advance, writeDigest, writeTensors } from "./write-tensors.ts";

/** Bytes done of all. */
export type Progress = (done: number, total: number) => void;

export interface SaveOptions extends CheckpointOptions {
  readonly progress?: Progress;
  /** For a folder: bytes of tensors in one file (default 1 GiB); a larger tensor has a file of its own. */
  readonly shardBytes?: number;
  /** In place of Node's file system. */
  readonly storage?: Storage;
}

/**
 * Saves an optimizer. The name of the path chooses the form: `….json` one JSON text, `….safetensors` one safetensors file,
 * anything else a folder of safetensors files and a manifest. Tensors go straight from the optimizer's memory; do not step
 * it before the promise is settled. Whatever happens, the path has the whole new checkpoint or what it had.
 * @throws CheckpointError `file`, `changed` (a step was made meanwhile), `field` or `limit`.
 */
export async function save(
  path: string,
  source: Saved | Checkpoint,
  options: SaveOptions = {},
): Promise<void> {
  const { storage = nodeStorage, progress = () => {} } = options;
  const checkpoint = "manifest" in source ? source : checkpointOf(source, options);
  const unchanged = "manifest" in source ? () => {} : guard(source);
  const total = tensorsOf(checkpoint.manifest).reduce((sum, { length }) => sum + length, 0);
  const totalBytes = total * elements[checkpoint.manifest.dtype].bytes;
  let done = 0;
  const advance: Advance = (bytes) => {
    done += bytes;
    progress(Math.min(done, totalBytes), totalBytes);
  };
  const write = writers[extname(path)] ?? saveFolder;
  await onFile(path, () =>
    write({
      path: resolve(path),
      checkpoint,
      storage,
      advance,
      unchanged,
      shardBytes: options.shardBytes ?? 1_073_741_824,
    }),
  );
}

/** One save. */
export interface Job {
  readonly path: string;
  readonly checkpoint: Checkpoint;
  readonly storage: Storage;
  readonly advance: Advance;
  /** Throws if the optimizer is no longer as it was at the beginning. */
  readonly unchanged: () => void;
  readonly shardBytes: number;
}

const writers: Readonly<Record<string, (job: Job) => Promise<void>>> = {
  async ".json"({ path, checkpoint, storage, advance }) {
    const bytes = encodeCheckpoint(checkpoint, { container: "json" });
    await removeLeftovers(dirname(path), basename(path), storage);
    await writeAtomically(path, storage, (file) => file.write(bytes, 0));
    advance(bytes.length);
  },
  async ".safetensors"({ path, checkpoint, storage, advance, unchanged }) {
    const head = safetensorsHead(checkpoint);
    await removeLeftovers(dirname(path), basename(path), storage);
    await writeAtomically(path, storage, async (file) => {
      const { digest } = await writeTensors(file, head, checkpoint.tensors.values(), advance, unchanged);
      await writeDigest(file, digest, digestAt("safetensors"));
    });
  },
};

/** A step would tear the checkpoint: some tensors from before it, some from after. */
function guard(optimizer: Saved): () => void {
  const { t, skipped } = optimizer;
  return () => {
    if (optimizer.t !== t || optimizer.skipped !== skipped)
      fail("changed", "optimizer", `to stay at t = ${t} until it is saved`, `t = ${optimizer.t}`);
  };
}
