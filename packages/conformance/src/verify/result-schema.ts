import { decodeNumber } from "@optspec/schema";
import { z } from "zod";
import { resultVersion, type VerifyResult } from "./result.ts";

/** A number, or the string for one that JSON lacks. */
const num = z.union([
  z.number(),
  z.enum(["NaN", "Infinity", "-Infinity", "-0"]).transform((name) => decodeNumber(name)!),
]);
const count = z.int().min(0);
const dtype = z.enum(["f32", "f64"]);
const verdict = z.enum(["exact", "within bound", "deviates", "skipped", "error"]);
const worst = { worstUlp: num, worstRatio: num };

const deviation = z.strictObject({
  step: count,
  quantity: z.string(),
  param: z.string(),
  index: count,
  expected: num,
  got: num,
  ulp: num,
  bound: num,
  ratio: num,
  requirement: z.string(),
});

const trace = z
  .strictObject({ ulp: z.array(num), bound: z.array(num), ratio: z.array(num) })
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
  choice: z.record(z.string(), z.union([z.string(), z.number()])),
  defaults: z.record(z.string(), num),
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
export const resultSchema: z.ZodType<VerifyResult> = z.strictObject({
  version: z.literal(resultVersion),
  suite: z.string(),
  spec: z.string(),
  port: z.strictObject({ name: z.string(), version: z.string(), language: z.string() }),
  seed: count,
  started: z.string(),
  milliseconds: z.number(),
  groups: z.array(group),
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
