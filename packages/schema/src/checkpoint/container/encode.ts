import type { FloatArray } from "@optspec/core";
import { encodeFloats } from "../../numbers/floats.ts";
import { bytesOf, encodeUtf8, joined } from "../bytes.ts";
import { type Checkpoint, type CheckpointOptions, checkpointOf, type Saved } from "../checkpoint.ts";
import { fail } from "../checkpoint-error.ts";
import { printInline, printJson } from "../json/print.ts";
import { limits } from "../limits.ts";
import { manifestJson } from "../manifest/print-manifest.ts";
import { printHeader } from "../safetensors/print-header.ts";
import { sha256 } from "../sha256.ts";
import { elements, tensorsOf } from "../tensors.ts";
import { noDigest, openings, seal } from "./seal.ts";

/** The forms of a checkpoint in one file. */
export type Container = "json" | "safetensors";

export interface EncodeOptions extends CheckpointOptions {
  /** One readable JSON text, or safetensors; left out, JSON for up to 4096 numbers. */
  readonly container?: Container;
}

/** Numbers that one may still want to read. */
const readable = 4096;

/**
 * The bytes of a checkpoint, the same in every engine.
 * @throws CheckpointError `field` or `limit`.
 */
export function encodeCheckpoint(source: Saved | Checkpoint, options: EncodeOptions = {}): Uint8Array {
  return joined(encodeCheckpointParts(source, options));
}

/**
 * The bytes of a checkpoint in parts, for `new Blob(parts)` or a file written part by part: the tensors are the optimizer's
 * own memory, not copies (except where threads share it). To be used up before the next step.
 * @throws CheckpointError `field` or `limit`.
 */
export function encodeCheckpointParts(source: Saved | Checkpoint, options: EncodeOptions = {}): Uint8Array[] {
  const checkpoint = "manifest" in source ? source : checkpointOf(source, options);
  const container = options.container ?? (numbersOf(checkpoint) <= readable ? "json" : "safetensors");
  const parts = writers[container](checkpoint);
  seal(parts, container, sha256());
  return parts;
}

const writers: Readonly<Record<Container, (checkpoint: Checkpoint) => Uint8Array[]>> = {
  json: (checkpoint) => [jsonBytes(checkpoint)],
  safetensors: ({ manifest, tensors }) => [
    safetensorsHead({ manifest, tensors }),
    ...[...tensors.values()].map(unshared),
  ],
};

/** Neither a blob nor a file of a browser takes memory that threads share. */
function unshared(array: FloatArray): Uint8Array {
  const bytes = bytesOf(array);
  return bytes.buffer instanceof ArrayBuffer ? bytes : bytes.slice();
}

/** The beginning of a checkpoint in safetensors, its digest still blank. */
export function safetensorsHead({ manifest }: Checkpoint): Uint8Array {
  const { bytes, name: dtype } = elements[manifest.dtype];
  const metadata = { "optspec.sha256": noDigest, optspec: printInline(manifestJson(manifest), "manifest") };
  return printHeader(
    metadata,
    tensorsOf(manifest).map(({ name, shape, length }) => ({
      name,
      dtype,
      shape,
      byteLength: length * bytes,
    })),
  );
}

function jsonBytes({ manifest, tensors }: Checkpoint): Uint8Array {
  const lines = [...tensors].map(
    ([name, array]) => `    ${printInline(name, "tensors")}: ${printInline(encodeFloats(array), name)}`,
  );
  const text = `${printFields(manifestJson(manifest))},\n  "tensors": {\n${lines.join(",\n")}\n  }\n}\n`;
  const bytes = encodeUtf8(text);
  if (bytes.length > limits.jsonBytes)
    fail(
      "limit",
      "checkpoint",
      `at most ${limits.jsonBytes} bytes of JSON`,
      `${bytes.length}; take safetensors`,
    );
  return bytes;
}

/** The fields of an object after a blank digest; without the brace that closes it. */
export function printFields(fields: object): string {
  const { length } = "{\n";
  return `${openings.json}${noDigest}",\n${printJson(fields, "manifest").slice(length, -"\n}".length)}`;
}

function numbersOf({ tensors }: Checkpoint): number {
  return [...tensors.values()].reduce((sum, { length }) => sum + length, 0);
}
