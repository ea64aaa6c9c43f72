import type { FloatArray } from "@optspec/core";
import { isPlain } from "../../forms/objects.ts";
import { describe } from "../../messages/describe.ts";
import { floats } from "../../numbers/floats.ts";
import { bytesOf, decodeUtf8 } from "../bytes.ts";
import type { Checkpoint } from "../checkpoint.ts";
import { fail } from "../checkpoint-error.ts";
import type { JsonObject } from "../json/json.ts";
import { parseJson } from "../json/scan.ts";
import { limits } from "../limits.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { readManifest } from "../manifest/read-manifest.ts";
import { type Header, headerLength, readHeader, type TensorEntry } from "../safetensors/read-header.ts";
import { type Hash, sha256 } from "../sha256.ts";
import { elements, type Tensor, tensorsOf } from "../tensors.ts";
import type { Container } from "./encode.ts";
import { checkDigest, digestAt, digits, takeDigest } from "./seal.ts";

/**
 * Reads a checkpoint of any version up to this package's own, JSON or safetensors.
 * @param bytes - only read; the tensors are copies.
 * @param path - what the bytes are, for messages.
 * @throws CheckpointError saying what is wrong, for anything but a whole checkpoint as it was written.
 */
export function decodeCheckpoint(bytes: Uint8Array, path = "checkpoint"): Checkpoint {
  return readers[containerOf(bytes)](bytes, path);
}

/** Which form bytes have, if they have any: the length of a safetensors header, as text, would be absurd. */
export function containerOf(head: Uint8Array): Container {
  return head.length >= 9 && head[8] === 0x7b && head[7] === 0 ? "safetensors" : "json";
}

const readers: Readonly<Record<Container, (bytes: Uint8Array, path: string) => Checkpoint>> = {
  json(bytes, path) {
    const { tensors: data, ...rest } = readSealedJson(bytes, path, limits.jsonBytes, sha256());
    const { manifest } = readManifest(rest, path);
    if (!isPlain(data)) return fail("field", `${path}.tensors`, "an object", describe(data));
    const tensors = tensorsOf(manifest);
    sameTensors(tensors, Object.keys(data), `${path}.tensors`);
    return {
      manifest,
      tensors: new Map(tensors.map((tensor) => [tensor.name, inlineTensor(data, tensor, manifest, path)])),
    };
  },
  safetensors(bytes, path) {
    const length = headerLength(bytes.subarray(0, 8), bytes.length, path);
    const head = new Uint8Array(bytes.subarray(0, 8 + length));
    const digest = takeDigest(head, "safetensors", path);
    const hash = sha256();
    hash.update(head);
    hash.update(bytes.subarray(head.length));
    checkDigest(digest, hash.hex(), path);
    const { manifest, places } = readSafetensors(readHeader(head.subarray(8), bytes.length, path), path);
    return {
      manifest,
      tensors: new Map(
        tensorsOf(manifest).map(({ name, length: count }) => {
          const array = manifest.dtype === "f32" ? new Float32Array(count) : new Float64Array(count);
          const { begin, end } = places.get(name)!;
          bytesOf(array).set(bytes.subarray(begin, end));
          return [name, array];
        }),
      ),
    };
  },
};

/**
 * The fields of a JSON text that carries its own digest.
 * @throws CheckpointError `limit`, `syntax` or `checksum`.
 */
export function readSealedJson(bytes: Uint8Array, path: string, most: number, hash: Hash): JsonObject {
  if (bytes.length > most) fail("limit", path, `at most ${most} bytes`, `${bytes.length}`);
  // A Buffer's slice would be no copy.
  const head = new Uint8Array(bytes.subarray(0, digestAt("json") + digits));
  const digest = takeDigest(head, "json", path);
  hash.update(head);
  hash.update(bytes.subarray(head.length));
  checkDigest(digest, hash.hex(), path);
  const { sha256: _, ...fields } = parseJson(decodeUtf8(bytes, path), path) as JsonObject;
  return fields;
}

/**
 * The manifest in a safetensors header, and where its tensors lie.
 * @throws CheckpointError `field` where the manifest and the tensors do not belong together.
 */
export function readSafetensors(
  { metadata, tensors: entries }: Header,
  path: string,
): { manifest: Manifest; places: ReadonlyMap<string, TensorEntry> } {
  const text = metadata.get("optspec");
  if (text === undefined) return fail("syntax", path, "a manifest in the metadata", "none");
  const { manifest } = readManifest(parseJson(text, `${path}: manifest`), path);
  return { manifest, places: placesOf(manifest, entries, path) };
}

/**
 * Where each tensor of a manifest lies.
 * @throws CheckpointError `field` for missing, extra, retyped or reshaped tensors.
 */
export function placesOf(
  manifest: Manifest,
  entries: readonly TensorEntry[],
  path: string,
): ReadonlyMap<string, TensorEntry> {
  const places = new Map(entries.map((entry) => [entry.name, entry]));
  const tensors = tensorsOf(manifest);
  sameTensors(tensors, [...places.keys()], path);
  for (const { name, shape } of tensors) {
    const { dtype, shape: found } = places.get(name)!;
    const expected = elements[manifest.dtype].name;
    if (dtype !== expected) fail("field", `${path}: ${describe(name)}`, expected, dtype);
    if (`${shape}` !== `${found}` || shape.length !== found.length)
      fail("field", `${path}: ${describe(name)}`, `shape [${shape}]`, `[${found}]`);
  }
  return places;
}

function sameTensors(tensors: readonly Tensor[], names: readonly string[], path: string): void {
  const expected = new Set(tensors.map(({ name }) => name));
  const extra = names.find((name) => !expected.has(name));
  if (extra !== undefined) fail("field", path, "the tensors of the manifest", describe(extra));
  const found = new Set(names);
  const missing = tensors.find(({ name }) => !found.has(name));
  if (missing !== undefined) fail("field", path, describe(missing.name), "none");
}

function inlineTensor(data: object, { name, length }: Tensor, { dtype }: Manifest, path: string): FloatArray {
  const numbers = (data as Readonly<Record<string, unknown>>)[name];
  const where = `${path}.tensors.${name}`;
  if (!Array.isArray(numbers)) return fail("field", where, "an array of numbers", describe(numbers));
  if (numbers.length !== length) fail("field", where, `${length} numbers`, `${numbers.length}`);
  const result = floatSchemas[dtype].safeParse(numbers);
  if (result.success) return result.data;
  const { path: at, message } = result.error.issues[0]!;
  const [, expected = "a number", got = "something else"] = /^expected (.*), got (.*)$/s.exec(message) ?? [];
  return fail("field", `${where}[${at.join(".")}]`, expected, got);
}

const floatSchemas = { f32: floats("f32"), f64: floats("f64") } as const;
