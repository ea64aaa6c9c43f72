import { truncateSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { rules } from "@optspec/core";
import { expect, it, vi } from "vitest";
import { checkpointStore, verify } from "../../../src/checkpoint/node/index.ts";
import { temporaryFolder } from "../support/folder.ts";
import { bitsOf, makeOptimizer, train } from "../support/optimizers.ts";

vi.setConfig({ testTimeout: 60_000 });

const folder = temporaryFolder();

it("keeps the last ones and the best, and loads the newest", async () => {
  const store = checkpointStore(join(folder, "best"), { keep: 2, best: "lowest" });
  expect(await store.list()).toEqual([]);
  expect(await store.latest()).toBeUndefined();
  const optimizer = makeOptimizer(rules.adam, "f32");
  for (const score of [0.5, 0.1, 0.4, 0.3, 0.2]) {
    train(optimizer, 1);
    await store.save(optimizer, { score });
  }
  expect((await store.list()).map(({ t }) => t)).toEqual([2, 4, 5]);
  expect((await verify((await store.best())!)).metadata).toEqual({ score: 0.1 });
  const other = makeOptimizer(rules.adam, "f32", {}, 2);
  const { path } = await store.loadLatest(other);
  expect(path).toBe(await store.latest());
  expect(bitsOf(other)).toEqual(bitsOf(optimizer));
});

it("the newest is the last one saved, not the one with the largest t", async () => {
  const store = checkpointStore(join(folder, "back"), { form: "json" });
  const optimizer = makeOptimizer(rules.adam, "f32");
  train(optimizer, 5);
  await store.save(optimizer);
  const older = makeOptimizer(rules.adam, "f32");
  train(older, 2);
  await store.save(older);
  expect(basename((await store.latest())!)).toBe("00000002-t2.json");
});

it("passes over damaged ones if it may, and says so", async () => {
  const store = checkpointStore(join(folder, "damaged"));
  const optimizer = makeOptimizer(rules.adam, "f32");
  for (let save = 0; save < 3; save++) {
    train(optimizer, 1);
    await store.save(optimizer);
  }
  const [, middle, last] = await store.list();
  truncateSync(last!.path, 100);
  writeFileSync(middle!.path, "{}");
  const other = makeOptimizer(rules.adam, "f32");
  await expect(store.loadLatest(other)).rejects.toThrow("expected");
  const { passedOver } = await store.loadLatest(other, { passOver: true });
  expect(passedOver.map(({ path, error }) => [path, error.code])).toEqual([
    [last!.path, "syntax"],
    [middle!.path, "syntax"],
  ]);
  expect(other.t).toBe(1);
  await expect(checkpointStore(join(folder, "none")).loadLatest(other)).rejects.toThrow(
    "expected a checkpoint, got none",
  );
});
