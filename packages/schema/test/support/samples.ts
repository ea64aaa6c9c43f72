import { adam, createOptimizer, type FloatArray, type Snapshot, scheduled } from "@optspec/core";
import type { ManifestJson } from "../../src/checkpoint/manifest/manifest.ts";
import { manifestJson } from "../../src/checkpoint/manifest/print-manifest.ts";
import { checkpointOf, encodeNumbers, encodeSnapshot, type SnapshotJson } from "../../src/index.ts";

/** What JSON text makes of a value. */
export function throughText<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

/** A snapshot with two groups, each with a schedule, and three updates behind it. */
export function sampleSnapshot(dtype: "f32" | "f64"): Snapshot {
  const Numbers = dtype === "f32" ? Float32Array : Float64Array;
  const params = { w: new Numbers([1, -2, 0.1]), b: new Numbers([0, -0]) };
  const optimizer = scheduled(
    createOptimizer<"lr" | "beta1" | "beta2" | "eps", "s" | "r", "w" | "b", FloatArray>(
      adam,
      { lr: 0.01 },
      params,
      {
        groups: { biases: { params: ["b"], config: { lr: 0.1 } } },
      },
    ),
    { lr: { kind: "exponential", from: 0.01, factor: 0.5 } },
    { biases: { beta1: { kind: "linear", from: 0.5, to: 0.9, steps: 10 } } },
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

const explanation = {
  ...{ kind: "variant", edits: 1, choice: { epsSite: "outside" }, defaults: { eps: 1e-7 } },
  ...{
    meaning: ["ε stands outside the root"],
    requirements: ["ADAM-11"],
    program: ["r = r"],
    profiles: ["tfjs"],
  },
  ...{ matched: 1, bug: "eps-outside", resembles: ["a port"], fix: "Add ε below the root." },
};
const judged = { judged: 2, notJudged: 0, worstUlp: 3, worstRatio: "Infinity" };
const deviation = {
  ...{ step: 1, quantity: "theta", param: "w", index: 0, expected: 1, got: "NaN" },
  ...{ ulp: "Infinity", bound: 1e-9, ratio: "Infinity", requirement: "ADAM-11" },
};
export const result = {
  ...{
    version: 1,
    suite: "0.1.0",
    spec: "0.1.0",
    seed: 1,
    started: "2026-11-26T00:00:00.000Z",
    milliseconds: 2.5,
  },
  port: introduction.port,
  groups: [
    {
      ...{
        rule: "adam",
        profile: "normative",
        dtype: "f32",
        planned: 2,
        worstUlp: 3,
        worstRatio: "Infinity",
      },
      counts: { exact: 1, "within bound": 0, deviates: 1, skipped: 0, error: 0 },
      diagnosis: { explanations: [explanation], cases: 1 },
      cases: [
        {
          id: "a",
          title: "first",
          verdict: "exact",
          ...judged,
          trace: { ulp: [3], bound: [4], ratio: [0.75] },
        },
        {
          ...{ id: "b", title: "second", verdict: "deviates", ...judged, deviation, known: "reported" },
          ...{ reason: "why", failure: "reply" },
        },
      ],
    },
  ],
};

/** The manifest of a checkpoint with two groups, schedules and metadata. */
export function sampleManifestJson(): ManifestJson {
  const optimizer = scheduled(
    createOptimizer<string, string, string, FloatArray>(
      adam,
      {},
      { w: new Float32Array(6), b: new Float32Array(1) },
      { groups: { biases: { params: ["b"], config: { lr: 0.1 } } } },
    ),
    { lr: { kind: "chained", pieces: [{ kind: "constant", value: 0.01 }] } },
    {
      biases: {
        beta1: { kind: "repeated", schedule: { kind: "cosine", from: 0.5, to: 0.9, steps: 10 }, times: 2 },
      },
    },
  );
  const options = { shapes: { w: [2, 3] }, metadata: { run: "x" } };
  return throughText(manifestJson(checkpointOf(optimizer, options).manifest));
}
