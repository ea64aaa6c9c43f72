import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { encodeUtf8 } from "../bytes.ts";
import { printFields } from "../container/encode.ts";
import { seal } from "../container/seal.ts";
import { manifestJson } from "../manifest/print-manifest.ts";
import { printHeader } from "../safetensors/print-header.ts";
import { sha256 } from "../sha256.ts";
import { elements, type Tensor, tensorsOf } from "../tensors.ts";
import { isRunning, removeLeftovers, writeAtomically, writeDurably } from "./atomic.ts";
import type { Job } from "./save.ts";
import type { Storage } from "./storage.ts";
import { writeTensors } from "./write-tensors.ts";

/** The file of a folder that names the others; whatever it does not name is not part of the checkpoint. */
export const manifestFile = "manifest.json";

/** One file of tensors. */
export interface Shard {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What the names of tensor files look like, the writer's process in them; nothing else is opened or removed (CKPT-11). */
export const shardPattern: RegExp = /^tensors-(\d+)-[0-9a-f]{16}-\d{5}\.safetensors$/;

/** The saves of this process that are under way, by folder. */
const underWay = new Map<string, Promise<void>>();

/**
 * Saves into a folder: tensor files under names that no checkpoint has used, then the manifest that names them, in one rename.
 * Only then are the files of the former checkpoint removed. Saves of one process into one folder wait for each other.
 */
export async function saveFolder(job: Job): Promise<void> {
  const before = underWay.get(job.path) ?? Promise.resolve();
  const saving = before.catch(() => {}).then(() => saveAlone(job));
  underWay.set(job.path, saving);
  try {
    await saving;
  } finally {
    if (underWay.get(job.path) === saving) underWay.delete(job.path);
  }
}

async function saveAlone(job: Job): Promise<void> {
  const { path, checkpoint, storage } = job;
  const id = `tensors-${process.pid}-${randomBytes(8).toString("hex")}`;
  await storage.mkdir(path);
  const before = await storage.text(join(path, manifestFile));
  let shards: Shard[];
  try {
    shards = await writeShards(job, id);
  } catch (error) {
    await removeShards(path, storage, (file) => file.startsWith(id)).catch(() => {});
    throw error;
  }
  const text = encodeUtf8(`${printFields({ ...manifestJson(checkpoint.manifest), shards })}\n}\n`);
  seal([text], "json", sha256());
  await writeAtomically(join(path, manifestFile), storage, (target) => target.write(text, 0));
  await removeLeftovers(path, manifestFile, storage);
  // Files of another process that runs may belong to a checkpoint that it is about to finish.
  const isOver = (writer: number): boolean => writer === process.pid || !isRunning(writer);
  await removeShards(
    path,
    storage,
    (file, writer) => !file.startsWith(id) && (before.includes(file) || isOver(writer)),
  );
}

async function writeShards({ path, checkpoint, storage, ...job }: Job, id: string): Promise<Shard[]> {
  const { manifest, tensors } = checkpoint;
  const { bytes: size, name: dtype } = elements[manifest.dtype];
  const shards: Shard[] = [];
  for (const members of inShards(tensorsOf(manifest), size, job.shardBytes)) {
    const file = `${id}-${String(shards.length + 1).padStart(5, "0")}.safetensors`;
    const head = printHeader(
      {},
      members.map(({ name, shape, length }) => ({ name, dtype, shape, byteLength: length * size })),
    );
    const arrays = members.map(({ name }) => tensors.get(name)!);
    await writeDurably(join(path, file), storage, async (target) => {
      const { digest, bytes } = await writeTensors(target, head, arrays, job.advance, job.unchanged);
      shards.push({ file, bytes, sha256: digest });
    });
  }
  return shards;
}

async function removeShards(
  path: string,
  storage: Storage,
  unwanted: (file: string, writer: number) => boolean,
): Promise<void> {
  for (const file of await storage.list(path)) {
    const writer = shardPattern.exec(file)?.[1];
    if (writer !== undefined && unwanted(file, Number(writer)))
      await storage.remove(join(path, file)).catch(() => {});
  }
}

/** Tensors in files of at most `most` bytes, in their order. */
function inShards(tensors: readonly Tensor[], size: number, most: number): Tensor[][] {
  const shards: Tensor[][] = [];
  let room = -1;
  for (const tensor of tensors) {
    const bytes = tensor.length * size;
    if (shards.length === 0 || bytes > room) {
      shards.push([]);
      room = most;
    }
    shards.at(-1)!.push(tensor);
    room -= bytes;
  }
  return shards;
}
