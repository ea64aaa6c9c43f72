import { profileRule, rules } from "@optspec/core";
import { describe, expect, it } from "vitest";
import { ruleNamed } from "../../src/cases/rule-named.ts";
import type { Port } from "../../src/ports/port.ts";
import { bugs, faultyPort } from "../../src/self-test/bugs.ts";
import { simulate } from "../../src/self-test/simulate.ts";
import { conformanceTests } from "../../src/test-runner/conformance-tests.ts";
import type { ConformanceTestOptions } from "../../src/test-runner/options.ts";
import { fakeRunner, idOf, type Outcome } from "./fake-runner.ts";

/** A port of one rule. */
function portOf(rule: string, run: Port["run"] = simulate(ruleNamed(rule)), more: Partial<Port> = {}): Port {
  return {
    port: { name: "mine", version: "2.0.0", language: "typescript" },
    claims: [{ rule, profile: "normative", dtypes: ["f64"] }],
    capabilities: ["state"],
    run,
    ...more,
  };
}

const few = { cases: 3 };

async function outcomes(port: Port, options: ConformanceTestOptions = few, within = ""): Promise<Outcome[]> {
  const runner = fakeRunner();
  conformanceTests(port, { ...runner.functions, ...options });
  return runner.run(within);
}

const failedIn = (all: readonly Outcome[]): string[] =>
  all.filter(({ failed }) => failed !== undefined).map(idOf);
const passedIn = (all: readonly Outcome[]): string[] =>
  all.filter(({ failed, skipped }) => failed === undefined && skipped === undefined).map(idOf);

describe("a port that conforms", () => {
  it("passes one test per requirement, the rule's own first, and skips what it has no capability for", async () => {
    const all = await outcomes(portOf("gd"));
    expect(failedIn(all)).toEqual([]);
    expect(passedIn(all)).toEqual([
      ...["GD-1", "GD-2", "GD-3", "GD-4", "ARITH-1", "ARITH-2", "ARITH-3", "PORT-18", "TERM-2", "TERM-3"],
    ]);
    expect(all.filter(({ skipped }) => skipped !== undefined)).toEqual([
      expect.objectContaining({ title: expect.stringMatching(/\(gd, f64: .* the capability "restore"\)$/) }),
      expect.objectContaining({ title: expect.stringMatching(/\(gd, f64: .* the capability "resume"\)$/) }),
    ]);
    expect(all.find((one) => idOf(one) === "GD-2")!.title).toBe(
      "GD-2: The port MUST use at update t the learning rate given for update t. (gd, f64: 2 cases)",
    );
  });

  it("has tests for saving and loading, and for single updates, if it can do that", async () => {
    const all = await outcomes(
      portOf("momentum", undefined, { capabilities: ["state", "restore", "resume"] }),
    );
    expect(failedIn(all)).toEqual([]);
    expect(passedIn(all)).toEqual(expect.arrayContaining(["PORT-21", "PORT-23"]));
  });

  it("is registered at once, and run by the first test", async () => {
    let runs = 0;
    const honest = simulate(rules.gd!);
    const runner = fakeRunner();
    const port = portOf("gd", (request) => {
      runs++;
      return honest(request);
    });
    conformanceTests(port, { ...runner.functions, ...few });
    expect(runner.groups).toEqual(["optspec: mine 2.0.0 (typescript)"]);
    expect(runs).toBe(0);
    await runner.run("GD-1:");
    const once = runs;
    expect(once).toBeGreaterThan(3);
    await runner.run();
    expect(runs).toBe(once);
  });

  it("is told what its profile has in place of a requirement", async () => {
    const own = simulate(profileRule("pytorch", "adam"));
    const port = portOf("adam", own, { claims: [{ rule: "adam", profile: "pytorch", dtypes: ["f64"] }] });
    const all = await outcomes(port);
    expect(failedIn(all)).toEqual([]);
    expect(all.find((one) => idOf(one) === "ADAM-11")!.title).toContain(
      "inside the root. Profile pytorch departs from it: epsSite = outside. (adam, f64: 3 cases)",
    );
  });
});

describe("a port that deviates", () => {
  const cases = bugs.flatMap(({ slug, rules: faulty }) =>
    Object.entries(faulty).map(([rule, { violates, fault }]) => ({ slug, rule, violates, fault })),
  );
  const telling = ["eps-outside-root", "clock-from-two", "nesterov", "ascends", "frozen-hyperparameters"];

  it.each(cases.filter(({ slug, rule }) => telling.includes(slug) && rule !== "adagrad"))(
    "fails exactly what $slug in $rule violates",
    async ({ rule, violates, fault }) => {
      const all = await outcomes(portOf(rule, faultyPort(ruleNamed(rule), fault)));
      expect(failedIn(all).sort()).toEqual([...violates].sort());
      expect(passedIn(all)).toContain("PORT-18");
    },
  );

  it("leaves the others undecided where their cases deviate too", async () => {
    const { fault } = cases.find(({ slug, rule }) => slug === "eps-outside-root" && rule === "adam")!;
    const all = await outcomes(portOf("adam", faultyPort(rules.adam!, fault)));
    const adam1 = all.find((one) => idOf(one) === "ADAM-1")!;
    expect(adam1.skipped).toBe("not shown: 5 of 5 cases failed because of ADAM-11");
  });

  it("says where, what instead, how to mend it and how to see it again", async () => {
    const { fault } = cases.find(({ slug, rule }) => slug === "eps-outside-root" && rule === "adam")!;
    const [{ failed } = {}] = await outcomes(portOf("adam", faultyPort(rules.adam!, fault)), few, "ADAM-11");
    for (const part of [
      "ADAM-11: The port MUST add ε inside the root.",
      /First deviation: adam-[\w-]+-f64, update 1, theta of w\[0\]/,
      /expected {2}-?[\d.e-]+/,
      /got {7}-?[\d.e-]+, \S+ ULP away, \S+ times the bound/,
      "+ theta = theta - lr*sqrt(1 - beta2^t)/(1 - beta1^t)*s/(sqrt(r) + eps*sqrt(1 - beta2^t))",
      "Fix: Add ε to r below the root",
      /Again: npx optspec verify <the module that exports this port> --rule adam --dtype f64 --case adam-[\w-]+-f64$/,
    ])
      expect(failed).toMatch(part);
  });

  it("in a way that nothing explains, fails the requirement of the first wrong number", async () => {
    const honest = simulate(rules.momentum!);
    const port = portOf("momentum", (request) => {
      const reply = honest(request);
      if (!("steps" in reply)) return reply;
      const [first, ...others] = reply.steps;
      return {
        steps: [first!, ...others.map(({ params }) => ({ params: mapped(params, (x) => 1.001 * x) }))],
      };
    });
    const all = await outcomes(port);
    expect(failedIn(all)).toEqual(["MOM-4"]);
    expect(all.find(({ failed }) => failed !== undefined)!.failed).toContain("Diagnosis: unknown.");
  });

  it("only after loading, fails the requirement on loading and no other", async () => {
    const honest = simulate(rules.momentum!);
    const port = portOf(
      "momentum",
      (request) =>
        honest(
          request.resumeAt === undefined
            ? request
            : { ...request, config: { ...request.config, momentum: 0.5 }, steps: withMomentum(request, 0.5) },
        ),
      { capabilities: ["resume"] },
    );
    const all = await outcomes(port);
    expect(failedIn(all)).toEqual(["PORT-23"]);
    expect(all.find(({ failed }) => failed !== undefined)!.failed).toMatch(
      /--case (momentum-[\w-]+-f64) --case \1\/resume$/,
    );
  });

  it("by its defaults alone, fails the requirement on defaults", async () => {
    const { fault } = cases.find(({ slug, rule }) => slug === "other-defaults" && rule === "adam")!;
    const all = await outcomes(portOf("adam", faultyPort(rules.adam!, fault)));
    expect(failedIn(all)).toEqual(["ADAM-16"]);
    expect(passedIn(all)).toContain("ADAM-1");
  });
});

function withMomentum({ steps, resumeAt }: Parameters<Port["run"]>[0], momentum: number) {
  return steps.map((step, index) =>
    index === resumeAt ? { ...step, config: { ...step.config, momentum } } : step,
  );
}

function mapped(params: Readonly<Record<string, ArrayLike<number>>>, change: (x: number) => number) {
  return Object.fromEntries(
    Object.entries(params).map(([name, values]) => [name, Array.from(values, change)]),
  );
}

describe("a port that fails", () => {
  it("in a case, fails the requirement to answer, and leaves what that case tests undecided", async () => {
    const honest = simulate(rules.gd!);
    let calls = 0;
    const all = await outcomes(
      portOf("gd", (request) => {
        if (++calls === 1) throw new TypeError("no such buffer");
        return honest(request);
      }),
    );
    expect(failedIn(all)).toEqual(["PORT-18"]);
    expect(all.find((one) => idOf(one) === "PORT-18")!.failed).toContain("TypeError: no such buffer");
    expect(all.find((one) => idOf(one) === "ARITH-1")!.skipped).toContain("because of PORT-18");
  });

  it("to run anything, passes nothing", async () => {
    const all = await outcomes(portOf("gd", () => ({ skipped: "not on this machine" })));
    expect(passedIn(all)).toEqual([]);
    expect(all[0]!.skipped).toBe("no case was judged: not on this machine");
  });
});

describe("claims that nothing can verify fail", () => {
  it.each<[string, Port["claims"], ConformanceTestOptions, string]>([
    ["an unknown rule", [{ rule: "sgd", profile: "normative", dtypes: ["f64"] }], {}, "sgd"],
    ["an unknown profile", [{ rule: "gd", profile: "torch", dtypes: ["f64"] }], {}, "torch"],
    ["no type", [{ rule: "gd", profile: "normative", dtypes: [] }], {}, "expected some for a type, got none"],
    [
      "a profile without the rule",
      [{ rule: "momentum", profile: "normative", dtypes: ["f64"] }],
      { profile: "paper" },
      "momentum",
    ],
    ["nothing", [], {}, "claims: expected at least one, got none"],
    [
      "not what is required",
      [{ rule: "gd", profile: "normative", dtypes: ["f64"] }],
      { require: ["gd/f32"] },
      "expected a claim of gd/f32, got gd/f64",
    ],
    [
      "not the rule asked for",
      [{ rule: "gd", profile: "normative", dtypes: ["f64"] }],
      { rules: ["adam"] },
      "claims: expected one of adam, got none",
    ],
    [
      "not the type asked for",
      [{ rule: "gd", profile: "normative", dtypes: ["f64"] }],
      { dtypes: ["f32"] },
      "cases: expected at least one, got none",
    ],
  ])("%s", async (_, claims, options, message) => {
    const all = await outcomes(portOf("gd", undefined, { claims }), { ...few, ...options });
    expect(all.map(({ failed }) => failed).join("\n")).toContain(message);
  });
});

describe("known deviations", () => {
  const { fault } = bugs.find(({ slug }) => slug === "other-defaults")!.rules.gd!;
  const faulty = (): Port => portOf("gd", faultyPort(rules.gd!, fault));
  const entry = {
    id: "gd-defaults-*",
    verdict: "deviates",
    reason: "0.001 is ours",
    kind: "wontfix",
  } as const;

  it("leave the requirement undecided, for the reason on the list", async () => {
    const all = await outcomes(faulty(), { ...few, known: [entry] });
    expect(failedIn(all)).toEqual([]);
    expect(all.find((one) => idOf(one) === "GD-4")!.skipped).toBe("known: 0.001 is ours");
    expect(passedIn(all)).toContain("known deviations: the list says what happens");
  });

  it("that do not happen fail", async () => {
    const all = await outcomes(portOf("gd"), { ...few, known: [entry] });
    expect(failedIn(all)).toEqual(["known deviations: the list says what happens"]);
  });

  it("hide nothing else", async () => {
    const all = await outcomes(faulty(), { ...few, known: [{ ...entry, id: "gd-one-step-*" }] });
    expect(failedIn(all)).toEqual(["GD-4", "known deviations: the list says what happens"]);
  });
});

describe("wrong options", () => {
  it.each<[object, string]>([
    [{ profil: "keras" }, 'got "profil"; did you mean profile?'],
    [{ know: [] }, 'got "know"; did you mean known?'],
  ])("%o", (options, message) => {
    expect(() => conformanceTests(portOf("gd"), options as ConformanceTestOptions)).toThrow(message);
  });

  it("something else than a port", () => {
    expect(() => conformanceTests({} as Port, fakeRunner().functions)).toThrow(
      "port: run: expected a function, got undefined",
    );
  });

  it("a module that is not there fails a test", async () => {
    const runner = fakeRunner();
    await conformanceTests("./no-such-port.mjs", runner.functions);
    expect(await runner.run()).toEqual([
      { title: "the port starts", failed: "./no-such-port.mjs: expected a file, there is none" },
    ]);
  });
});

it("groups run one after the other, however the tests are started", async () => {
  const honest = simulate(rules.gd!);
  let running = 0;
  let most = 0;
  const port = portOf(
    "gd",
    async (request) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return honest(request);
    },
    { claims: [{ rule: "gd", profile: "normative", dtypes: ["f32", "f64"] }] },
  );
  const bodies: Promise<void>[] = [];
  conformanceTests(port, {
    ...few,
    describe: (_, body) => body(),
    it: (_, body) => bodies.push((body as (context: object) => Promise<void>)({ skip: () => {} })),
  });
  await Promise.all(bodies);
  expect(most).toBe(1);
});
