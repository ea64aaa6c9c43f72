import * as nodeTest from "node:test";
import * as vitest from "vitest";
import { describe, expect, it } from "vitest";
import { type RunnerFunctions, runnerOf } from "../../src/test-runner/runner.ts";

type Registered = (this: unknown, ...given: unknown[]) => Promise<void>;

/** The body that a runner is handed, of a test that is left undecided. */
function skippingBody(): { body: Registered; limit: number | undefined } {
  let found: { body: Registered; limit: number | undefined } | undefined;
  const runner = runnerOf({
    describe: (_, body) => body(),
    it: (_, body, limit) => {
      found = { body: body as unknown as Registered, limit };
    },
  });
  runner.it("a test", async (skip) => skip("a reason"));
  return found!;
}

describe("where the functions come from", () => {
  const own: RunnerFunctions = { describe: () => "own", it: () => {} };
  const globals: RunnerFunctions = { describe: () => "global", it: () => {}, after: () => "global" };

  it.each<[string, RunnerFunctions]>([
    ["the globals of Jest, Mocha and Vitest", globals],
    ["suite and test", { suite: () => "global", test: () => {} }],
  ])("%s", (_, all) => {
    expect(runnerOf({}, all).describe("", () => {})).toBe("global");
  });

  it("what is given comes first, and then no hook of another runner is used", () => {
    let hooked = false;
    const after = (): void => {
      hooked = true;
    };
    expect(runnerOf(own, globals).describe("", () => {})).toBe("own");
    runnerOf(own, { ...globals, after }).atEnd(async () => {});
    expect(hooked).toBe(false);
    runnerOf({}, { ...globals, after }).atEnd(async () => {});
    expect(hooked).toBe(true);
  });

  it("none is an error that says what to pass", () => {
    expect(() => runnerOf({}, {})).toThrow(
      new TypeError(
        'options: expected { describe, it } of a test runner, such as those that "vitest" and "node:test" export, got none, and there are no globals of these names',
      ),
    );
  });

  it("the exports of Vitest and node:test have the types that are asked for", () => {
    const given: readonly RunnerFunctions[] = [
      { describe: vitest.describe, it: vitest.it, afterAll: vitest.afterAll },
      { suite: vitest.suite, test: vitest.test },
      { describe: nodeTest.describe, it: nodeTest.it, after: nodeTest.after },
      { suite: nodeTest.suite, test: nodeTest.test },
    ];
    for (const functions of given) expect(() => runnerOf(functions, {})).not.toThrow();
  });
});

describe("a test that cannot be decided", () => {
  it("is skipped by a context that throws, as that of Vitest", async () => {
    const thrown = new Error("skipped");
    const skip = (): never => {
      throw thrown;
    };
    await expect(skippingBody().body.call(undefined, { skip })).rejects.toBe(thrown);
  });

  it("is skipped by a context that marks, as that of node:test", async () => {
    const reasons: string[] = [];
    await skippingBody().body.call(undefined, { skip: (reason: string) => reasons.push(reason) });
    expect(reasons).toEqual(["a reason"]);
  });

  it("is skipped by `this`, as in Mocha, whose limit is lifted", async () => {
    const calls: unknown[] = [];
    const mocha = { skip: () => calls.push("skip"), timeout: (limit: number) => calls.push(limit) };
    await skippingBody().body.call(mocha);
    expect(calls).toEqual([0x7fffffff, "skip"]);
  });

  it("fails where a runner cannot skip from within, as Jest", async () => {
    await expect(skippingBody().body.call({})).rejects.toThrow("not verified: a reason");
  });
});

it("a test without a case is one that the runner skips itself, where it can", async () => {
  const calls: string[] = [];
  const it = (name: string): number => calls.push(`it ${name}`);
  const withSkip = Object.assign((name: string) => it(name), {
    skip: (name: string) => calls.push(`skip ${name}`),
  });
  runnerOf({ describe: () => {}, it: withSkip }).skipped("a");
  runnerOf({ describe: () => {}, it }).skipped("b");
  expect(calls).toEqual(["skip a", "it b"]);
});

it("no runner takes the body for one with a callback, or cuts it short", () => {
  const { body, limit } = skippingBody();
  expect(body).toHaveLength(0);
  expect(limit).toBe(0x7fffffff);
});
