import { describe, expect, it } from "vitest";
import { specified } from "../../src/cases/rule-named.ts";
import { judgeRewrites } from "../../src/self-test/alarms.ts";

const results = Object.values(specified).map((rule) => [rule.name, judgeRewrites(rule)] as const);

describe.each(results)("honest rewrites of %s", (_, judged) => {
  it("are proved to compute the rule", () => {
    expect(judged.filter(({ proved }) => !proved).map(({ id }) => id)).toEqual([]);
  });

  it("are each judged in many cases", () => {
    expect(Math.min(...judged.map(({ runs }) => runs))).toBeGreaterThan(10);
  });

  it("raise no alarm", () => {
    const failed = judged.filter(({ alarms }) => alarms.length > 0);
    expect(failed.map(({ id, alarms }) => `${id}: ${alarms.join(", ")}`)).toEqual([]);
  });
});

it("there are hundreds of honest rewrites, each with an id of its own", () => {
  const ids = results.flatMap(([, judged]) => judged.map(({ id }) => id));
  expect(ids.length).toBeGreaterThan(300);
  expect(new Set(ids).size).toBe(ids.length);
});
