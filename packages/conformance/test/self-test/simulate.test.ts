import { rules } from "@optspec/core";
import { describe, expect, it } from "vitest";
import { requestOf } from "../../src/cases/case.ts";
import { allFixtures } from "../../src/cases/fixtures.ts";
import { ruleNamed } from "../../src/cases/rule-named.ts";
import { simulate, simulateByContract, withoutState } from "../../src/self-test/simulate.ts";
import { trial } from "../../src/self-test/trial.ts";
import { judge } from "../../src/verify/judge.ts";

describe("a simulated port without a fault", () => {
  it.each(allFixtures().map((fixture) => [fixture.id, fixture] as const))("is exact on %s", (_, fixture) => {
    const rule = ruleNamed(fixture.rule);
    for (const port of [simulate(rule), simulateByContract(rule.program, {})])
      expect(judge(fixture, fixture.expected, port(requestOf(fixture))).verdict).toBe("exact");
  });
});

describe("simulate", () => {
  const request = {
    ...({ rule: "gd", dtype: "f64", config: { lr: 1 }, params: { w: { shape: [1], data: [1] } } } as const),
    steps: [{ grads: { w: [0.5] } }, { grads: { w: [0.5] }, config: { lr: 0 } }],
  };

  it("answers with what stands after each update", () => {
    const reply = simulate(rules.gd)(request);
    const w = Float64Array.of(0.5);
    expect(reply).toEqual({
      steps: [
        { params: { w }, state: { w: {} } },
        { params: { w }, state: { w: {} } },
      ],
    });
    expect(withoutState(reply)).toEqual({ steps: [{ params: { w } }, { params: { w } }] });
  });

  it("answers an impossible configuration with the error", () => {
    const reply = simulate(rules.gd)({ ...request, config: { lr: -1 } });
    expect(reply).toEqual({ error: "RangeError: gd.lr: expected a number in [0, inf), got -1" });
  });

  it("makes a trial without a reply to judge fail loudly", () => {
    const fixture = allFixtures()[0]!;
    expect(() => trial(() => ({ error: "no memory" }), fixture)).toThrow(`${fixture.id}: no memory`);
  });
});
