import { createHash } from "node:crypto";
import { constants, type FileHandle, open, stat } from "node:fs/promises";
import type { FloatArray } from "@optspec/core";
import { bytesOf } from "../bytes.ts";
import { fail } from "../checkpoint-error.ts";
import { containerOf, decodeCheckpoint, readSafetensors } from "../container/decode.ts";
import { checkDigest, takeDigest } from "../container/seal.ts";
import { limits } from "../limits.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { headerLength, readHeader, type TensorEntry } from "../safetensors/read-header.ts";
import { onFile } from "./file-error.ts";
import { openFolder } from "./open-folder.ts";
import type { Advance } from "./write-tensors.ts";

/** A checkpoint whose manifest has been read, and whose tensors have not. */
export interface Opened {
  readonly manifest: Manifest;
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  /** Reads everything once and holds it to the digests. @throws CheckpointError `checksum` */
  readonly verify: (advance: Advance) => Promise<void>;
  /** Reads one tensor into an array of its length, of either type. */
  readonly read: (name: string, into: FloatArray, advance: Advance) => Promise<void>;
  /** Holds the files to what they were when they were opened. @throws CheckpointError `checksum` */
  readonly unchanged: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Opens a checkpoint of any form: a file, or a folder with a manifest.
 * @throws CheckpointError.
 */
export async function openCheckpoint(path: string): Promise<Opened> {
  return onFile(path, async () => ((await stat(path)).isDirectory() ? openFolder(path) : openFile(path)));
}

async function openFile(path: string): Promise<Opened> {
  const file = await openRegular(path);
  try {
    const container = containerOf(await readBytes(file, 0, Math.min(9, file.bytes), path));
    return await openers[container](file, path);
  } catch (error) {
    await file.handle.close();
    throw error;
  }
}

const openers: Readonly<
  Record<"json" | "safetensors", (file: RegularFile, path: string) => Promise<Opened>>
> = {
  async json(file, path) {
    if (file.bytes > limits.jsonBytes)
      fail("limit", path, `at most ${limits.jsonBytes} bytes`, `${file.bytes}`);
    const { manifest, tensors } = decodeCheckpoint(await readBytes(file, 0, file.bytes, path), path);
    return {
      manifest,
      files: [{ path, bytes: file.bytes }],
      verify: async (advance) => advance(file.bytes),
      async read(name, into, advance) {
        const from = tensors.get(name)!;
        if (from.BYTES_PER_ELEMENT === into.BYTES_PER_ELEMENT) bytesOf(into).set(bytesOf(from));
        else into.set(from);
        advance(from.byteLength);
      },
      unchanged: () => checkUnchanged(file, path),
      close: () => file.handle.close(),
    };
  },
  async safetensors(file, path) {
    const length = headerLength(await readBytes(file, 0, 8, path), file.bytes, path);
    const head = await readBytes(file, 0, 8 + length, path);
    const digest = takeDigest(head, "safetensors", path);
    const { manifest, places } = readSafetensors(readHeader(head.subarray(8), file.bytes, path), path);
    return {
      manifest,
      files: [{ path, bytes: file.bytes }],
      async verify(advance) {
        advance(head.length);
        checkDigest(digest, await digestFrom(file, head, path, advance), path);
      },
      read: (name, into, advance) => readTensor(file, places.get(name)!, into, path, advance),
      unchanged: () => checkUnchanged(file, path),
      close: () => file.handle.close(),
    };
  },
};

/** An open file that is no pipe, device or folder. */
export interface RegularFile {
  readonly handle: FileHandle;
  readonly bytes: number;
  /** When it was last written, in nanoseconds. */
  readonly written: bigint;
}

/** Opens without waiting: a pipe would block until somebody writes. */
export async function openRegular(path: string, flags = 0): Promise<RegularFile> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | flags);
  const found = await handle.stat({ bigint: true });
  if (found.isFile()) return { handle, bytes: Number(found.size), written: found.mtimeNs };
  await handle.close();
  return fail("syntax", path, "a regular file or a folder", "something else");
}

/** @throws CheckpointError `checksum` for a file that was written since it was opened. */
export async function checkUnchanged({ handle, bytes, written }: RegularFile, path: string): Promise<void> {
  const { size, mtimeNs } = await handle.stat({ bigint: true });
  if (Number(size) !== bytes || mtimeNs !== written)
    fail("checksum", path, "a file that stays as it is while it is read", "one that was written meanwhile");
}

const chunkBytes = 2_097_152;

/** Reads a range of a file. */
export async function readBytes(
  file: RegularFile,
  from: number,
  length: number,
  path: string,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  await fill(file, from, bytes, path, () => {});
  return bytes;
}

async function fill(
  file: RegularFile,
  from: number,
  bytes: Uint8Array,
  path: string,
  advance: Advance,
): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await file.handle.read(
      bytes,
      done,
      Math.min(4 * chunkBytes, bytes.length - done),
      from + done,
    );
    if (bytesRead === 0) fail("syntax", path, `${file.bytes} bytes`, `${from + done}; it was cut meanwhile`);
    done += bytesRead;
    advance(bytesRead);
  }
}

/** The SHA-256 of a head that is already here and the rest of a file; reads one chunk while it hashes another. */
export async function digestFrom(
  file: RegularFile,
  head: Uint8Array,
  path: string,
  advance: Advance,
): Promise<string> {
  const hash = createHash("sha256").update(head);
  let spare = new Uint8Array(chunkBytes);
  let current = new Uint8Array(chunkBytes);
  let at = head.length;
  const next = (into: Uint8Array): Promise<number> =>
    at < file.bytes
      ? file.handle.read(into, 0, into.length, at).then(({ bytesRead }) => bytesRead)
      : Promise.resolve(0);
  let reading = next(current);
  while (at < file.bytes) {
    const length = await reading;
    if (length === 0) fail("syntax", path, `${file.bytes} bytes`, `${at}; it was cut meanwhile`);
    at += length;
    reading = next(spare);
    hash.update(current.subarray(0, length));
    [current, spare] = [spare, current];
    advance(length);
  }
  await reading;
  return hash.digest("hex");
}

/** Reads a tensor into memory, where the types differ number by number. */
export async function readTensor(
  file: RegularFile,
  { begin, end, dtype }: TensorEntry,
  into: FloatArray,
  path: string,
  advance: Advance,
): Promise<void> {
  const size = dtype === "F32" ? 4 : 8;
  if (size === into.BYTES_PER_ELEMENT) return fill(file, begin, bytesOf(into), path, advance);
  for (let at = begin; at < end; at += chunkBytes) {
    const bytes = await readBytes(file, at, Math.min(chunkBytes, end - at), path);
    const numbers = size === 4 ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer);
    into.set(numbers, (at - begin) / size);
    advance(bytes.length);
  }
}
