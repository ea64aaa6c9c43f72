import { describe, expect, it } from "vitest";
import {
  adam,
  createOptimizer,
  type FloatArray,
  gd,
  momentum,
  type Options,
  type Schedule,
  type Schedules,
  type Snapshot,
  scheduled,
  scheduleValue,
} from "../../src/index.ts";
import { bitsOf } from "../optimizer/subjects.ts";

const warmUp: Schedule = {
  kind: "chained",
  pieces: [
    { kind: "linear", from: 0, to: 0.5, steps: 4 },
    { kind: "cosine", from: 0.5, to: 0.01, steps: 5 },
  ],
};
const rising: Schedule = { kind: "linear", from: 0.5, to: 0.95, steps: 6 };
const halving: Schedule = { kind: "step", from: 1, factor: 0.5, every: 2 };

/** Adam over two groups; lr and beta1 scheduled for all, lr for the group `b` by another schedule. */
function make(options: Options = {}, schedules: Schedules = { lr: warmUp, beta1: rising }) {
  const params: Record<string, FloatArray> = { w: Float64Array.of(1, -2, 3), b: Float64Array.of(0.5) };
  const groups = { b: { params: ["b"], config: { beta1: 0.25 } } };
  return scheduled(
    createOptimizer<string, string, string, FloatArray>(adam, {}, params, { groups, ...options }),
    schedules,
    {
      b: { lr: halving },
    },
  );
}
const gradient = (step: number): Record<string, FloatArray> => ({
  w: Float64Array.of(1, step, -0.5),
  b: Float64Array.of(step - 3),
});
function train(optimizer: ReturnType<typeof make>, from: number, to: number): void {
  for (let step = from; step <= to; step++) optimizer.step(gradient(step));
}

describe("an optimizer with schedules", () => {
  it("gives each update the values of its number, per group", () => {
    const one = make();
    const params = { w: Float64Array.of(1, -2, 3), b: Float64Array.of(0.5) };
    const groups = { b: { params: ["b"], config: { beta1: 0.25 } } } as const;
    const other = createOptimizer(adam, {}, params, { groups });
    for (let t = 1; t <= 14; t++) {
      expect(one.config).toEqual({
        ...adam.hypers,
        lr: scheduleValue(warmUp, t),
        beta1: scheduleValue(rising, t),
      });
      other.configure({ lr: scheduleValue(warmUp, t), beta1: scheduleValue(rising, t) });
      other.configure({ lr: scheduleValue(halving, t) }, "b");
      one.step(gradient(t));
      other.step(gradient(t) as typeof params);
      expect(one.params).toEqual(other.params);
      expect(one.t).toBe(t);
    }
  });

  it("keeps its place in an update that is skipped or fails", () => {
    const bad = { ...gradient(1), b: Float64Array.of(Number.NaN) };
    for (const nonFinite of ["skip", "throw"] as const) {
      const [one, other] = [make({ nonFinite }), make()];
      train(one, 1, 3);
      train(other, 1, 3);
      const before = bitsOf(one);
      for (let i = 0; i < 2; i++)
        if (nonFinite === "throw") expect(() => one.step(bad)).toThrow(RangeError);
        else expect(one.step(bad)).toBe(false);
      expect({ ...bitsOf(one), skipped: 0 }).toEqual(before);
      train(one, 4, 9);
      train(other, 4, 9);
      expect(one.params).toEqual(other.params);
    }
  });

  it("leaves what has no schedule to configure, and refuses what has one", () => {
    const optimizer = make();
    optimizer.configure({ eps: 1e-3 });
    optimizer.configure({ beta1: 0.125 }, "b");
    expect(optimizer.config.eps).toBe(1e-3);
    const before = bitsOf(optimizer);
    const refused = "lr: expected no value, since it has a schedule, got 1";
    expect(() => optimizer.configure({ eps: 0, lr: 1 })).toThrow(refused);
    expect(() => optimizer.configure({ lr: 1 }, "default")).toThrow(refused);
    expect(() => optimizer.configure({ lr: 1 }, "b")).toThrow(refused);
    expect(() => optimizer.configure({ lr: 1 }, "constructor")).toThrow("group: expected default, b");
    expect(() => optimizer.configure(null as never)).toThrow(
      "expected an object of hyperparameters, got null",
    );
    expect(bitsOf(optimizer)).toEqual(before);
  });

  it("follows its optimizer, if that is stepped by itself after all", () => {
    const inner = createOptimizer(gd, {}, { w: Float64Array.of(0) });
    const outer = scheduled(inner, { lr: { kind: "linear", from: 1, to: 0, steps: 4 } });
    inner.grads.w.fill(1);
    inner.step();
    inner.step();
    outer.step();
    expect(outer.params.w[0]).toBe(-1 - 1 - 0.5);
  });

  it("goes on from where its optimizer is", () => {
    const inner = createOptimizer(gd, { lr: 0 }, { w: Float64Array.of(0) });
    inner.step();
    expect(scheduled(inner, { lr: halving }).config.lr).toBe(1);
    inner.step();
    expect(scheduled(inner, { lr: halving }).config.lr).toBe(0.5);
  });

  it("is not changed by what its schedules were made of", () => {
    const schedule = { kind: "linear" as const, from: 1, to: 0, steps: 2 };
    const optimizer = scheduled(createOptimizer(gd, {}, { w: Float64Array.of(0) }), { lr: schedule });
    schedule.from = 5;
    optimizer.step();
    expect(optimizer.config.lr).toBe(0.5);
    expect(optimizer.schedules).toEqual({ default: { lr: { ...schedule, from: 1 } } });
  });
});

describe("a snapshot holds the schedules and the position in them", () => {
  // In the middle of the warm-up, at the boundary of the pieces, before and after it, in the cosine, and after the end.
  it.each([0, 1, 2, 3, 4, 5, 7, 9, 12])(
    "saved after %i updates: goes on as if nothing had happened, unlike a cold start",
    (at) => {
      const [whole, first, second, cold] = [make(), make(), make(), make()];
      train(whole, 1, at + 4);
      train(first, 1, at);
      const snapshot = structuredClone(first.snapshot());
      expect(snapshot.groups.default!.schedules).toEqual({ lr: warmUp, beta1: rising });
      expect(snapshot.groups.b!.schedules).toEqual({ lr: halving });
      train(second, 1, 2);
      second.restore(snapshot);
      train(second, at + 1, at + 4);
      expect(bitsOf(second)).toEqual(bitsOf(whole));
      for (const name of ["w", "b"]) {
        cold.params[name]!.set(first.params[name]!);
        for (const slot of ["s", "r"]) cold.state[name]![slot]!.set(first.state[name]![slot]!);
      }
      train(cold, at + 1, at + 4);
      if (at > 0) expect(cold.params).not.toEqual(whole.params);
    },
  );

  // biome-ignore lint/suspicious/noExplicitAny: every part of a snapshot is replaced by what its type forbids.
  type Loose = any;
  it.each<[what: string, change: (s: Loose) => unknown, message: string | RegExp]>([
    [
      "another schedule",
      (s) => (s.groups.b.schedules.lr = { ...halving, every: 3 }),
      'snapshot.groups.b.schedules.lr: expected {"kind":"step","from":1,"factor":0.5,"every":2}, got {"kind":"step","from":1,"factor":0.5,"every":3}',
    ],
    [
      "one schedule less",
      (s) => delete s.groups.b.schedules.lr,
      /^snapshot\.groups\.b\.schedules\.lr: expected \{.+\}, got none$/,
    ],
    [
      "one schedule more",
      (s) => (s.groups.b.schedules.eps = { kind: "constant", value: 1 }),
      'snapshot.groups.b.schedules.eps: expected none, got {"kind":"constant","value":1}',
    ],
    [
      "no schedules",
      (s) => delete s.groups.default.schedules,
      /^snapshot\.groups\.default\.schedules\.lr: expected \{.+\}, got none$/,
    ],
    [
      "a broken schedule",
      (s) => (s.groups.b.schedules.lr.factor = -1),
      /^snapshot\.groups\.b\.schedules\.lr\.factor: expected a number in/,
    ],
    [
      "schedules that are none",
      (s) => (s.groups.b.schedules = 7),
      /^snapshot\.groups\.b\.schedules: expected an object of schedules, got 7$/,
    ],
    [
      "another value than the schedule's",
      (s) => (s.config.lr = 0.3),
      "snapshot.config.lr: expected 0.375, its schedule's value for update 4, got 0.3",
    ],
    [
      "another position",
      (s) => (s.t = 4),
      "snapshot.config.lr: expected 0.5, its schedule's value for update 5, got 0.375",
    ],
    [
      "another value of a group",
      (s) => (s.groups.b.config.lr = 1),
      "snapshot.groups.b.config.lr: expected 0.5, its schedule's value for update 4, got 1",
    ],
    [
      "a value in place of the schedule",
      (s) => (s.groups.default.config.lr = 0.375),
      "snapshot.groups.default.config.lr: expected no value, since it has a schedule, got 0.375",
    ],
    ["no groups", (s) => delete s.groups, 'snapshot: expected "groups", got none'],
    ["no group b", (s) => delete s.groups.b, 'snapshot.groups: expected "b", got none'],
    ["a group that is none", (s) => (s.groups.b = null), "snapshot.groups.b: expected an object, got null"],
    ["no config", (s) => delete s.config, 'snapshot: expected "config", got none'],
    ["a broken t", (s) => (s.t = -1), "snapshot.t: expected a whole number >= 0, got -1"],
  ])("restore refuses %s, leaving every bit", (_, change, message) => {
    const optimizer = make();
    train(optimizer, 1, 3);
    const snapshot = structuredClone(optimizer.snapshot());
    train(optimizer, 4, 4);
    const before = bitsOf(optimizer);
    change(snapshot);
    let error: unknown;
    try {
      optimizer.restore(snapshot);
    } catch (thrown) {
      error = thrown;
    }
    if (typeof message === "string") expect((error as Error).message).toBe(message);
    else expect((error as Error).message).toMatch(message);
    expect(bitsOf(optimizer)).toEqual(before);
  });

  it("an optimizer without schedules refuses a snapshot with some, and the other way round", () => {
    const inner = (): ReturnType<typeof createOptimizer> =>
      createOptimizer(gd, {}, { w: Float64Array.of(0) });
    const outer = scheduled(inner(), { lr: halving });
    expect(() => inner().restore(outer.snapshot())).toThrow(
      'snapshot.groups.default: expected params, config, scalars, got "schedules"',
    );
    expect(() => outer.restore(inner().snapshot())).toThrow(/schedules\.lr: expected \{.+\}, got none$/);
    expect(() => outer.restore(null as unknown as Snapshot)).toThrow(
      "snapshot: expected an object, got null",
    );
  });
});

describe("what scheduled refuses", () => {
  const optimizer = (): ReturnType<typeof createOptimizer> =>
    createOptimizer<string, string, string, FloatArray>(
      momentum,
      {},
      { w: Float64Array.of(0), b: Float64Array.of(0) },
      { groups: { b: { params: ["b"], config: {} } } },
    ) as ReturnType<typeof createOptimizer>;
  it.each<[what: string, schedules: unknown, groups: unknown, message: string]>([
    ["no schedules", undefined, {}, "schedules: expected an object of schedules, got undefined"],
    [
      "an unknown hyperparameter",
      { rate: halving },
      {},
      'schedules: expected hyperparameters lr, momentum, got "rate"',
    ],
    ["what is no schedule", { lr: 0.1 }, {}, "schedules.lr: expected a schedule, got 0.1"],
    ["an unknown group", {}, { c: { lr: halving } }, 'groups: expected names of groups (b), got "c"'],
    [
      "the group of all",
      {},
      { default: { lr: halving } },
      'groups: expected names of groups (b), got "default"',
    ],
    [
      "a group that everything inherits",
      {},
      { constructor: {} },
      'groups: expected names of groups (b), got "constructor"',
    ],
    ["groups that are none", {}, [], "groups: expected schedules by group, got an array of length 0"],
    [
      "an end out of range",
      { momentum: { kind: "linear", from: 0.5, to: 1.5, steps: 9 } },
      {},
      "schedules.momentum: expected values in [0, 1], got one that reaches 1.5",
    ],
    [
      "growth without an end",
      {},
      { b: { lr: { kind: "exponential", from: 1e-8, factor: 1.01 } } },
      "groups.b.lr: expected values in [0, inf), got one that reaches Infinity",
    ],
    [
      "growth that ends too late",
      { momentum: { kind: "step", from: 0.25, factor: 2, every: 5, steps: 15 } },
      {},
      "schedules.momentum: expected values in [0, 1], got one that reaches 2",
    ],
    [
      "a piece out of range",
      { lr: { kind: "chained", pieces: [{ kind: "constant", value: -1, steps: 1 }, halving] } },
      {},
      "schedules.lr: expected values in [0, inf), got one that reaches -1",
    ],
  ])("%s", (_, schedules, groups, message) => {
    const inner = optimizer();
    const before = bitsOf(inner);
    expect(() => scheduled(inner, schedules as Schedules, groups as Record<string, Schedules>)).toThrow(
      message,
    );
    expect(bitsOf(inner)).toEqual(before);
  });

  it("schedules twice, and a value that hides one", () => {
    const inner = optimizer();
    expect(() => scheduled(scheduled(inner, {}), {})).toThrow("optimizer: expected one without schedules");
    inner.configure({ lr: 0.5 }, "default");
    expect(() => scheduled(inner, { lr: halving })).toThrow(
      "groups.default.config.lr: expected no value, since it has a schedule, got 0.5",
    );
  });
});
