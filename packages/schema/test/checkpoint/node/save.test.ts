import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { createOptimizer, type FloatArray, rules } from "@optspec/core";
import { describe, expect, it, vi } from "vitest";
import { bytesOf } from "../../../src/checkpoint/bytes.ts";
import { inspect, load, read, resume, save, verify } from "../../../src/checkpoint/node/index.ts";
import { CheckpointError, decodeCheckpoint, encodeCheckpoint } from "../../../src/index.ts";
import { temporaryFolder } from "../support/folder.ts";
import { bitsOf, dtypes, makeOptimizer, train } from "../support/optimizers.ts";

// The disk may be slow.
vi.setConfig({ testTimeout: 60_000 });

const folder = temporaryFolder();
const forms = ["one.json", "one.safetensors", "many"] as const;

async function refusal(action: () => Promise<unknown>): Promise<CheckpointError> {
  const error = await action().then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(CheckpointError);
  return error as CheckpointError;
}

describe.each(forms)("%s", (form) => {
  it.each(dtypes)("is saved and loaded bit for bit, again and again, %s", async (dtype) => {
    const path = join(folder, dtype, form);
    mkdirSync(join(folder, dtype), { recursive: true });
    const optimizer = makeOptimizer(rules.adam, dtype);
    for (let round = 0; round < 3; round++) {
      train(optimizer, 2);
      await save(path, optimizer, { shardBytes: 64, metadata: { round } });
      const other = makeOptimizer(rules.adam, dtype, {}, 7);
      expect(await load(path, other)).toEqual([]);
      expect(bitsOf(other)).toEqual(bitsOf(optimizer));
      expect(bitsOf(await resume(path))).toEqual(bitsOf(optimizer));
      expect((await verify(path)).metadata).toEqual({ round });
      expect((await inspect(path)).manifest.t).toBe(optimizer.t);
      expect(encodeCheckpoint(await read(path))).toEqual(
        encodeCheckpoint(optimizer, { metadata: { round } }),
      );
    }
    // Nothing is left of the former ones.
    const { files } = await inspect(path);
    const present =
      form === "many"
        ? readdirSync(path).length
        : readdirSync(join(folder, dtype)).filter((name) => name.startsWith(".")).length + 1;
    expect(present).toBe(files.length);
    expect(files.reduce((sum, file) => sum + file.bytes, 0)).toBe(
      files.reduce((sum, file) => sum + statSync(file.path).size, 0),
    );
  });

  it("tells progress to the end", async () => {
    const optimizer = makeOptimizer(rules.adam, "f64");
    const path = join(folder, `progress-${form}`);
    for (const run of [
      (progress: (done: number, total: number) => void) => save(path, optimizer, { progress }),
      (progress: (done: number, total: number) => void) => load(path, optimizer, { progress }),
    ]) {
      const seen: [number, number][] = [];
      await run((done, total) => seen.push([done, total]));
      expect(seen.at(-1)![0]).toBe(seen.at(-1)![1]);
      expect(seen.map(([done]) => done)).toEqual(
        seen.map(([done]) => done).toSorted((one, other) => one - other),
      );
    }
  });

  it("that is damaged anywhere changes nothing", async () => {
    const path = join(folder, `damaged-${form}`);
    const source = makeOptimizer(rules.adam, "f32");
    train(source, 2);
    await save(path, source);
    const optimizer = makeOptimizer(rules.adam, "f32", {}, 3);
    const before = bitsOf(optimizer);
    for (const { path: file } of (await inspect(path)).files) {
      const bytes = readFileSync(file);
      for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 60)) {
        const changed = Buffer.from(bytes);
        changed[at]! ^= 1 << (at % 8);
        writeFileSync(file, changed);
        await refusal(() => load(path, optimizer));
        expect(optimizer.t).toBe(0);
        truncateSync(file, at);
        await refusal(() => load(path, optimizer));
      }
      writeFileSync(file, bytes);
    }
    expect(bitsOf(optimizer)).toEqual(before);
    await load(path, optimizer);
  });
});

it("a small file has the bytes that encode makes", async () => {
  const optimizer = makeOptimizer(rules.momentum, "f32");
  for (const container of ["json", "safetensors"] as const) {
    const path = join(folder, `same.${container}`);
    await save(path, optimizer);
    expect(new Uint8Array(readFileSync(path))).toEqual(encodeCheckpoint(optimizer, { container }));
    expect(decodeCheckpoint(readFileSync(path)).manifest.t).toBe(0);
  }
});

it("large tensors and many small ones are streamed, converted and loaded", async () => {
  const params = Object.fromEntries(
    Array.from({ length: 300 }, (_, index) => [`small${index}`, new Float32Array(index)]),
  );
  const optimizer = createOptimizer<string, string, string, FloatArray>(
    rules.momentum,
    {},
    { ...params, big: Float32Array.from({ length: 1_100_001 }, (_, index) => index) },
  );
  train(optimizer, 1);
  for (const form of ["large.safetensors", "large"]) {
    await save(join(folder, form), optimizer, { shardBytes: 1e6 });
    const resumed = await resume(join(folder, form));
    for (const name in optimizer.params) {
      expect(Buffer.compare(bytesOf(resumed.params[name]!), bytesOf(optimizer.params[name]!))).toBe(0);
      expect(Buffer.compare(bytesOf(resumed.state[name]!.v!), bytesOf(optimizer.state[name]!.v!))).toBe(0);
    }
    const wide = createOptimizer<string, string, string, FloatArray>(
      rules.momentum,
      {},
      Object.fromEntries(
        Object.entries(optimizer.params).map(([name, { length }]) => [name, new Float64Array(length)]),
      ),
    );
    await load(join(folder, form), wide, { allow: ["dtype"] });
    for (const name in optimizer.params)
      expect(
        Buffer.compare(bytesOf(wide.params[name]!), bytesOf(Float64Array.from(optimizer.params[name]!))),
      ).toBe(0);
  }
});

it("a step while it is being saved is an error, and leaves the former checkpoint", async () => {
  const path = join(folder, "stepped.safetensors");
  const optimizer = makeOptimizer(rules.adam, "f32");
  await save(path, optimizer);
  const saving = save(path, optimizer);
  train(optimizer, 1);
  expect((await refusal(() => saving)).code).toBe("changed");
  expect((await verify(path)).t).toBe(0);
});

it("a file that is written while it is loaded is an error, and all that was to be loaded is NaN", async () => {
  const path = join(folder, "rewritten.safetensors");
  const optimizer = makeOptimizer(rules.adam, "f32");
  await save(path, optimizer);
  const bytes = readFileSync(path);
  const half = bytes.length;
  const error = await refusal(() =>
    load(path, optimizer, {
      progress: (done) => {
        if (done > half) writeFileSync(path, bytes);
      },
    }),
  );
  expect(error.message).toContain("written meanwhile");
  expect([...optimizer.params.w!, ...optimizer.state.b!.r!].every(Number.isNaN)).toBe(true);
});

describe("paths that are no checkpoints", () => {
  const place = join(folder, "odd");
  mkdirSync(place);
  const optimizer = makeOptimizer(rules.gd, "f32");
  it.each<[string, () => void, string, string]>([
    ["nothing", () => {}, "file", "ENOENT: there is no such file"],
    ["a loop of links", () => symlinkSync(join(place, "x"), join(place, "x")), "file", "ELOOP"],
    ["an empty file", () => writeFileSync(join(place, "x"), ""), "syntax", "a checkpoint with its SHA-256"],
    ["an empty folder", () => mkdirSync(join(place, "x")), "file", "manifest.json"],
    ["a device", () => symlinkSync("/dev/zero", join(place, "x")), "syntax", "a regular file or a folder"],
    ["a pipe", () => void execFileSync("mkfifo", [join(place, "x")]), "syntax", "a regular file or a folder"],
    [
      "a path through a file",
      () => {
        writeFileSync(join(place, "y"), "");
        symlinkSync(join(place, "y", "z"), join(place, "x"));
      },
      "file",
      "ENOTDIR",
    ],
  ])("%s", async (_, make, code, message) => {
    rmSync(join(place, "x"), { recursive: true, force: true });
    make();
    const error = await refusal(() => load(join(place, "x"), optimizer));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.message).toContain("x");
  });

  it("saving through a loop of links is an error", async () => {
    symlinkSync(join(place, "loop"), join(place, "loop"));
    const error = await refusal(() => save(join(place, "loop", "a.json"), optimizer));
    expect([error.code, error.message]).toEqual(["file", expect.stringContaining("ELOOP")]);
  });

  it("a link in place of a tensor file is not followed", async () => {
    const path = join(folder, "linked");
    await save(path, optimizer);
    const [, { path: file }] = (await inspect(path)).files as unknown as [unknown, { path: string }];
    renameSync(file, join(folder, "elsewhere"));
    symlinkSync(join(folder, "elsewhere"), file);
    expect((await refusal(() => load(path, optimizer))).message).toContain("ELOOP");
  });
});
