import { profiles } from "@optspec/core";
import { expect, test } from "vitest";
import { specified } from "../../src/cases/rule-named.ts";
import type { Port, RunRequest } from "../../src/ports/port.ts";
import { conforms, verify } from "../../src/verify/verify.ts";

const module = new URL("../../ports/javascript-core/port.mjs", import.meta.url).href;
const { default: core, corePort }: { default: Port; corePort(profile?: string): Port } = await import(module);

test.each(Object.keys(profiles))("core is exact in every rule of profile %s", async (profile) => {
  // Every profile runs the same code; both types of one, and the shorter expectations of the others, will do.
  const dtypes = profile === "normative" ? (["f32", "f64"] as const) : (["f32"] as const);
  const result = await verify(corePort(profile), { cases: 8, dtypes });
  expect(result.groups.length).toBe(dtypes.length * corePort(profile).claims.length);
  expect(conforms(result)).toBe(true);
  for (const { rule, dtype, counts } of result.groups)
    expect(counts["within bound"], `${rule} ${dtype}`).toBe(0);
});

test("the default export is the normative profile", () => {
  expect(core.claims.map(({ rule, profile }) => `${rule} ${profile}`)).toEqual(
    Object.keys(specified).map((rule) => `${rule} normative`),
  );
});

const request: RunRequest = {
  rule: "adagrad",
  dtype: "f64",
  config: { eps: 1e-2 },
  params: { w: { shape: [2], data: [1, -2] } },
  steps: [{ grads: { w: [0.5, 0] } }, { grads: { w: [0.5, 0] }, config: { lr: 0 } }],
};

test("the reply keeps each update apart, and names every slot", () => {
  const reply = core.run(request);
  expect(reply).toEqual({
    steps: [
      {
        params: { w: Float64Array.of(1 - (0.01 * 0.5) / Math.sqrt(0.25 + 1e-2), -2) },
        state: { w: { r: Float64Array.of(0.25, 0) } },
      },
      {
        params: { w: Float64Array.of(1 - (0.01 * 0.5) / Math.sqrt(0.25 + 1e-2), -2) },
        state: { w: { r: Float64Array.of(0.5, 0) } },
      },
    ],
  });
});

test("a hyperparameter that a profile fixes is skipped, not ignored", () => {
  expect(corePort("tfjs").run(request)).toEqual({ skipped: "this profile fixes eps at 1e-7" });
});

test("an unknown profile is refused", () => {
  expect(() => corePort("torch")).toThrow(/profile: expected normative, .*, got "torch"/);
});
