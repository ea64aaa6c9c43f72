import type { CaseResult, GroupResult, VerifyResult } from "../../verify/result.ts";
import { evidence, shortName, unknown } from "../diagnosis.ts";
import { beyond, formatNumber, formatUlp } from "../format.ts";

/** A group's name in lists: port, rule, profile and type. */
export function groupName({ port }: VerifyResult, { rule, profile, dtype }: GroupResult): string {
  return `${port.name} ${port.version} · ${rule} · ${profile} · ${dtype}`;
}

/** What is wrong with a case, in one line; undefined where nothing is. */
export function complaint(
  { verdict, reason, failure, deviation }: CaseResult,
  { dtype }: GroupResult,
): string | undefined {
  if (verdict === "error")
    return `${failure === undefined ? "" : `${failure}: `}${reason ?? "the port failed"}`;
  if (verdict !== "deviates" || deviation === undefined) return undefined;
  const { step, quantity, param, index, expected, got, ulp, ratio, requirement } = deviation;
  return (
    `update ${step}, ${quantity} of ${param}[${index}]: expected ${formatNumber(expected, dtype)}, ` +
    `got ${formatNumber(got, dtype)}, ${formatUlp(ulp)} ULP away, ${beyond(ratio)} (${requirement})`
  );
}

/** What the port evidently computes, in one line; undefined where there is nothing to explain. */
export function diagnosisLine({ diagnosis }: GroupResult): string | undefined {
  if (diagnosis === undefined) return undefined;
  const [best] = diagnosis.explanations;
  if (best === undefined) return unknown;
  const fix = best.fix === undefined ? "" : `; fix: ${best.fix}`;
  return `${shortName(best)}; reproduces ${evidence(best, diagnosis.cases)}${fix}`;
}
