import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { memory, scalar, train } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { loadPort } from "../../src/ports/load.ts";
import type { RunRequest } from "../../src/ports/port.ts";
import { verify } from "../../src/verify/verify.ts";

const path = fileURLToPath(new URL("../../ports/javascript-tfjs/port.mjs", import.meta.url));
const tfjs = await loadPort(path);

const request = (
  rule: string,
  config: Record<string, number>,
  change?: Record<string, number>,
): RunRequest => ({
  rule,
  dtype: "f32",
  config,
  params: { w: { shape: [2, 1], data: [1, -2] }, b: { shape: [], data: [0.5] } },
  steps: [
    { grads: { w: [0.5, 0.25], b: [1] } },
    { grads: { w: [0.5, -0.25], b: [0] }, ...(change && { config: change }) },
  ],
});

describe("held to its own profile", async () => {
  const { groups } = await verify(tfjs);

  test.each(groups)("$rule conforms", ({ rule, dtype, counts }) => {
    expect(dtype).toBe("f32");
    expect(counts).toMatchObject({ deviates: 0, error: 0 });
    expect(counts.exact + counts["within bound"], rule).toBeGreaterThan(50);
  });
});

describe("held to the specification", async () => {
  const { groups } = await verify(tfjs, { profile: "normative" });
  const group = (rule: string) => groups.find((other) => other.rule === rule)!;

  test("gd conforms", () => {
    expect(group("gd").counts.deviates).toBe(0);
  });

  test.each([
    { rule: "momentum", choice: { lrInVelocity: "no" } },
    { rule: "adagrad", choice: { acc0: 0.1 } },
    { rule: "adam", choice: { epsSite: "outside", betaPowers: "runningProduct" } },
  ])("$rule deviates, and the variant is named", ({ rule, choice }) => {
    const { counts, diagnosis } = group(rule);
    expect(counts.deviates).toBeGreaterThan(0);
    const [best] = diagnosis!.explanations;
    expect(best!.choice).toMatchObject(choice);
    expect(best!.profiles).toContain("tfjs");
    expect(best!.matched).toBe(diagnosis!.cases);
  });

  test("momentum's fixtures deviate only where the learning rate changes", () => {
    const fixtures = group("momentum").cases.filter(({ id }) => !id.startsWith("generated-"));
    const deviating = fixtures.filter(({ verdict }) => verdict === "deviates").map(({ id }) => id);
    expect(deviating).toEqual(["momentum-changing-learning-rate-f32", "momentum-zero-rate-f32"]);
  });
});

describe("what tfjs cannot do is skipped, with the reason", () => {
  test.each([
    [request("gd", {}), "tfjs has no default for lr"],
    [request("momentum", { lr: 0.1 }), "tfjs has no default for momentum"],
    [request("adagrad", { lr: 0.1, eps: 1e-8 }), "tfjs fixes eps at 1e-7"],
    [request("adagrad", { lr: 0.1 }, { eps: 1e-8 }), "tfjs cannot change eps between updates"],
    [
      request("momentum", { lr: 0.1, momentum: 0.9 }, { momentum: 0.5 }),
      "tfjs cannot change momentum between updates",
    ],
    [request("adam", {}, { beta1: 0.5 }), "tfjs cannot change beta1 between updates"],
    [{ ...request("adam", {}), dtype: "f64" as const }, "tfjs has no tensors of f64"],
    [request("rmsprop", {}), "tfjs has no rule rmsprop"],
  ])("%#: %o", async (skipped, reason) => {
    expect(await tfjs.run(skipped)).toEqual({ skipped: reason });
  });

  test("a change to the value that stands is none", async () => {
    expect(await tfjs.run(request("adagrad", { lr: 0.1 }, { eps: 1e-7 }))).toHaveProperty("steps");
    expect(await tfjs.run(request("adam", { beta1: 0.5 }, { beta1: 0.5 }))).toHaveProperty("steps");
  });

  test("setMomentum() has no effect, so the port does not use it", () => {
    const optimizer = train.momentum(0.1, 0.9);
    optimizer.setMomentum(0.5);
    const variable = scalar(0).variable(true, "setMomentum");
    const gradient = scalar(1);
    for (let update = 0; update < 2; update++)
      optimizer.applyGradients([{ name: variable.name, tensor: gradient }]);
    expect(variable.dataSync()[0]).toBeCloseTo(-0.1 - 0.19, 6);
    optimizer.dispose();
    variable.dispose();
    gradient.dispose();
  });
});

test("state is reported in the specification's terms, or not at all", async () => {
  const stateOf = async (rule: string, config: Record<string, number>): Promise<unknown> => {
    const reply = await tfjs.run(request(rule, config));
    return "steps" in reply ? reply.steps[0]!.state : reply;
  };
  expect(await stateOf("gd", { lr: 0.1 })).toBeUndefined();
  expect(await stateOf("momentum", { lr: 0.1, momentum: 0.9 })).toBeUndefined();
  expect(await stateOf("adagrad", { lr: 0.1 })).toEqual({
    w: { r: Float32Array.of(0.35, 0.1625) },
    b: { r: Float32Array.of(1.1) },
  });
  expect(await stateOf("adam", { beta1: 0.5, beta2: 0.75 })).toEqual({
    w: { s: Float32Array.of(0.25, 0.125), r: Float32Array.of(0.0625, 0.015625) },
    b: { s: Float32Array.of(0.5), r: Float32Array.of(0.25) },
  });
});

test("a run leaves no tensor behind, nor does one that fails", async () => {
  const before = memory();
  for (const rule of ["gd", "momentum", "adagrad", "adam"])
    await tfjs.run(request(rule, { lr: 0.1, ...(rule === "momentum" && { momentum: 0.9 }) }, { lr: 0.2 }));
  const wrong = request("adam", {});
  expect(() =>
    tfjs.run({ ...wrong, steps: [wrong.steps[0]!, { grads: { w: [1, 2], b: [1, 2] } }] }),
  ).toThrow();
  expect(memory()).toEqual(before);
});

test("nothing is written to stdout", () => {
  const run = `const { default: port } = await import(${JSON.stringify(path)}); port.run(${JSON.stringify(request("adam", {}))});`;
  expect(execFileSync(process.execPath, ["--input-type=module", "-e", run], { encoding: "utf8" })).toBe("");
});
