import { constants } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { form, refuse } from "../../forms/form.ts";
import { list, strictObject } from "../../forms/objects.ts";
import { expecting } from "../../messages/describe.ts";
import { count } from "../../state/snapshot-schema.ts";
import { CheckpointError, fail, issuesOf } from "../checkpoint-error.ts";
import { placesOf, readSealedJson } from "../container/decode.ts";
import { checkDigest } from "../container/seal.ts";
import { limits } from "../limits.ts";
import { readManifest } from "../manifest/read-manifest.ts";
import { headerLength, readHeader, type TensorEntry } from "../safetensors/read-header.ts";
import { sha256 } from "../sha256.ts";
import { onFile } from "./file-error.ts";
import {
  checkUnchanged,
  digestFrom,
  type Opened,
  openRegular,
  type RegularFile,
  readBytes,
  readTensor,
} from "./open.ts";
import { manifestFile, type Shard, shardPattern } from "./save-folder.ts";

const digest = z
  .string(expecting("64 hexadecimal digits"))
  .regex(/^[0-9a-f]{64}$/, expecting("64 hexadecimal digits"));
const shardsSchema = list(
  "an array of tensor files",
  strictObject("a tensor file", {
    file: form<string, string>(
      (input, context) =>
        typeof input === "string" && shardPattern.test(input)
          ? input
          : refuse(context, "the name of a tensor file in this folder", input),
      { type: "string" },
    ),
    bytes: count,
    sha256: digest,
  }),
);

/** A tensor file that is open. */
interface OpenShard extends Shard {
  readonly path: string;
  readonly regular: RegularFile;
  readonly head: Uint8Array;
  readonly tensors: readonly TensorEntry[];
}

/** Opens a folder by its manifest. @throws CheckpointError. */
export async function openFolder(path: string): Promise<Opened> {
  const manifestPath = join(path, manifestFile);
  const { fields, bytes } = await readManifestFile(manifestPath);
  const { shards: list, ...rest } = fields;
  const { manifest } = readManifest(rest as never, manifestPath);
  const shards: OpenShard[] = [];
  const close = async (): Promise<void> => {
    for (const { regular } of shards) await regular.handle.close();
  };
  try {
    for (const shard of readShards(list, manifestPath)) shards.push(await openShard(path, shard));
    const entries = shards.flatMap((shard) => shard.tensors);
    const owner = new Map(shards.flatMap((shard) => shard.tensors.map((entry) => [entry, shard] as const)));
    unique(entries, manifestPath);
    const places = placesOf(manifest, entries, manifestPath);
    return {
      manifest,
      files: [
        { path: manifestPath, bytes },
        ...shards.map((shard) => ({ path: shard.path, bytes: shard.bytes })),
      ],
      async verify(advance) {
        advance(bytes);
        for (const shard of shards) {
          advance(shard.head.length);
          checkDigest(
            shard.sha256,
            await digestFrom(shard.regular, shard.head, shard.path, advance),
            shard.path,
          );
        }
      },
      async read(name, into, advance) {
        const entry = places.get(name)!;
        const shard = owner.get(entry)!;
        await readTensor(shard.regular, entry, into, shard.path, advance);
      },
      async unchanged() {
        for (const { regular, path: shardPath } of shards) await checkUnchanged(regular, shardPath);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function readManifestFile(path: string): Promise<{ fields: Record<string, unknown>; bytes: number }> {
  return onFile(path, async () => {
    const file = await openRegular(path);
    try {
      if (file.bytes > limits.headerBytes)
        fail("limit", path, `at most ${limits.headerBytes} bytes`, `${file.bytes}`);
      const bytes = await readBytes(file, 0, file.bytes, path);
      return { fields: readSealedJson(bytes, path, limits.headerBytes, sha256()), bytes: file.bytes };
    } finally {
      await file.handle.close();
    }
  });
}

function readShards(value: unknown, path: string): readonly Shard[] {
  const result = shardsSchema.safeParse(value);
  if (!result.success) throw new CheckpointError("field", issuesOf(result.error, `${path}.shards`));
  if (result.data.length > limits.shards)
    fail("limit", `${path}.shards`, `at most ${limits.shards}`, `${result.data.length}`);
  return result.data;
}

/** A link would lead out of the folder. */
async function openShard(folder: string, shard: Shard): Promise<OpenShard> {
  const path = join(folder, shard.file);
  return onFile(path, async () => {
    const regular = await openRegular(path, constants.O_NOFOLLOW ?? 0);
    try {
      if (regular.bytes !== shard.bytes) fail("checksum", path, `${shard.bytes} bytes`, `${regular.bytes}`);
      const length = headerLength(
        await readBytes(regular, 0, Math.min(8, regular.bytes), path),
        regular.bytes,
        path,
      );
      const head = await readBytes(regular, 0, 8 + length, path);
      const { tensors } = readHeader(head.subarray(8), regular.bytes, path);
      return { ...shard, path, regular, head, tensors };
    } catch (error) {
      await regular.handle.close();
      throw error;
    }
  });
}

function unique(entries: readonly TensorEntry[], path: string): void {
  const seen = new Set<string>();
  for (const { name } of entries) {
    if (seen.has(name)) fail("field", path, "each tensor in one file", `${JSON.stringify(name)} in two`);
    seen.add(name);
  }
}
