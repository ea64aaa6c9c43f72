import { describe } from "../../messages/describe.ts";
import { decodeUtf8 } from "../bytes.ts";
import { fail } from "../checkpoint-error.ts";
import { limits } from "../limits.ts";

const signatures = { end: 0x06054b50, entry: 0x02014b50, file: 0x04034b50 } as const;

/**
 * The files of a ZIP archive whose entries are stored as they are, as `torch.save` makes it (APPNOTE 6.3, 4.3). Nothing is
 * ever unpacked, so no archive is larger inside than outside.
 * @throws CheckpointError `syntax`, `checksum`, `limit`.
 */
export function readZip(bytes: Uint8Array, path: string): ReadonlyMap<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = endOf(view, path);
  const count = view.getUint16(at + 10, true);
  let next = view.getUint32(at + 16, true);
  if (count === 0xffff || next === 0xffffffff) fail("limit", path, "an archive below 4 GiB", "a larger one");
  if (count > limits.tensors) fail("limit", path, `at most ${limits.tensors} entries`, `${count}`);
  const files = new Map<string, Uint8Array>();
  let inside = 0;
  for (let index = 0; index < count; index++) {
    need(view, next, 46, signatures.entry, path);
    const [flags, method] = [view.getUint16(next + 8, true), view.getUint16(next + 10, true)];
    const [crc, packed, size] = [16, 20, 24].map((offset) => view.getUint32(next + offset, true)) as [
      number,
      number,
      number,
    ];
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) =>
      view.getUint16(next + offset, true),
    ) as [number, number, number];
    if (next + 46 + nameLength > bytes.length) fail("syntax", path, "a name in the archive", "the end");
    const name = decodeUtf8(bytes.subarray(next + 46, next + 46 + nameLength), path);
    if (method !== 0 || packed !== size || (flags & 1) !== 0)
      fail(
        "syntax",
        `${path}: ${describe(name)}`,
        "an entry stored as it is",
        "a compressed or encrypted one",
      );
    if (files.has(name)) fail("syntax", path, "each entry once", `${describe(name)} again`);
    const data = dataOf(view, bytes, view.getUint32(next + 42, true), size, path);
    if (crc32(data) !== crc)
      fail("checksum", `${path}: ${describe(name)}`, `CRC ${crc.toString(16)}`, crc32(data).toString(16));
    inside += size;
    if (inside > bytes.length) fail("syntax", path, "entries side by side", "overlapping ones");
    files.set(name, data);
    next += 46 + nameLength + extra + comment;
  }
  return files;
}

/** Where the end of the central directory is recorded: before a comment of at most 64 KiB. */
function endOf(view: DataView, path: string): number {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 65_557); at--)
    if (
      view.getUint32(at, true) === signatures.end &&
      at + 22 + view.getUint16(at + 20, true) === view.byteLength
    )
      return at;
  return fail("syntax", path, "a ZIP archive", "none");
}

function dataOf(view: DataView, bytes: Uint8Array, at: number, size: number, path: string): Uint8Array {
  need(view, at, 30, signatures.file, path);
  const begin = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  if (begin + size > bytes.length) fail("syntax", path, `${size} bytes of an entry`, "the end");
  return bytes.subarray(begin, begin + size);
}

function need(view: DataView, at: number, length: number, signature: number, path: string): void {
  if (at + length > view.byteLength || view.getUint32(at, true) !== signature)
    fail("syntax", path, "a ZIP archive", "a damaged one");
}

const table = /* @__PURE__ */ Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = table[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
