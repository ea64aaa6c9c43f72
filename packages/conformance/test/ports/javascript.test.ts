import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { allManifests } from "../../scripts/ports/manifest.ts";
import { loadPort } from "../../src/ports/load.ts";
import type { Port, RunRequest } from "../../src/ports/port.ts";

const portAt = (name: string): Promise<Port> =>
  loadPort(fileURLToPath(new URL(`../../ports/${name}/port.mjs`, import.meta.url)));

const request = (changes: Partial<RunRequest>): RunRequest => ({
  rule: "adam",
  dtype: "f64",
  config: {},
  params: { w: { shape: [2], data: [1, -2] }, b: { shape: [], data: [0.5] } },
  steps: [{ grads: { w: [0.5, 0.25], b: [1] } }, { grads: { w: [0.5, -0.25], b: [0] } }],
  ...changes,
});

// js-pytorch is no dependency here; `npm run ports` sets it up.
const ports = allManifests().filter(
  ({ module, setup, name }) => module !== undefined && setup === undefined && name !== "javascript-core",
);

test.each(ports)("$name skips what its library does not have, with the reason", async ({ name, rules }) => {
  const port = await portAt(name);
  const [rule, dtypes] = Object.entries(rules)[0]!;
  expect(await port.run(request({ rule: "no-such-rule" }))).toEqual({
    skipped: expect.stringContaining("no-such-rule"),
  });
  const dtype = dtypes!.includes("f32") ? "f64" : "f32";
  expect(await port.run(request({ rule, dtype, config: { lr: 0.1 } }))).toEqual({
    skipped: expect.any(String),
  });
});

/** The first element of w after each update, and its state there. */
async function runOf(name: string, asked: Partial<RunRequest>): Promise<unknown[]> {
  const reply = await (await portAt(name)).run(request(asked));
  if (!("steps" in reply)) return [reply];
  return reply.steps.map(({ params, state }) => ({
    w: params.w![0],
    ...Object.fromEntries(Object.entries(state?.w ?? {}).map(([slot, values]) => [slot, values[0]])),
  }));
}

describe("what the libraries themselves compute, reached without going around them", () => {
  test("convnetjs runs momentum where it is asked for adam", async () => {
    const config = { lr: 0.5, beta1: 0.25, beta2: 0.5, eps: 0.125 };
    const asMomentum = { rule: "momentum", config: { lr: 0.5, momentum: 0.9 } };
    const expected = (await runOf("javascript-convnetjs", asMomentum)) as { w: number }[];
    const adam = (await runOf("javascript-convnetjs-adam", { config })) as { w: number }[];
    expect(adam.map(({ w }) => w)).toEqual(expected.map(({ w }) => w));
    expect(adam[0]!.w).toBe(0.75);
  });

  test("brain.js gives its biases no momentum, and the moments of the update before", async () => {
    const f32 = { dtype: "f32" as const };
    const momentum = { ...f32, rule: "momentum", config: { lr: 0.5, momentum: 0.5 } };
    expect(await runOf("javascript-brainjs", momentum)).toEqual([
      { w: 0.75, v: -0.25 },
      { w: 0.375, v: -0.375 },
    ]);
    expect(await runOf("javascript-brainjs-biases", momentum)).toEqual([{ w: 0.75 }, { w: 0.5 }]);
    const adam = { ...f32, config: { lr: 0.5, beta1: 0.5, beta2: 0.5, eps: 0 } };
    expect(await runOf("javascript-brainjs", adam)).toEqual([
      { w: 0.5, s: 0.25, r: 0.125 },
      { w: 0, s: 0.375, r: 0.1875 },
    ]);
    // 0/0: there were no moments before the first update.
    expect(await runOf("javascript-brainjs-biases", adam)).toEqual([{ w: Number.NaN }, { w: Number.NaN }]);
  });

  test("brain.js refuses a rate of 0, which is skipped with its own words", async () => {
    const asked = { dtype: "f32" as const, config: { lr: 0 } };
    expect(await runOf("javascript-brainjs", asked)).toEqual([
      { skipped: expect.stringMatching(/^brain\.js: \[learningRate, 0\] is out of normal training range/) },
    ]);
  });

  test("neataptic takes a rate of 0 for its default of 0.3", async () => {
    const asked = { rule: "momentum", config: { lr: 0, momentum: 0.5 } };
    expect(await runOf("javascript-neataptic", asked)).toEqual([
      { w: 0.85, v: -0.15 },
      { w: 0.625, v: -0.22499999999999998 },
    ]);
  });

  test("jax-js is driven in binary32, and reports its moments", async () => {
    const asked = { dtype: "f32" as const, config: { lr: 0.5, beta1: 0.5, beta2: 0.5, eps: 0 } };
    expect(await runOf("javascript-jax-js", asked)).toEqual([
      { w: 0.5, s: 0.25, r: 0.125 },
      { w: 0, s: 0.375, r: 0.1875 },
    ]);
  });
});
