import { resultSchema } from "@optspec/schema";
import { expect, test, vi } from "vitest";
import { startProcessPort } from "../../src/ports/process/process-port.ts";
import type { CaseResult, VerifyResult } from "../../src/verify/result.ts";
import { conforms, verify } from "../../src/verify/verify.ts";
import { hostile, short } from "./processes.ts";

vi.setConfig({ testTimeout: 60_000 });

async function verified(misbehaviour: string, cases = 20): Promise<VerifyResult> {
  const port = await startProcessPort(hostile(misbehaviour), short);
  try {
    return await verify(port, { cases });
  } finally {
    await port.close();
  }
}

function failed({ groups }: VerifyResult): CaseResult[] {
  return groups.flatMap(({ cases }) => cases.filter(({ verdict }) => verdict === "error"));
}

test("an honest port conforms", async () => {
  const result = await verified("none");
  expect(conforms(result)).toBe(true);
  expect(result.port.name).toBe("hostile");
  expect(result.groups.map(({ planned, cases }) => planned - cases.length)).toEqual([0]);
});

test("a crash costs the case in which it happens, and no other", async () => {
  const port = await startProcessPort(hostile("exit-3"), short);
  // The first update of one fixture is made the bad one.
  let runs = 0;
  const result = await verify(
    {
      ...port,
      run: (request) => port.run(++runs === 7 ? { ...request, config: { lr: 0.25 } } : request),
    },
    { cases: 20 },
  );
  await port.close();
  const [group] = result.groups;
  expect(group!.cases).toHaveLength(group!.planned);
  expect(failed(result)).toMatchObject([
    {
      id: group!.cases[6]!.id,
      verdict: "error",
      failure: "crash",
      reason: expect.stringMatching(
        /exit code 3 before its reply\nIts standard error ended with:\n {2}Traceback/,
      ),
    },
  ]);
  // A result with a failure can be written and read again.
  expect(resultSchema.parse(JSON.parse(JSON.stringify(result))).groups[0]!.cases[6]).toMatchObject({
    failure: "crash",
  });
  expect(group!.counts.exact + group!.counts["within bound"]).toBe(group!.planned - 1);
  expect(conforms(result)).toBe(false);
});

test("a port that ends after each reply is reported case by case", async () => {
  const result = await verified("exit-after-each", 4);
  const [group] = result.groups;
  expect(group!.cases).toHaveLength(group!.planned);
  expect(failed(result).every(({ failure }) => failure === "crash")).toBe(true);
  expect(group!.counts.error).toBe(Math.floor(group!.planned / 2));
});

test("what a reply lacks is the port's error, of the kind reply", async () => {
  const port = await startProcessPort(hostile("none"), short);
  const short1 = { ...port, run: async () => ({ steps: [] }) };
  const result = await verify(short1, { cases: 1, rules: ["gd"] });
  await port.close();
  expect(new Set(failed(result).map(({ failure }) => failure))).toEqual(new Set(["reply"]));
});

test("what a port in this process throws is a crash", async () => {
  const result = await verify(
    {
      port: { name: "thrower", version: "1", language: "javascript" },
      claims: [{ rule: "gd", profile: "normative", dtypes: ["f32"] }],
      run() {
        throw new RangeError("no");
      },
    },
    { cases: 1 },
  );
  expect(failed(result)[0]).toMatchObject({ failure: "crash", reason: "RangeError: no" });
});
