import { z } from "zod";
import { dtype } from "../forms/dtype.ts";
import { dictionary } from "../forms/objects.ts";
import { number } from "../numbers/number.ts";
import { resultVersion, type VerifyResult } from "./result.ts";

const count = z.int().min(0);
const verdict = z.enum(["exact", "within bound", "deviates", "skipped", "error"]);
const worst = { worstUlp: number, worstRatio: number };

const deviation = z.strictObject({
  step: count,
  quantity: z.string(),
  param: z.string(),
  index: count,
  expected: number,
  got: number,
  ulp: number,
  bound: number,
  ratio: number,
  requirement: z.string(),
});

const trace = z
  .strictObject({ ulp: z.array(number), bound: z.array(number), ratio: z.array(number) })
  .refine(
    ({ ulp, bound, ratio }) => ulp.length === ratio.length && bound.length === ratio.length,
    "expected lists of one length",
  );

const testCase = z.strictObject({
  id: z.string(),
  title: z.string(),
  verdict,
  reason: z.string().exactOptional(),
  failure: z.enum(["start", "timeout", "crash", "protocol", "reply"]).exactOptional(),
  judged: count,
  notJudged: count,
  ...worst,
  deviation: deviation.exactOptional(),
  trace: trace.exactOptional(),
  known: z.string().exactOptional(),
});

const explanation = z.strictObject({
  kind: z.enum(["variant", "bug", "edit", "combination"]),
  edits: count,
  bug: z.string().exactOptional(),
  resembles: z.array(z.string()).exactOptional(),
  fix: z.string().exactOptional(),
  choice: dictionary("an object of choices", z.union([z.string(), z.number()])),
  defaults: dictionary("an object of defaults", number),
  meaning: z.array(z.string()),
  requirements: z.array(z.string()),
  program: z.array(z.string()),
  profiles: z.array(z.string()),
  matched: count,
});

const group = z.strictObject({
  rule: z.string(),
  profile: z.string(),
  dtype,
  planned: count,
  counts: z.record(verdict, count),
  ...worst,
  diagnosis: z.strictObject({ explanations: z.array(explanation), cases: count }).exactOptional(),
  cases: z.array(testCase),
});

/** The result of `optspec verify --json`, as JSON carries it. */
export const resultSchema: z.ZodType<VerifyResult> = z
  .strictObject({
    version: z.literal(resultVersion),
    suite: z.string(),
    spec: z.string(),
    port: z.strictObject({ name: z.string(), version: z.string(), language: z.string() }),
    seed: count,
    started: z.string(),
    milliseconds: z.number(),
    groups: z.array(group),
  })
  .meta({
    title: `Result of optspec verify, version ${resultVersion}`,
    description:
      "Several ports make an array of these. Numbers that JSON lacks are the strings NaN, Infinity, -Infinity and -0.",
  });

/** A file that holds no results of `optspec verify --json`. */
export class ResultError extends Error {
  override readonly name = "ResultError";
}

/**
 * Reads what `optspec verify --json` wrote: one result or an array of them.
 * @throws ResultError naming the place that is wrong; a newer version is said to be newer.
 */
export function parseResults(text: string, path: string): VerifyResult[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ResultError(`${path}: ${(error as Error).message}`);
  }
  return (Array.isArray(value) ? value : [value]).map((item: unknown) => {
    const version = (item as { version?: unknown } | null)?.version;
    if (typeof version === "number" && version > resultVersion)
      throw new ResultError(
        `${path}: written by a newer version (results ${version}, this reads ${resultVersion})`,
      );
    const parsed = resultSchema.safeParse(item);
    if (!parsed.success) throw new ResultError(`${path}:\n${z.prettifyError(parsed.error)}`);
    return parsed.data;
  });
}
