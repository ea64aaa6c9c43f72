import { isPlain } from "../../forms/objects.ts";
import { describe } from "../../messages/describe.ts";
import { decodeUtf8 } from "../bytes.ts";
import { fail } from "../checkpoint-error.ts";
import { parseJson } from "../json/scan.ts";
import { limits } from "../limits.ts";
import { elementBits } from "./element-types.ts";

/** One tensor of a safetensors file. */
export interface TensorEntry {
  readonly name: string;
  /** The name that safetensors gives the element type, such as `F32`. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Where its bytes lie in the file: from `begin` up to `end`. */
  readonly begin: number;
  readonly end: number;
}

/** What stands at the beginning of a safetensors file. */
export interface Header {
  readonly metadata: ReadonlyMap<string, string>;
  /** In the order of their bytes. */
  readonly tensors: readonly TensorEntry[];
}

/**
 * The length of a file's header, from its first 8 bytes.
 * @param fileBytes - the length of the whole file.
 * @throws CheckpointError `syntax` or `limit`.
 */
export function headerLength(first: Uint8Array, fileBytes: number, path: string): number {
  if (first.length < 8) fail("syntax", path, "at least 8 bytes", `${first.length}`);
  const length = new DataView(first.buffer, first.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(limits.headerBytes))
    fail("limit", path, `a header of at most ${limits.headerBytes} bytes`, `${length}`);
  if (8 + Number(length) > fileBytes)
    fail("syntax", path, `a header of ${length} bytes`, `a file of ${fileBytes}`);
  return Number(length);
}

/**
 * Reads a safetensors header more strictly than the format's own libraries: no duplicate keys, no unknown fields, no
 * holes, overlaps or bytes left over, and every shape exactly as long as its bytes (CKPT-13).
 * @param header - the header's bytes, without the 8 of its length.
 * @param fileBytes - the length of the whole file.
 * @throws CheckpointError `syntax` or `limit`.
 */
export function readHeader(header: Uint8Array, fileBytes: number, path: string): Header {
  if (header[0] !== 0x7b) fail("syntax", path, 'a header that begins with "{"', "another byte");
  const fields = parseJson(decodeUtf8(header, path), path);
  const names = Object.keys(fields as object);
  if (names.length > limits.tensors + 1)
    fail("limit", path, `at most ${limits.tensors} tensors`, `${names.length}`);
  const metadata = new Map<string, string>();
  const tensors: TensorEntry[] = [];
  const data = 8 + header.length;
  for (const name of names) {
    const value = (fields as Readonly<Record<string, unknown>>)[name];
    if (name === "__metadata__") readMetadata(value, metadata, path);
    else tensors.push(readTensor(name, value, data, fileBytes, path));
  }
  // Empty tensors before the one that begins where they do.
  tensors.sort((one, other) => one.begin - other.begin || one.end - other.end);
  let at = data;
  for (const { name, begin, end } of tensors) {
    if (begin !== at)
      fail(
        "syntax",
        at < begin ? path : `${path}: ${describe(name)}`,
        `bytes from ${at - data} on`,
        `from ${begin - data}`,
      );
    at = end;
  }
  if (at !== fileBytes) fail("syntax", path, `${at} bytes`, `${fileBytes}`);
  return { metadata, tensors };
}

function readMetadata(value: unknown, metadata: Map<string, string>, path: string): void {
  const where = `${path}: __metadata__`;
  const fields = isPlain(value) ? value : fail("syntax", where, "an object", describe(value));
  for (const [name, text] of Object.entries(fields))
    if (typeof text === "string") metadata.set(name, text);
    else fail("syntax", where, `a string for ${describe(name)}`, describe(text));
}

function readTensor(
  name: string,
  value: unknown,
  data: number,
  fileBytes: number,
  path: string,
): TensorEntry {
  const where = `${path}: ${describe(name)}`;
  if (!isPlain(value)) return fail("syntax", where, "an object", describe(value));
  const unknown = Object.keys(value).find((key) => !["dtype", "shape", "data_offsets"].includes(key));
  if (unknown !== undefined) fail("syntax", where, "dtype, shape and data_offsets", describe(unknown));
  const { dtype, shape, data_offsets: offsets } = Object.assign(Object.create(null), value);
  if (typeof dtype !== "string" || !Object.hasOwn(elementBits, dtype))
    return fail("syntax", `${where}.dtype`, "a type of safetensors", describe(dtype));
  if (!isCounts(shape)) return fail("syntax", `${where}.shape`, "an array of whole numbers", describe(shape));
  if (shape.length > limits.dimensions)
    fail("limit", `${where}.shape`, `at most ${limits.dimensions} dimensions`, `${shape.length}`);
  if (!isCounts(offsets) || offsets.length !== 2)
    return fail("syntax", `${where}.data_offsets`, "two whole numbers", describe(offsets));
  const [begin, end] = offsets as [number, number];
  if (begin > end || data + end > fileBytes)
    fail("syntax", `${where}.data_offsets`, `a range in ${fileBytes - data} bytes`, `[${begin}, ${end}]`);
  const bits = elementCount(shape, `${where}.shape`) * elementBits[dtype]!;
  if (bits !== (end - begin) * 8)
    fail("syntax", where, `${bits / 8} bytes for ${dtype} of shape [${shape}]`, `${end - begin}`);
  return { name, dtype, shape, begin: data + begin, end: data + end };
}

function isCounts(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.every((count) => Number.isSafeInteger(count) && !(count < 0) && !Object.is(count, -0))
  );
}

/**
 * The product of a shape.
 * @throws CheckpointError `limit` where it is above 2^53 (times 64 bits it stays a number that tells them apart).
 */
export function elementCount(shape: readonly number[], path: string): number {
  let count = 1;
  for (const size of shape) {
    count *= size;
    if (!Number.isSafeInteger(count * 64)) fail("limit", path, "a product below 2^47", `[${shape}]`);
  }
  return count;
}
