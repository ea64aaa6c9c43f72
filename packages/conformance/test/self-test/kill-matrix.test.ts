import { describe, expect, it } from "vitest";
import { specified } from "../../src/cases/rule-named.ts";
import { dtypes, faintestMutant, killMatrix, survivors } from "../../src/self-test/kill-matrix.ts";

const least: Readonly<Record<string, number>> = {
  gd: 20,
  momentum: 50,
  adagrad: 70,
  rmsprop: 100,
  adam: 400,
  adamax: 300,
};

describe.each(Object.values(specified).map((rule) => [rule.name, rule] as const))(
  "mutants of %s",
  (name, rule) => {
    const results = killMatrix(rule);

    it("are many", () => {
      expect(results.length).toBeGreaterThanOrEqual(least[name] ?? 1);
    });

    it.each(dtypes)("are all killed by a fixture in %s, unless proved equivalent", (dtype) => {
      expect(survivors(results, dtype).map(({ id, text }) => `${id}: ${text}`)).toEqual([]);
    });

    it.each(dtypes)("are all killed in %s by parameters alone", (dtype) => {
      const unseen = results.filter(
        ({ equivalent, kills }) => !equivalent && !kills[dtype].some(({ byParameters }) => byParameters),
      );
      expect(unseen.map(({ mutant }) => mutant.id)).toEqual([]);
    });

    it("are never killed where they are proved equivalent", () => {
      const wronged = results.filter(
        ({ equivalent, kills }) => equivalent && kills.f32.length + kills.f64.length > 0,
      );
      expect(wronged.map(({ mutant }) => mutant.id)).toEqual([]);
    });

    it("exceed the bound by far", () => {
      expect(faintestMutant(results, "f32").ratio).toBeGreaterThan(1e3);
      expect(faintestMutant(results, "f64").ratio).toBeGreaterThan(1e8);
    });
  },
);
