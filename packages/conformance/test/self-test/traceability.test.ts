import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { allFixtures } from "../../src/cases/fixtures.ts";
import { traceRequirements } from "../../src/self-test/traceability.ts";
import { excused } from "../../src/self-test/untestable.ts";
import type { RequirementList } from "../../src/spec/requirements.ts";

const list: RequirementList = JSON.parse(
  readFileSync(new URL("../../../../spec/requirements.json", import.meta.url), "utf8"),
);
const traces = traceRequirements(list.requirements);

it("fixtures name requirements that exist", () => {
  const ids = new Set(list.requirements.map(({ id }) => id));
  const unknown = allFixtures().flatMap(({ id, requirements }) =>
    requirements.filter((requirement) => !ids.has(requirement)).map((requirement) => `${id}: ${requirement}`),
  );
  expect(unknown).toEqual([]);
});

describe.each(traces.map((trace) => [trace.id, trace] as const))("%s", (_, { proof, untestable }) => {
  it("is named by a fixture that catches a violation, or says why not", () => {
    expect(proof ?? untestable).toBeDefined();
  });
});

it("no reason stands for a requirement that is gone, or that a fixture tests", () => {
  const pages = new Set(list.requirements.map(({ page }) => page));
  expect(excused.pages.filter((page) => !pages.has(page))).toEqual([]);
  const needed = traces.filter(({ proof }) => proof === undefined).map(({ id }) => id);
  expect(excused.ids.filter((id) => !needed.includes(id))).toEqual([]);
});

it("has a reason of its own for every requirement that its page calls untestable", () => {
  const stated = list.requirements.filter((requirement) => requirement.untestable !== undefined);
  expect(stated.map(({ id }) => id).filter((id) => !excused.ids.includes(id))).toEqual([]);
});
