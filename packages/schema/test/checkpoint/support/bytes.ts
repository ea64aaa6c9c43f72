import { createHash } from "node:crypto";
import { containerOf } from "../../../src/checkpoint/container/decode.ts";
import { digestAt, digits } from "../../../src/checkpoint/container/seal.ts";

/** A checkpoint after an edit of its text, with a digest that is right again. */
export function resealed(bytes: Uint8Array, edit: (text: string) => string): Uint8Array {
  const container = containerOf(bytes);
  if (container === "json") return sealed(Buffer.from(edit(Buffer.from(bytes).toString())));
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = Buffer.from(edit(Buffer.from(bytes.subarray(8, 8 + length)).toString()));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(header.length));
  return sealed(Buffer.concat([size, header, bytes.subarray(8 + length)]));
}

/** The bytes with the digest that belongs to them, if they have a place for one. */
export function sealed(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const at = digestAt(containerOf(copy));
  if (copy.length < at + digits) return copy;
  copy.set(Buffer.from("0".repeat(digits)), at);
  copy.set(Buffer.from(createHash("sha256").update(copy).digest("hex")), at);
  return copy;
}
