import { createHash } from "node:crypto";
import { bytesOf, encodeUtf8 } from "../bytes.ts";
import type { WritableFile } from "./storage.ts";

/** Bytes that are hashed while they are written. */
const chunkBytes = 4_194_304;
/** Smaller tensors are gathered, so that a thousand of them are not a thousand writes. */
const smallBytes = 65_536;

/** What is told of progress: bytes done of all. */
export type Advance = (bytes: number) => void;

/**
 * Writes the head of a file and then arrays, straight from their memory, and hashes on the way.
 * @param check - called after each piece; throws to give up.
 * @returns the SHA-256 of what was written, and its length.
 */
export async function writeTensors(
  file: WritableFile,
  head: Uint8Array,
  arrays: Iterable<ArrayBufferView>,
  advance: Advance,
  check: () => void,
): Promise<{ digest: string; bytes: number }> {
  const hash = createHash("sha256");
  const gathered = new Uint8Array(chunkBytes);
  let held = 0;
  let at = 0;
  const put = async (bytes: Uint8Array): Promise<void> => {
    for (let from = 0; from < bytes.length; from += chunkBytes) {
      const chunk = bytes.subarray(from, from + chunkBytes);
      // Node hashes here while its thread pool writes.
      const writing = file.write(chunk, at);
      hash.update(chunk);
      await writing;
      at += chunk.length;
      check();
      advance(chunk.length);
    }
  };
  const flush = async (): Promise<void> => {
    await put(gathered.subarray(0, held));
    held = 0;
  };
  await put(head);
  for (const array of arrays) {
    const bytes = bytesOf(array);
    if (bytes.length <= smallBytes) {
      if (held + bytes.length > chunkBytes) await flush();
      gathered.set(bytes, held);
      held += bytes.length;
    } else {
      await flush();
      await put(bytes);
    }
  }
  await flush();
  return { digest: hash.digest("hex"), bytes: at };
}

/** Writes a digest over its blanks. */
export function writeDigest(file: WritableFile, digest: string, at: number): Promise<void> {
  return file.write(encodeUtf8(digest), at);
}
