import { expect, it } from "vitest";
import { mergeResults } from "../../src/verify/merge.ts";
import type { VerifyResult } from "../../src/verify/result.ts";
import { verify } from "../../src/verify/verify.ts";
import { profilePort } from "./ports.ts";

/** What does not depend on when and for how long the port ran, nor on the order of the parts. */
function essence(result: VerifyResult): unknown {
  return result.groups.map(({ cases, diagnosis, ...group }) => ({
    ...group,
    cases: [...cases].sort((a, b) => (a.id < b.id ? -1 : 1)),
    cases_explained: diagnosis?.cases,
    first: diagnosis?.explanations[0],
  }));
}

it("the shards of a run, put together, are the run", async () => {
  const port = profilePort("pytorch", "momentum");
  const options = { profile: "normative", cases: 8 };
  const whole = await verify(port, options);
  const shards = await Promise.all(
    [1, 2, 3].map((index) => verify(port, { ...options, shard: { index, count: 3 } })),
  );
  expect(shards.map(({ groups }) => groups[0]!.planned).reduce((a, b) => a + b)).toBe(
    whole.groups[0]!.planned,
  );
  const merged = mergeResults(shards);
  expect(merged).toHaveLength(1);
  expect(essence(merged[0]!)).toEqual(essence(whole));
});

it("two runs of the same cases, of other ports or other seeds stay apart", async () => {
  const run = (profile: string, seed = 1) => verify(profilePort(profile, "gd"), { cases: 2, seed });
  expect(mergeResults([await run("normative"), await run("normative")])).toHaveLength(2);
  expect(mergeResults([await run("normative"), await run("normative", 2)])).toHaveLength(2);
  const other = await run("normative");
  expect(
    mergeResults([await run("normative"), { ...other, port: { ...other.port, version: "2" } }]),
  ).toHaveLength(2);
});
