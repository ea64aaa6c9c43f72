import { createOptimizer, type FloatArray, profileRule, type Rule, rules } from "@optspec/core";
import { describe, expect, it } from "vitest";
import {
  type Allowance,
  CheckpointError,
  checkpointOf,
  encodeCheckpoint,
  loadCheckpoint,
  resumeCheckpoint,
} from "../../src/index.ts";
import { type AnyOptimizer, bitsOf, makeOptimizer, train } from "./support/optimizers.ts";

type Arrays = Record<string, FloatArray>;
const make = (params: Arrays, rule: Rule = rules.adam, config = {}, groups = {}): AnyOptimizer =>
  createOptimizer<string, string, string, FloatArray>(rule, config, params, { groups });
const w = (): FloatArray => new Float32Array([1, 2, 3, 4, 5, 6]);
const b = (): FloatArray => new Float32Array([7]);
const shapes = { w: [2, 3] };

function saved(): Uint8Array {
  const optimizer = make({ w: w(), b: b() });
  train(optimizer, 2);
  return encodeCheckpoint(optimizer, { shapes });
}

function mismatch(optimizer: AnyOptimizer, options = {}): CheckpointError {
  const before = bitsOf(optimizer);
  let error: unknown;
  try {
    loadCheckpoint(optimizer, saved(), options);
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(CheckpointError);
  expect((error as CheckpointError).code).toBe("mismatch");
  expect(bitsOf(optimizer)).toEqual(before);
  return error as CheckpointError;
}

const differing: readonly [Allowance, () => AnyOptimizer, object, string][] = [
  [
    "missing",
    () => make({ w: w(), b: b(), c: b() }),
    {},
    "params.c: expected a parameter of this name, got none",
  ],
  ["extra", () => make({ w: w() }), {}, "params.b: expected no parameter of this name, got one of shape [1]"],
  [
    "shape",
    () => make({ w: w(), b: b() }),
    { shapes: { w: [3, 2] } },
    "params.w.shape: expected [3,2], got [2,3]",
  ],
  [
    "dtype",
    () => make({ w: Float64Array.from(w()), b: Float64Array.from(b()) }),
    {},
    "dtype: expected f64, got f32",
  ],
  ["rule", () => make({ w: w(), b: b() }, rules.gd), {}, "rule: expected gd, got adam"],
  ["program", () => make({ w: w(), b: b() }, profileRule("pytorch", "adam")), {}, "program.theta: expected "],
  [
    "config",
    () => make({ w: w(), b: b() }, rules.adam, { lr: 0.5 }),
    {},
    "config.lr: expected 0.5, got 0.001",
  ],
  [
    "groups",
    () => make({ w: w(), b: b() }, rules.adam, {}, { g: { params: ["b"], config: {} } }),
    {},
    "groups.g: expected a group of this name, got none",
  ],
];

describe("a difference is named, and refused unless its kind is accepted", () => {
  it.each(differing)("%s", (kind, target, options, message) => {
    const optimizer = target();
    const error = mismatch(optimizer, options);
    expect(error.message).toContain(message);
    expect(error.message).toContain(`allow: ["${kind}"]`);
    const others = new Set(error.issues.map(({ allow }) => allow));
    others.delete(kind);
    const accepted = loadCheckpoint(optimizer, saved(), {
      ...options,
      allow: [kind, ...(others as Set<Allowance>)],
    });
    expect(accepted.map(({ allow }) => allow)).toContain(kind);
    expect(optimizer.t).toBe(2);
    if (kind !== "rule" && kind !== "missing")
      expect([...optimizer.params.w!].map(Math.fround)).toEqual([...resumeCheckpoint(saved()).params.w!]);
  });

  it("all of them at once", () => {
    const optimizer = make(
      { w: new Float64Array(5), c: new Float64Array(1) },
      profileRule("keras", "adam"),
      { lr: 1 },
      { g: { params: ["c"], config: { beta1: 0.5 } } },
    );
    const kinds = mismatch(optimizer, { shapes: { w: [5] } }).issues.map(({ allow }) => allow);
    for (const kind of ["missing", "extra", "dtype", "program", "config", "groups", undefined])
      expect(kinds).toContain(kind);
  });
});

it("another number of elements cannot be accepted", () => {
  const all = ["missing", "extra", "shape", "dtype", "rule", "program", "config", "groups", "theta"] as const;
  const optimizer = make({ w: new Float32Array(5), b: b() });
  const { issues } = mismatch(optimizer, { allow: all });
  expect(issues).toEqual([{ path: "params.w.shape", expected: "5 numbers", got: "[2,3], 6 numbers" }]);
});

it("an unknown opt-in is an error", () => {
  expect(() => loadCheckpoint(make({ w: w(), b: b() }), saved(), { allow: ["shapes" as never] })).toThrow(
    'allow: expected missing, extra, shape, dtype, rule, program, config, schedule, groups, theta, got "shapes"',
  );
});

it("the checkpoint's hyperparameters win unless told otherwise", () => {
  const take = make({ w: w(), b: b() }, rules.adam, { lr: 0.5 });
  loadCheckpoint(take, saved(), { allow: ["config"] });
  expect(take.config.lr).toBe(0.001);
  const keep = make({ w: w(), b: b() }, rules.adam, { lr: 0.5 });
  loadCheckpoint(keep, saved(), { keepConfig: true });
  expect(keep.config.lr).toBe(0.5);
});

it("hyperparameters out of the optimizer's range are refused even so", () => {
  const fixed = profileRule("tfjs", "adagrad");
  const source = make({ w: w() }, rules.adagrad, { eps: 1e-3 });
  expect(() =>
    loadCheckpoint(make({ w: w() }, fixed), encodeCheckpoint(source), { allow: ["program", "config"] }),
  ).toThrow("config.eps: expected a number in [1e-7, 1e-7], got 0.001");
});

it("what the checkpoint lacks stays as it is", () => {
  const optimizer = make({ w: w(), b: b(), c: new Float32Array([9]) });
  train(optimizer, 1);
  const before = [optimizer.params.c![0], optimizer.state.c!.s![0]];
  loadCheckpoint(optimizer, saved(), { allow: ["missing", "groups"] });
  expect([optimizer.params.c![0], optimizer.state.c!.s![0]]).toEqual(before);
});

it("a state without parameters leaves the parameters", () => {
  const source = makeOptimizer(rules.adam, "f32");
  train(source, 3);
  const bytes = encodeCheckpoint(source, { theta: false });
  const optimizer = makeOptimizer(rules.adam, "f32", {}, 5);
  expect(() => loadCheckpoint(optimizer, bytes)).toThrow(
    "theta: expected the parameters, got the state alone",
  );
  const params = [...optimizer.params.w!];
  loadCheckpoint(optimizer, bytes, { allow: ["theta"] });
  expect([...optimizer.params.w!]).toEqual(params);
  expect([...optimizer.state.w!.s!]).toEqual([...source.state.w!.s!]);
  expect(() => resumeCheckpoint(bytes)).toThrow("theta");
});

it("parameters are matched by name, whatever their order", () => {
  const source = make({ a: b(), z: new Float32Array([3]) });
  train(source, 2);
  const other = make({ z: new Float32Array(1), a: new Float32Array(1) });
  loadCheckpoint(other, checkpointOf(source));
  expect([...other.params.a!, ...other.params.z!]).toEqual([...source.params.a!, ...source.params.z!]);
});

it("skipped updates and scalar slots come along", () => {
  const running = profileRule("tfjs", "adam");
  const source = createOptimizer<string, string, string, FloatArray>(
    running,
    {},
    { w: w() },
    { nonFinite: "skip" },
  );
  for (const value of [1, Number.NaN, 2, Number.POSITIVE_INFINITY]) source.step({ w: w().fill(value) });
  expect([source.t, source.skipped]).toEqual([2, 2]);
  const other = make({ w: w() }, running);
  loadCheckpoint(other, encodeCheckpoint(source));
  expect(bitsOf(other)).toEqual(bitsOf(source));
  expect(other.skipped).toBe(2);
});
