import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { specified } from "../../src/cases/rule-named.ts";
import { bugs } from "../../src/self-test/bugs.ts";
import { faintestBug, huntAll, unknownHunts } from "../../src/self-test/hunts.ts";
import type { RequirementList } from "../../src/spec/requirements.ts";

const list: RequirementList = JSON.parse(
  readFileSync(new URL("../../../../spec/requirements.json", import.meta.url), "utf8"),
);
const results = huntAll();

describe("the catalogue of bugs", () => {
  it("has each slug once", () => {
    expect(new Set(bugs.map(({ slug }) => slug)).size).toBe(bugs.length);
  });

  it("names rules and requirements that exist", () => {
    const ids = new Set(list.requirements.map(({ id }) => id));
    for (const { slug, rules: faulty } of bugs)
      for (const [rule, { violates }] of Object.entries(faulty)) {
        expect(Object.keys(specified), slug).toContain(rule);
        expect(violates.length, slug).toBeGreaterThan(0);
        expect(
          violates.filter((id) => !ids.has(id)),
          slug,
        ).toEqual([]);
      }
  });

  it("has every bug that a fixture claims to hunt", () => {
    expect(unknownHunts()).toEqual([]);
  });
});

describe.each(results.map((result) => [`${result.bug} in ${result.rule}`, result] as const))(
  "%s",
  (_, { trials }) => {
    const claimed = trials.filter((trial) => trial.claimed);

    it("is hunted by a fixture", () => {
      expect(claimed.length).toBeGreaterThan(0);
    });

    it("is caught by every fixture that hunts it, by parameters alone", () => {
      expect(claimed.filter(({ byParameters }) => !byParameters).map((trial) => trial.case)).toEqual([]);
    });
  },
);

describe("the faintest bug", () => {
  it.each([
    ["f32", false, 1e3],
    ["f32", true, 50],
    ["f64", false, 1e8],
    ["f64", true, 1e7],
  ] as const)(
    "in %s (of precision: %s) exceeds the bound more than %d times",
    (dtype, ofPrecision, ratio) => {
      expect(faintestBug(results, dtype, ofPrecision).ratio).toBeGreaterThan(ratio);
    },
  );
});
