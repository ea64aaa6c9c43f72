import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createOptimizer,
  rules,
  type Schedule,
  type Schedules,
  scheduled,
  scheduleValue,
} from "@optspec/core";
import { afterAll, describe, expect, it } from "vitest";
import { load, resume, save } from "../../src/checkpoint/node/index.ts";
import {
  CheckpointError,
  decodeCheckpoint,
  encodeCheckpoint,
  loadCheckpoint,
  resumeCheckpoint,
} from "../../src/index.ts";
import { type AnyOptimizer, bitsOf, makeOptimizer, train } from "./support/optimizers.ts";

const warmUp: Schedule = {
  kind: "chained",
  pieces: [
    { kind: "linear", from: 0, to: 0.5, steps: 4 },
    { kind: "repeated", schedule: { kind: "cosine", from: 0.5, to: 0.01, steps: 3 }, times: 2 },
    { kind: "exponential", from: 0.01, factor: 0.9 },
  ],
};
const halving: Schedule = { kind: "step", from: 1, factor: 0.5, every: 2 };
const make = (schedules: Schedules = { lr: warmUp }, biases: Schedules = { lr: halving }): AnyOptimizer =>
  scheduled(makeOptimizer(rules.adam, "f64"), schedules, { biases });
const folder = mkdtempSync(join(tmpdir(), "optspec-schedules-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// In the middle of the warm-up, on both sides of its end, at and inside the restarts, and long after.
const places = [0, 1, 3, 4, 5, 7, 8, 10, 11, 30];
const after = 5;

describe.each(places)("saved after %i updates", (before) => {
  const whole = make();
  train(whole, before + after);
  const end = bitsOf(whole);

  it.each(["json", "safetensors"] as const)("%s: uninterrupted = loaded ≠ cold", (container) => {
    const first = make();
    train(first, before);
    const bytes = encodeCheckpoint(first, { container });
    const second = make();
    train(second, 2);
    expect(loadCheckpoint(second, bytes)).toEqual([]);
    expect(second.config.lr).toBe(scheduleValue(warmUp, before + 1));
    train(second, after);
    expect(bitsOf(second)).toEqual(end);

    const third = resumeCheckpoint(bytes);
    train(third, after);
    expect(bitsOf(third)).toEqual(end);

    // The same parameters and states, the schedule from its start.
    const cold = make();
    for (const [name, array] of Object.entries(first.params)) cold.params[name]!.set(array);
    for (const [name, slots] of Object.entries(first.state))
      for (const [slot, array] of Object.entries(slots)) cold.state[name]![slot]!.set(array);
    train(cold, after);
    if (before > 0) expect(cold.params).not.toEqual(whole.params);
  });

  it.each(["one.safetensors", "one.json", "folder"])("%s on disk", async (name) => {
    const first = make();
    train(first, before);
    const path = join(folder, `${before}-${name}`);
    await save(path, first, name === "folder" ? { shardBytes: 64 } : {});
    const second = make();
    await load(path, second);
    train(second, after);
    expect(bitsOf(second)).toEqual(end);
    const third = await resume(path);
    train(third, after);
    expect(bitsOf(third)).toEqual(end);
  });
});

describe("another schedule is never taken silently", () => {
  const first = make();
  train(first, 6);
  const bytes = encodeCheckpoint(first);
  const issues = (optimizer: AnyOptimizer, options = {}): string[] => {
    const before = bitsOf(optimizer);
    try {
      loadCheckpoint(optimizer, bytes, options);
      return [];
    } catch (error) {
      expect(error).toBeInstanceOf(CheckpointError);
      expect((error as CheckpointError).code).toBe("mismatch");
      expect(bitsOf(optimizer)).toEqual(before);
      return (error as CheckpointError).issues.map(({ path, expected, got, allow }) =>
        [path, expected, got, allow].join(" | "),
      );
    }
  };
  const text = JSON.stringify;

  it("another one for a group", () => {
    const slower: Schedule = { ...halving, every: 3 };
    const optimizer = make({ lr: warmUp }, { lr: slower });
    expect(issues(optimizer)).toEqual([
      `groups.biases.schedules.lr | ${text(slower)} | ${text(halving)} | schedule`,
    ]);
    expect(issues(optimizer, { allow: ["schedule"] })).toEqual([]);
    // Its own goes on, at the checkpoint's place.
    expect(optimizer.t).toBe(6);
    expect(optimizer.snapshot().groups.biases!.config.lr).toBe(scheduleValue(slower, 7));
    expect(optimizer.config.lr).toBe(scheduleValue(warmUp, 7));
  });

  it("none here, one there", () => {
    const optimizer = makeOptimizer(rules.adam, "f64");
    optimizer.configure({ lr: scheduleValue(warmUp, 7) });
    optimizer.configure({ lr: scheduleValue(halving, 7) }, "biases");
    expect(issues(optimizer)).toEqual([
      `groups.default.schedules.lr | none | ${text(warmUp)} | schedule`,
      `groups.biases.schedules.lr | none | ${text(halving)} | schedule`,
    ]);
    expect(issues(optimizer, { allow: ["schedule"] })).toEqual([]);
    train(optimizer, 3);
    expect(optimizer.config.lr).toBe(scheduleValue(warmUp, 7));
  });

  it("one here, none there", () => {
    const bare = makeOptimizer(rules.adam, "f64");
    train(bare, 6);
    const optimizer = make();
    const load = (options: object): unknown => loadCheckpoint(optimizer, encodeCheckpoint(bare), options);
    expect(() => load({})).toThrow(`groups.default.schedules.lr: expected ${text(warmUp)}, got none`);
    load({ allow: ["schedule"] });
    expect([optimizer.t, optimizer.config.lr]).toEqual([6, scheduleValue(warmUp, 7)]);
  });

  it("keepConfig keeps the schedules", () => {
    const optimizer = make({ eps: { kind: "constant", value: 0.5 } }, { lr: { kind: "constant", value: 3 } });
    expect(issues(optimizer).length).toBeGreaterThan(2);
    loadCheckpoint(optimizer, bytes, { keepConfig: true });
    expect(optimizer.config).toEqual({ ...rules.adam.hypers, eps: 0.5 });
    expect(optimizer.snapshot().groups.biases!.config.lr).toBe(3);
  });

  it("nor where the groups differ", () => {
    const one = scheduled(
      createOptimizer<string, string, string, Float64Array>(
        rules.adam,
        {},
        { w: new Float64Array(7), b: new Float64Array(3), "layers.0/weight": new Float64Array(1) },
        { groups: { others: { params: ["b"], config: {} } } },
      ) as AnyOptimizer,
      { lr: warmUp },
      { others: { lr: halving } },
    );
    expect(issues(one)).toEqual([
      "groups.others | a group of this name | none | groups",
      "groups.biases | no group of this name | one | groups",
    ]);
    loadCheckpoint(one, bytes, { allow: ["groups"] });
    expect(one.snapshot().groups.others!.config.lr).toBe(scheduleValue(halving, 7));
  });
});

describe("what a manifest may not say", () => {
  const bytes = (change: (manifest: Record<string, never>) => void): Uint8Array => {
    const optimizer = make();
    train(optimizer, 2);
    const checkpoint = decodeCheckpoint(encodeCheckpoint(optimizer));
    const manifest = structuredClone(checkpoint.manifest);
    change(manifest as never);
    return encodeCheckpoint({ manifest, tensors: checkpoint.tensors } as never);
  };
  // biome-ignore lint/suspicious/noExplicitAny: every part of a manifest is replaced by what its type forbids.
  type Loose = any;
  it.each<[what: string, change: (m: Loose) => unknown, message: string]>([
    [
      "a value beside the schedule's",
      (m) => (m.config.lr = 0.3),
      "config.lr: expected 0.25, its schedule's value for update 3, got 0.3",
    ],
    [
      "another position",
      (m) => (m.t = 3),
      "config.lr: expected 0.375, its schedule's value for update 4, got 0.25",
    ],
    [
      "a group's value beside it",
      (m) => (m.groups[1].config.lr = 2),
      "config.lr: expected 0.5, its schedule's value for update 3, got 2",
    ],
    [
      "a group's value missing",
      (m) => delete m.groups[1].config.lr,
      "expected 0.5, its schedule's value for update 3, got undefined",
    ],
    [
      "a value that hides it",
      (m) => (m.groups[0].config.lr = 0.25),
      "expected no value, since it has a schedule, got 0.25",
    ],
    [
      "a schedule out of range",
      (m) => (m.groups[0].schedules.beta1 = { kind: "constant", value: 1 }),
      "schedules.beta1: expected values in [0, 1), got one that reaches 1",
    ],
    [
      "a schedule of nothing",
      (m) => (m.groups[0].schedules.rate = { kind: "constant", value: 1 }),
      'schedules.rate: expected lr, beta1, beta2 or eps, got "rate"',
    ],
  ])("%s", (_, change, message) => {
    const read = (): unknown => decodeCheckpoint(bytes(change));
    expect(read).toThrow(CheckpointError);
    expect(read).toThrow(message);
  });
});

it("a value of the group default itself is resumed", () => {
  const optimizer = makeOptimizer(rules.momentum, "f32");
  optimizer.configure({ lr: 0.5 }, "default");
  train(optimizer, 2);
  const again = resumeCheckpoint(encodeCheckpoint(optimizer));
  expect(bitsOf(again)).toEqual(bitsOf(optimizer));
});
