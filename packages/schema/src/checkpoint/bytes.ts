import { fail } from "./checkpoint-error.ts";

/** Files are little-endian, and tensors go to and from memory as they are. */
const littleEndian: boolean = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The bytes of a typed array: the same memory, seen as bytes. */
export function bytesOf(array: ArrayBufferView): Uint8Array {
  if (!littleEndian) fail("field", "machine", "a little-endian one", "a big-endian one");
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/**
 * Reads UTF-8.
 * @throws CheckpointError `syntax` for other bytes.
 */
export function decodeUtf8(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return fail("syntax", path, "UTF-8", "other bytes");
  }
}

/** The UTF-8 bytes of a text. */
export function encodeUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** One array of all the bytes. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
