import { adam, createOptimizer, type FloatArray, type Snapshot } from "@optspec/core";
import type { ManifestJson } from "../../src/checkpoint/manifest/manifest.ts";
import { manifestJson } from "../../src/checkpoint/manifest/print-manifest.ts";
import { checkpointOf, encodeNumbers, encodeSnapshot, type SnapshotJson } from "../../src/index.ts";

/** What JSON text makes of a value. */
export function throughText<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

/** A snapshot with two groups and three updates behind it. */
export function sampleSnapshot(dtype: "f32" | "f64"): Snapshot {
  const Numbers = dtype === "f32" ? Float32Array : Float64Array;
  const params = { w: new Numbers([1, -2, 0.1]), b: new Numbers([0, -0]) };
  const optimizer = createOptimizer<"lr" | "beta1" | "beta2" | "eps", "s" | "r", "w" | "b", FloatArray>(
    adam,
    { lr: 0.01 },
    params,
    {
      groups: { biases: { params: ["b"], config: { lr: 0.1 } } },
    },
  );
  optimizer.grads.w.set([0.5, Number.NaN, 1e-30]);
  optimizer.grads.b.set([3, -4]);
  for (let step = 0; step < 3; step++) optimizer.step();
  return optimizer.snapshot();
}

export function sampleSnapshotJson(dtype: "f32" | "f64"): SnapshotJson {
  return throughText(encodeSnapshot(sampleSnapshot(dtype)));
}

export const request = {
  rule: "adam",
  dtype: "f32",
  config: { lr: 0.001, beta1: 0.9 },
  params: { w: { shape: [2], data: [1, "-0"] }, b: { shape: [], data: [0.5] } },
  steps: [
    { grads: { w: [0.5, "NaN"], b: ["-Infinity"] } },
    { grads: { w: [0.25, 0], b: ["Infinity"] }, config: { lr: 0.0005 } },
  ],
};

/** A starting point that fits the request. */
export const from = { t: 5, state: { w: { s: [0, "-0"], r: ["NaN", 2] }, b: { s: [1], r: [4] } } };

export const start = { id: 0, cmd: "start", protocol: [1], suite: "0.1.0" };
export const introduction = {
  id: 0,
  protocol: 1,
  port: { name: "torch.optim", version: "2.13.0", language: "python" },
  claims: [{ rule: "adam", profile: "pytorch", dtypes: ["f32", "f64"] }],
  capabilities: ["state", "restore", "resume"],
};

const stepReply = {
  params: { w: [1, "-0"], b: [0.5] },
  state: { w: { s: [0, 1], r: ["NaN", 2] }, b: { s: [1], r: [4] } },
};
export const reply = { steps: [stepReply, stepReply] };

const values = (...numbers: number[]) => ({
  value: encodeNumbers(numbers),
  bound: numbers.map((value) => (Number.isFinite(value) ? 1e-9 : null)),
  algorithm: encodeNumbers(numbers),
});
const fixtureStep = {
  params: { w: values(1, -0), b: values(0.5) },
  state: { w: { s: values(0, 1), r: values(Number.NaN, 2) }, b: { s: values(1), r: values(4) } },
};
export const fixture = {
  id: "adam-two-steps",
  title: "two steps",
  requirements: ["ADAM-1", "ADAM-12"],
  hunts: ["eps-outside"],
  ...request,
  expected: [fixtureStep, fixtureStep],
  provenance: "arbitrary precision, 60 digits",
};

/** The manifest of a checkpoint with two groups, a schedule and metadata. */
export function sampleManifestJson(): ManifestJson {
  const optimizer = createOptimizer<string, string, string, FloatArray>(
    adam,
    { lr: 0.01 },
    { w: new Float32Array(6), b: new Float32Array(1) },
    { groups: { biases: { params: ["b"], config: { lr: 0.1 } } } },
  );
  const options = { shapes: { w: [2, 3] }, schedule: { kind: "constant" }, metadata: { run: "x" } };
  return throughText(manifestJson(checkpointOf(optimizer, options).manifest));
}
