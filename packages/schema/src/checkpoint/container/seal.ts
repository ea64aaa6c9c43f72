import { encodeUtf8 } from "../bytes.ts";
import { fail } from "../checkpoint-error.ts";
import type { Hash } from "../sha256.ts";

/** Digits of a digest. */
export const digits = 64;
const blank = encodeUtf8("0".repeat(digits));

/**
 * Where a file carries its own SHA-256: after these very bytes, at the beginning of its text. The digest is that of the
 * file with 64 zeros in its place (CKPT-9).
 */
export const openings = {
  json: '{\n  "sha256": "',
  safetensors: '{"__metadata__":{"optspec.sha256":"',
} as const;

/** A digest that is not known yet. */
export const noDigest: string = "0".repeat(digits);

/** Where the digest of a file begins; a safetensors header comes after the 8 bytes of its length. */
export function digestAt(container: keyof typeof openings): number {
  return openings[container].length + (container === "safetensors" ? 8 : 0);
}

/**
 * The digest that a file carries; then blanks it, so that what is left can be hashed.
 * @param head - at least the first `digestAt() + 64` bytes, if the file has so many; overwritten.
 * @throws CheckpointError `syntax` where there is none.
 */
export function takeDigest(head: Uint8Array, container: keyof typeof openings, path: string): string {
  const at = digestAt(container);
  const found = String.fromCharCode(...head.subarray(at - openings[container].length, at + digits));
  const digest = found.slice(openings[container].length);
  if (!found.startsWith(openings[container]) || !/^[0-9a-f]{64}$/.test(digest))
    fail("syntax", path, "a checkpoint with its SHA-256", "none");
  head.set(blank, at);
  return digest;
}

/** Puts the digest of all parts into the first one. */
export function seal(parts: readonly Uint8Array[], container: keyof typeof openings, hash: Hash): void {
  for (const part of parts) hash.update(part);
  parts[0]!.set(encodeUtf8(hash.hex()), digestAt(container));
}

/** @throws CheckpointError `checksum` */
export function checkDigest(expected: string, got: string, path: string): void {
  if (expected !== got) fail("checksum", path, `SHA-256 ${expected.slice(0, 16)}…`, `${got.slice(0, 16)}…`);
}
