import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rules } from "@optspec/core";
import { describe, expect, it } from "vitest";
import { migrations } from "../../../src/checkpoint/manifest/migrations.ts";
import { resume, verify } from "../../../src/checkpoint/node/index.ts";
import { decodeCheckpoint, encodeCheckpoint, formatVersion, resumeCheckpoint } from "../../../src/index.ts";
import { bitsOf, makeOptimizer, train } from "../support/optimizers.ts";
import { filesOf, goldens } from "./definitions.ts";

const folder = new URL("../../../../../fixtures/checkpoints/", import.meta.url);
const bytesOf = (file: string): Uint8Array => new Uint8Array(readFileSync(new URL(file, folder)));
const frozen = JSON.parse(readFileSync(new URL("frozen.json", folder), "utf8")) as Record<string, string>;

describe("the format does not change by accident", () => {
  const raise =
    "the format has changed: raise formatVersion, add a migration, and run test/checkpoint/golden/write.ts";

  it.each(goldens.flatMap(filesOf))("%s is written as it always was", (file, bytes) => {
    const path = `v${formatVersion}/${file}`;
    expect(existsSync(new URL(path, folder)), raise).toBe(true);
    expect(Buffer.from(bytes).equals(bytesOf(path)), raise).toBe(true);
  });

  it.each(Object.entries(frozen))("%s is the file that was released", (file, digest) => {
    expect(createHash("sha256").update(bytesOf(file)).digest("hex")).toBe(digest);
  });

  it("every version has golden files, and every former one a migration", () => {
    for (let version = 1; version <= formatVersion; version++) {
      const files = readdirSync(new URL(`v${version}/`, folder)).filter((file) => file.includes("."));
      expect(files.length).toBeGreaterThan(5);
      for (const file of files) expect(Object.keys(frozen)).toContain(`v${version}/${file}`);
      if (version < formatVersion) expect(Object.keys(migrations)).toContain(String(version));
    }
    expect(Object.keys(migrations).length).toBe(formatVersion - 1);
  });
});

describe("golden checkpoints of every version", () => {
  it.each(Object.keys(frozen))("%s is read", (file) => {
    const checkpoint = decodeCheckpoint(bytesOf(file));
    const { make } = goldens.find(({ name }) => file.split("/")[1]!.startsWith(`${name}.`))!;
    const { dtype, t, theta } = checkpoint.manifest;
    const original = make();
    expect({ dtype, t }).toEqual({ dtype: original.snapshot().dtype, t: original.t });
    if (theta) expect(bitsOf(resumeCheckpoint(checkpoint))).toEqual(bitsOf(original));
    // What was read is written in the current version, and read again.
    const container = file.endsWith(".json") ? "json" : "safetensors";
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint, { container }))).toEqual(checkpoint);
  });

  it("the folder is read", async () => {
    const path = fileURLToPath(new URL("v1/sharded", folder));
    expect((await verify(path)).t).toBe(5);
    const original = makeOptimizer(rules.adam, "f32");
    train(original, 5);
    const resumed = await resume(path);
    expect(bitsOf(resumed)).toEqual(bitsOf(original));
    train(resumed, 3);
    train(original, 3);
    expect(bitsOf(resumed)).toEqual(bitsOf(original));
  });
});
