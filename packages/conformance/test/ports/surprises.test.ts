import { composeVariant, type DType, families } from "@optspec/core";
import { expect, test } from "vitest";
import type { Deviation, Manifest } from "../../scripts/ports/manifest.ts";
import { surprises } from "../../scripts/ports/surprises.ts";
import type { Port, RunReply, RunRequest } from "../../src/ports/port.ts";
import { simulate } from "../../src/self-test/simulate.ts";
import { verify } from "../../src/verify/verify.ts";

const library = { name: "example", version: "1.0.0" };
const manifest: Manifest = {
  ...{ folder: "", name: "javascript-example", language: "javascript", library, needs: [], env: {} },
  ...{ module: "port.mjs", profile: "normative", rules: { adam: ["f32", "f64"] }, deviations: [] },
};
const adam = families.adam!;
const port = (run: Port["run"]): Port => ({
  port: { name: "example", version: "1.0.0+cpu", language: "javascript" },
  claims: [{ rule: "adam", profile: "normative", dtypes: ["f32", "f64"] }],
  run,
});

/** Adam with ε outside the root, powers of binary32 numbers where the tensors are, and an ε of its own. */
const variant = port(
  simulate(composeVariant(adam, { epsSite: "outside", betaPowers: "tensorType" }, { hypers: { eps: 1e-7 } })),
);
const honest = port(simulate(composeVariant(adam, {})));
const found = new Map(
  await Promise.all([variant, honest].map(async (one) => [one, await verify(one, { cases: 4 })] as const)),
);

/** What surprises in a verified port, next to a manifest that differs from the one above. */
function surprisesIn(verified: Port, changes: Partial<Manifest>): string[] {
  return surprises({ ...manifest, ...changes }, { claims: verified.claims, results: [found.get(verified)!] });
}

const known: Deviation = {
  held: ["normative"],
  rule: "adam",
  choice: { epsSite: "outside", betaPowers: "tensorType" },
  defaults: { eps: 1e-7 },
  source: "adam.py",
};

test("what conforms, and what deviates as listed, is no surprise; nor are build metadata", () => {
  expect(surprisesIn(honest, {})).toEqual([]);
  // One entry for both types, though binary64 tells fewer axes.
  expect(surprisesIn(variant, { deviations: [known] })).toEqual([]);
});

const inBoth = (message: string): string[] =>
  ["f32", "f64"].map((dtype) => `adam ${dtype}, held to normative: ${message}`);
const evident = {
  f32: "epsSite = outside, betaPowers = tensorType, eps = 1e-7",
  f64: "eps-outside-root, eps = 1e-7",
};

test("an expected deviation that does not happen", () => {
  const expected = inBoth("expected epsSite = outside, betaPowers = tensorType, eps = 1e-7, conforms");
  expect(surprisesIn(honest, { deviations: [known] })).toEqual(expected);
});

test("a deviation that is not expected", () => {
  expect(surprisesIn(variant, { deviations: [{ ...known, dtypes: ["f64"] }] })).toEqual([
    `adam f32, held to normative: expected to conform, deviates: ${evident.f32}`,
  ]);
});

test.each<[string, Partial<Deviation>, readonly DType[]]>([
  ["another axis", { choice: { ...known.choice, epsOn: "raw" } }, ["f32", "f64"]],
  ["fewer axes", { choice: { epsSite: "outside" } }, ["f32"]],
  ["other defaults", { defaults: { eps: 1e-8 } }, ["f32", "f64"]],
  ["no defaults", { defaults: {} }, ["f32", "f64"]],
  ["a bug", { bug: "no-bias-correction" }, ["f32", "f64"]],
  ["nothing", { choice: undefined, defaults: undefined, unexplained: "strange" } as never, ["f32", "f64"]],
])("another diagnosis than expected: %s", (_, changes, surprising) => {
  const told = surprisesIn(variant, { deviations: [{ ...known, ...changes }] });
  expect(told.map((line) => line.split(",")[0])).toEqual(surprising.map((dtype) => `adam ${dtype}`));
  for (const line of told) expect(line).toMatch(/: expected .*, got .*eps = 1e-7$/);
});

test("the slug of a bug is enough", () => {
  const bug: Deviation = { ...known, dtypes: ["f64"], choice: undefined as never, bug: "eps-outside-root" };
  expect(surprisesIn(variant, { deviations: [bug, { ...known, dtypes: ["f32"] }] })).toEqual([]);
});

test.each<[Partial<Manifest>, string]>([
  [{ library: { ...library, version: "1.0.1" } }, "version: expected 1.0.1, got 1.0.0"],
  [{ library: { ...library, name: "sample" } }, "name: expected sample, got example"],
  [{ language: "typescript" }, "language: expected typescript, got javascript"],
  [{ rules: { adam: ["f64"] } }, "claims: expected adam normative f64, got adam normative f32+f64"],
])("a port that says something else than its manifest: %#", (changes, message) => {
  expect(surprisesIn(honest, changes)).toEqual([message]);
});

test.each<[string, (request: RunRequest) => RunReply, RegExp]>([
  ["fails", () => ({ error: "out of memory" }), /: \d+ cases failed, adam-.*: .*out of memory/],
  [
    "skips everything",
    () => ({ skipped: "not today" }),
    /: expected something to judge, every case was skipped/,
  ],
])("a port that %s, whatever is listed", async (_, run, message) => {
  const failing = port(run);
  found.set(failing, await verify(failing, { cases: 1, dtypes: ["f64"] }));
  const told = surprisesIn(failing, { deviations: [known] });
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(message);
});
