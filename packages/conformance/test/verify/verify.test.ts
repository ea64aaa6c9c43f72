import { describe, expect, it } from "vitest";
import type { Port, RunRequest } from "../../src/ports/port.ts";
import { conforms, NothingToVerifyError, verify } from "../../src/verify/verify.ts";
import { profilePort } from "./ports.ts";

const few = { cases: 5 };

describe("verify", () => {
  it("finds the reference exact in every case, and reports as many cases as planned", async () => {
    const result = await verify(profilePort("normative", "adam"), few);
    expect(conforms(result)).toBe(true);
    const [group] = result.groups;
    expect(group!.cases).toHaveLength(group!.planned);
    expect(group!.counts).toEqual({
      exact: group!.planned,
      "within bound": 0,
      deviates: 0,
      skipped: 0,
      error: 0,
    });
    expect(group!.diagnosis).toBeUndefined();
  });

  it("is the same for the same seed, and runs other cases for another", async () => {
    const run = async (seed: number) => {
      const { groups } = await verify(profilePort("normative", "momentum"), { ...few, seed });
      return groups[0]!.cases;
    };
    expect(await run(7)).toEqual(await run(7));
    expect((await run(7)).at(-1)!.worstRatio).not.toBe((await run(8)).at(-1)!.worstRatio);
  });

  it("holds a port to the profile asked for, and names what it computes instead", async () => {
    const result = await verify(profilePort("keras", "adam"), { ...few, profile: "normative" });
    expect(conforms(result)).toBe(false);
    const { explanations } = result.groups[0]!.diagnosis!;
    expect(explanations[0]).toMatchObject({
      choice: { epsSite: "outside", epsOn: "raw" },
      defaults: { eps: 1e-7 },
      requirements: ["ADAM-11", "ADAM-12"],
    });
    expect(explanations.flatMap(({ profiles }) => profiles)).toContain("keras");
  });

  it("offers no explanation where no variant reproduces every case", async () => {
    const doubled = profilePort("normative", "gd", (steps) => ({
      steps: steps.map(({ params }, index) => ({
        params: Object.fromEntries(
          Object.entries(params).map(([name, data]) => [
            name,
            Array.from(data, (x) => (index === 1 ? x * 1.001 : x)),
          ]),
        ),
      })),
    }));
    const result = await verify(doubled, few);
    expect(result.groups[0]!.counts.deviates).toBeGreaterThan(0);
    expect(result.groups[0]!.diagnosis!.explanations).toEqual([]);
  });

  it("blames a case on the port that throws in it, and runs the others", async () => {
    const base = profilePort("normative", "gd");
    let calls = 0;
    const port: Port = {
      ...base,
      run: (request) => {
        if (++calls === 3) throw new TypeError("no such buffer");
        return base.run(request);
      },
    };
    const { groups } = await verify(port, few);
    expect(groups[0]!.counts.error).toBe(1);
    expect(groups[0]!.cases[2]).toMatchObject({ verdict: "error", reason: "TypeError: no such buffer" });
    expect(groups[0]!.cases).toHaveLength(groups[0]!.planned);
  });

  it("never sends the expectation, and a port that changes its request spoils no other case", async () => {
    const base = profilePort("normative", "adam");
    const port: Port = {
      ...base,
      run: async (request) => {
        expect(Object.keys(request).sort()).toEqual(["config", "dtype", "params", "rule", "steps"]);
        const reply = await base.run(request);
        (request as { steps: unknown[] } & RunRequest).steps.length = 0;
        return reply;
      },
    };
    expect(conforms(await verify(port, few))).toBe(true);
    expect(conforms(await verify(port, few))).toBe(true);
  });

  it("skips cases that a profile has no configuration for", async () => {
    const { groups } = await verify(profilePort("tfjs", "adagrad"), few);
    const skipped = groups[0]!.cases.filter(({ verdict }) => verdict === "skipped");
    expect(skipped.length).toBeGreaterThan(0);
    expect(skipped[0]!.reason).toContain("the profile fixes eps at 1e-7, the case asks for");
  });

  it("running nothing is an error", async () => {
    const port = profilePort("normative", "adam");
    await expect(verify(port, { rules: ["gd"] })).rejects.toThrow(NothingToVerifyError);
    await expect(verify(port, { dtypes: ["f32"] })).rejects.toThrow("the port claims adam (f64)");
    await expect(verify({ ...port, claims: [] })).rejects.toThrow("the port claims nothing");
    await expect(verify(port, { profile: "torch" })).rejects.toThrow("profile: expected normative");
  });

  it("a port of which nothing could be judged does not conform", async () => {
    const port: Port = { ...profilePort("normative", "adam"), run: () => ({ skipped: "not today" }) };
    expect(conforms(await verify(port, few))).toBe(false);
  });

  it("a port that never answers fails its case, and the others run", async () => {
    const base = profilePort("normative", "gd");
    let calls = 0;
    const port: Port = {
      ...base,
      run: (request) => (++calls === 2 ? new Promise(() => {}) : base.run(request)),
    };
    const { groups } = await verify(port, { ...few, timeout: 50 });
    expect(groups[0]!.cases[1]).toMatchObject({
      verdict: "error",
      failure: "timeout",
      reason: "expected a reply within 0.05 s, got none",
    });
    expect(groups[0]!.counts.error).toBe(1);
  });
});
