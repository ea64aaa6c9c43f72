import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { rules } from "@optspec/core";
import { describe, expect, it } from "vitest";
import { load, type Storage, save, verify } from "../../../src/checkpoint/node/index.ts";
import { nodeStorage } from "../../../src/checkpoint/node/storage.ts";
import type { CheckpointError } from "../../../src/index.ts";
import { temporaryFolder } from "../support/folder.ts";
import { makeOptimizer, train } from "../support/optimizers.ts";

const folder = temporaryFolder();

class Crash extends Error {}

/** Node's file system without waiting for the disk: a process that stops loses nothing that it has written. */
const unsynced: Storage = {
  ...nodeStorage,
  create: async (path) => ({ ...(await nodeStorage.create(path)), sync: async () => {} }),
  syncFolder: async () => {},
};

/**
 * A file system that fails at one call, and from then on does nothing at all (a crash) or works again (a full disk).
 * @param tear - bytes of the failing write that still reach the file.
 */
function failing(
  at: number,
  how: "crash" | "ENOSPC" | "EIO",
  tear = 0,
): { storage: Storage; calls: () => number } {
  let calls = 0;
  const gate = async <T>(action: () => Promise<T>, partly?: () => Promise<unknown>): Promise<T> => {
    calls++;
    if (calls === at || (how === "crash" && calls > at)) {
      if (calls === at) await partly?.();
      throw how === "crash"
        ? new Crash()
        : Object.assign(new Error(how), { code: how, errno: -1, syscall: "write" });
    }
    return action();
  };
  const storage: Storage = {
    mkdir: (path) => gate(() => unsynced.mkdir(path)),
    rename: (from, to) => gate(() => unsynced.rename(from, to)),
    remove: (path) => gate(() => unsynced.remove(path)),
    text: unsynced.text,
    list: (path) => gate(() => unsynced.list(path)),
    syncFolder: (path) => gate(() => unsynced.syncFolder(path)),
    create: (path) =>
      gate(async () => {
        const file = await unsynced.create(path);
        return {
          write: (bytes, position) =>
            gate(
              () => file.write(bytes, position),
              () => file.write(bytes.subarray(0, tear), position),
            ),
          sync: () => gate(() => file.sync()),
          // A crash closes files too.
          close: () => file.close(),
        };
      }),
  };
  return { storage, calls: () => calls };
}

describe.each(["x.json", "x.safetensors", "x"])("saving %s", (form) => {
  const run = async (how: "crash" | "ENOSPC" | "EIO"): Promise<void> => {
    const older = makeOptimizer(rules.adam, "f32");
    train(older, 1);
    const newer = makeOptimizer(rules.adam, "f32");
    train(newer, 2);
    const count = failing(Number.POSITIVE_INFINITY, how);
    const start = join(folder, `${how}-${form}-start`);
    mkdirSync(start);
    await save(join(start, form), older, { shardBytes: 150, storage: unsynced });
    mkdirSync(`${start}-dry`);
    cpSync(start, `${start}-dry`, { recursive: true });
    await save(join(`${start}-dry`, form), newer, { shardBytes: 150, storage: count.storage });
    expect(count.calls()).toBeGreaterThan(4);
    const outcomes = new Set<number>();
    for (let at = 1; at <= count.calls(); at++) {
      const place = join(folder, `${how}-${form}-${at}`);
      cpSync(start, place, { recursive: true });
      const path = join(place, form);
      const { storage } = failing(at, how, at * 7);
      const failed = await save(path, newer, { shardBytes: 150, storage }).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (how !== "crash" && failed !== undefined) expect((failed as CheckpointError).code).toBe("file");
      // Whole, and the older one or the newer one.
      const { t } = await verify(path);
      outcomes.add(t);
      const optimizer = makeOptimizer(rules.adam, "f32");
      await load(path, optimizer);
      expect(optimizer.t).toBe(t);
      if (failed === undefined) expect(t).toBe(2);
      // The next save works, and tidies up.
      await save(path, newer, { shardBytes: 150, storage: unsynced });
      expect((await verify(path)).t).toBe(2);
    }
    expect([...outcomes].sort()).toEqual([1, 2]);
  };
  it("stopped at any call leaves the older or the newer checkpoint", { timeout: 120_000 }, () =>
    run("crash"),
  );
  it("with a disk that is full at any call", { timeout: 120_000 }, () => run("ENOSPC"));
  it("with a device that fails at any call", { timeout: 120_000 }, () => run("EIO"));
});

it("a full disk leaves no file behind", { timeout: 60_000 }, async () => {
  for (let at = 1; at < 12; at++) {
    const place = join(folder, `tidy-${at}`);
    mkdirSync(place);
    const { storage } = failing(at, "ENOSPC");
    const failed = await save(join(place, "x.safetensors"), makeOptimizer(rules.adam, "f32"), {
      storage,
    }).catch((error: unknown) => error);
    expect(readdirSync(place).filter((file) => file.startsWith("."))).toEqual([]);
    if (failed !== undefined) expect((failed as Error).message).toContain("ENOSPC: the disk is full");
  }
});

it("is on the disk before it gets its name, and the name before saving ends", async () => {
  for (const form of ["x.json", "x.safetensors", "x"]) {
    const place = join(folder, `order-${form}`);
    mkdirSync(place);
    const done: string[] = [];
    const storage: Storage = {
      ...nodeStorage,
      create: async (path) => {
        const file = await nodeStorage.create(path);
        done.push("create");
        return { ...file, sync: () => file.sync().then(() => void done.push("sync")) };
      },
      rename: (from, to) => nodeStorage.rename(from, to).then(() => void done.push("rename")),
      syncFolder: (path) => nodeStorage.syncFolder(path).then(() => void done.push("sync folder")),
    };
    await save(join(place, form), makeOptimizer(rules.adam, "f32"), { storage });
    const file = ["create", "sync"];
    expect(done).toEqual([...(form === "x" ? file : []), ...file, "rename", "sync folder"]);
  }
});
