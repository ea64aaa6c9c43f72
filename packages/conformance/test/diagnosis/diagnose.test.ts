import { profileRule, type Rule, ruleOf, rules } from "@optspec/core";
import { describe, expect, it, vi } from "vitest";
import type { RunReply, RunRequest } from "../../src/ports/port.ts";
import { bugs, faultyPort } from "../../src/self-test/bugs.ts";
import { nameBugs, nameMutants } from "../../src/self-test/naming.ts";
import { simulate } from "../../src/self-test/simulate.ts";
import type { Diagnosis } from "../../src/verify/result.ts";
import { verify } from "../../src/verify/verify.ts";

// A search through thousands of programs, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

async function diagnosisOf(
  rule: string,
  run: (request: RunRequest) => RunReply,
  profile = "normative",
): Promise<Diagnosis> {
  const port = {
    port: { name: "p", version: "1", language: "ts" },
    claims: [{ rule, profile, dtypes: ["f64" as const] }],
    run,
  };
  const { groups } = await verify(port, { cases: 4 });
  return groups[0]!.diagnosis!;
}

function bugIn(rule: Rule, slug: string): (request: RunRequest) => RunReply {
  return faultyPort(rule, bugs.find((bug) => bug.slug === slug)!.rules[rule.name]!.fault);
}

function titleOf(slug: string): string {
  return bugs.find((bug) => bug.slug === slug)!.title;
}

describe("what is offered first", () => {
  it("is the bug, for every bug of the catalogue in gd and momentum", () => {
    const namings = nameBugs("f64", ["gd", "momentum"]);
    expect(namings.length).toBeGreaterThan(25);
    expect(namings.filter(({ first }) => !first)).toEqual([]);
  });

  it("is the edit, or one that cannot be told from it, for mutants", () => {
    const namings = nameMutants("f64", 60);
    expect(namings.length).toBeGreaterThan(8);
    expect(namings.filter(({ first }) => !first).length).toBeLessThanOrEqual(namings.length / 20);
  });

  it("is a variant with what the catalogue knows of it", async () => {
    const { explanations } = await diagnosisOf("adagrad", simulate(profileRule("pytorch", "adagrad")));
    expect(explanations[0]).toMatchObject({
      kind: "variant",
      bug: "eps-outside-root",
      choice: { epsSite: "outside" },
      defaults: { eps: 1e-10 },
      profiles: expect.arrayContaining(["pytorch"]),
      requirements: ["ADAGRAD-5"],
    });
    expect(explanations[0]!.fix).toBeDefined();
  });
});

describe("two departures at once", () => {
  it("a variant, and a bug around it", async () => {
    const { explanations } = await diagnosisOf(
      "adam",
      bugIn(profileRule("pytorch", "adam"), "clock-per-tensor"),
    );
    expect(explanations[0]).toMatchObject({
      kind: "combination",
      edits: 2,
      choice: { epsSite: "outside" },
      bug: "clock-per-tensor",
      requirements: ["ADAM-11", "ADAM-7"],
    });
  });

  it("a variant, and one edit in it", async () => {
    const rule = profileRule("pytorch", "momentum");
    const edited = { ...rule.program, assignments: rule.program.assignments.map((line) => ({ ...line })) };
    const [velocity] = edited.assignments;
    // v = momentum*v − g in place of + g.
    Object.assign(velocity!, { value: { ...velocity!.value, operator: "-" } });
    const { explanations } = await diagnosisOf("momentum", simulate(ruleOf(edited)));
    expect(explanations[0]).toMatchObject({ kind: "combination", edits: 2, choice: { lrInVelocity: "no" } });
    expect(explanations[0]!.program).toContain("v = momentum*v - g");
  });
});

describe("a bug of the catalogue, as real libraries have it", () => {
  it("stale moments in another variant, whatever the port is held to", async () => {
    const run = bugIn(profileRule("brainjs", "adam"), "stale-state");
    const inProfile = await diagnosisOf("adam", run, "brainjs");
    expect(inProfile.explanations[0]).toMatchObject({ kind: "bug", bug: "stale-state", defaults: {} });
    const inNormative = await diagnosisOf("adam", run);
    expect(inNormative.explanations[0]).toMatchObject({
      kind: "combination",
      bug: "stale-state",
      choice: { epsSite: "outside" },
      defaults: { lr: 0.3 },
    });
  });

  it("a rate of 0 taken for a default of the library's own", async () => {
    const { explanations } = await diagnosisOf(
      "gd",
      bugIn(profileRule("neataptic", "gd"), "zero-means-default"),
    );
    expect(explanations[0]).toMatchObject({ bug: "zero-means-default", defaults: { lr: 0.3 } });
  });

  it("another method, with the defaults of that one", async () => {
    const { explanations } = await diagnosisOf("adam", bugIn(rules.adam, "another-method"));
    expect(explanations[0]).toMatchObject({ bug: "another-method", defaults: { lr: 0.01 } });
  });
});

describe("what the native ports showed", () => {
  it("two bugs at once, in what the port is held to", async () => {
    const rule = profileRule("gorgonia", "adagrad");
    const forgetting = bugIn(rule, "scalars-forget");
    const { explanations } = await diagnosisOf(
      "adagrad",
      (request) =>
        forgetting({ ...request, config: {}, steps: request.steps.map(({ grads }) => ({ grads })) }),
      "gorgonia",
    );
    expect(explanations[0]).toMatchObject({
      kind: "combination",
      edits: 2,
      bug: "ignored-hyperparameters",
      choice: {},
      defaults: {},
    });
    expect(explanations[0]!.meaning).toEqual([titleOf("ignored-hyperparameters"), titleOf("scalars-forget")]);
  });

  it("hyperparameters that are ignored, with the defaults of the library that does", async () => {
    const { explanations } = await diagnosisOf(
      "adagrad",
      bugIn(profileRule("gorgonia", "adagrad"), "ignored-hyperparameters"),
    );
    expect(explanations).toHaveLength(1);
    expect(explanations[0]).toMatchObject({
      bug: "ignored-hyperparameters",
      defaults: { lr: 0.001, eps: 1e-8 },
    });
  });

  it("binary32 scalars, by whatever order of operations, and nothing that adds to them in vain", async () => {
    const rule = profileRule("burn", "adam");
    const { explanations } = await diagnosisOf("adam", bugIn(rule, "single-precision-scalars"));
    expect(explanations[0]).toMatchObject({
      bug: "single-precision-scalars",
      choice: { epsSite: "outside" },
      defaults: { eps: 1e-5 },
    });
    const told = explanations[0]!.meaning;
    for (const { meaning } of explanations.slice(1))
      expect(told.every((line) => meaning.includes(line))).toBe(false);
  });

  it("a factor in place of a divisor, whatever the variant", async () => {
    const { explanations } = await diagnosisOf(
      "adam",
      bugIn(profileRule("tribuo", "adam"), "multiplies-by-root"),
    );
    expect(explanations[0]).toMatchObject({
      bug: "multiplies-by-root",
      choice: { epsSite: "outside", epsOn: "raw" },
      resembles: ["tribuo 4.3.2 (oracle/tribuo#401)"],
    });
    expect(explanations[0]!.program.at(-1)).toMatch(/\*\(sqrt\(r\) \+ eps\)$/);
  });
});

describe("nothing is offered", () => {
  it("that fails on a single case", async () => {
    const honest = simulate(profileRule("pytorch", "adam"));
    let calls = 0;
    const { explanations } = await diagnosisOf("adam", (request) => {
      const reply = honest(request);
      if (++calls !== 9 || !("steps" in reply)) return reply;
      const [first, ...rest] = reply.steps;
      return {
        steps: [
          { params: { ...first!.params, w: Array.from(first!.params.w!, (x) => x * 1.0001) } },
          ...rest,
        ],
      };
    });
    expect(explanations).toEqual([]);
  });

  it("for a port that computes something else altogether", async () => {
    const { explanations } = await diagnosisOf("gd", ({ params, steps }) => ({
      steps: steps.map((_, step) => ({
        params: Object.fromEntries(
          Object.entries(params).map(([name, { data }]) => [name, data.map((x) => x / (step + 2))]),
        ),
      })),
    }));
    expect(explanations).toEqual([]);
  });
});

it("holds a port to the profile that it claims, and explains from there", async () => {
  const { explanations } = await diagnosisOf("adam", simulate(rules.adam), "keras");
  expect(explanations[0]!.choice).toEqual({});
  expect(explanations[0]!.profiles).toContain("normative");
});
