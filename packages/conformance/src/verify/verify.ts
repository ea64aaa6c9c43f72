import type { DType, Rule } from "@optspec/core";
import { didYouMean, similarNames } from "@optspec/schema";
import { type Case, hypersOf } from "../cases/case.ts";
import { diagnose, type Observation } from "../diagnosis/diagnose.ts";
import type { Port } from "../ports/port.ts";
import { specVersion, suiteVersion } from "../version.ts";
import { judge } from "./judge.ts";
import { NothingToVerifyError } from "./nothing-to-verify-error.ts";
import { casesToRun, expectedOf, type GroupPlan, groupsToVerify, type Selection } from "./plan.ts";
import { blameInterruption } from "./requirement.ts";
import {
  type CaseResult,
  type GroupResult,
  resultVersion,
  type Verdict,
  type VerifyResult,
} from "./result.ts";
import { type Outcome, runCase } from "./run-case.ts";

export { NothingToVerifyError } from "./nothing-to-verify-error.ts";

export interface VerifyOptions extends Selection {
  /** Milliseconds that a port in this process may take for one request; 60,000 unless told. */
  readonly timeout?: number;
  /** Called before each case. */
  readonly onProgress?: (done: number, planned: number, id: string) => void;
}

/**
 * Runs fixtures and generated cases on a port and judges every number that comes back.
 * @throws NothingToVerifyError when no case was planned, RangeError for a profile or rule that does not exist.
 */
export async function verify(port: Port, options: VerifyOptions = {}): Promise<VerifyResult> {
  const { seed = 1 } = options;
  const started = new Date();
  const plans = plansFor(port, options);
  const planned = plans.reduce((sum, { cases }) => sum + cases.length, 0);

  let done = 0;
  const groups: GroupResult[] = [];
  for (const { plan, cases } of plans) {
    const { rule, profile, dtype } = plan;
    const results: CaseResult[] = [];
    const observations: Observation[] = [];
    for (const testCase of cases) {
      options.onProgress?.(done++, planned, testCase.id);
      const outside = outOfRange(rule, testCase);
      const { reply, failure }: Outcome =
        outside === undefined
          ? await runCase(port, testCase, options.timeout)
          : { reply: { skipped: outside } };
      const expectation = "steps" in reply ? expectedOf(plan, testCase) : [];
      const result = judge(testCase, expectation, reply);
      results.push(
        result.verdict === "error"
          ? { ...result, failure: failure ?? "reply" }
          : blameInterruption(result, results),
      );
      // Only runs from fresh state and without interruption are explained by a program alone.
      if ("steps" in reply && result.judged > 0 && isWhole(testCase))
        observations.push({ testCase, expectation, reply });
    }
    groups.push(summarize(rule, profile, dtype, results, observations));
  }
  return {
    version: resultVersion,
    suite: suiteVersion,
    spec: specVersion,
    port: port.port,
    seed,
    started: started.toISOString(),
    milliseconds: Date.now() - started.getTime(),
    groups,
  };
}

/** The cases of each group. A group that has none of the cases asked for by name is left out. */
function plansFor(
  { claims, capabilities = [] }: Port,
  options: Selection,
): { plan: GroupPlan; cases: readonly Case[] }[] {
  const plans = groupsToVerify(claims, options).map((plan) => ({
    plan,
    cases: casesToRun(plan, capabilities, options, (fixture) => expectedOf(plan, fixture)),
  }));
  const found = plans.filter(({ cases }) => cases.length > 0);
  if (found.length > 0) return options.only === undefined ? plans : found;
  if (options.only !== undefined && plans.length > 0) {
    const ids = plans.flatMap(({ plan }) =>
      casesToRun(plan, capabilities, { ...options, only: ["*"] }, () => []).map(({ id }) => id),
    );
    const near = options.only.flatMap((pattern) => similarNames(pattern, ids));
    throw new NothingToVerifyError(
      `case: expected one of this port's, got ${options.only.map((id) => `"${id}"`).join(", ")}${didYouMean(near)}`,
    );
  }
  const claimed = claims.map(({ rule, dtypes }) => `${rule} (${dtypes.join(", ")})`).join(", ");
  throw new NothingToVerifyError(
    `cases: expected at least one, got none; the port claims ${claimed || "nothing"}`,
  );
}

/** Whether a case is one run from fresh state. */
function isWhole({ starts, from, resumeAt }: Case): boolean {
  return starts === undefined && from === undefined && resumeAt === undefined;
}

/** Why a profile cannot be held to a case: it has no such configuration. */
function outOfRange(rule: Rule, testCase: Case): string | undefined {
  for (const hypers of hypersOf(rule, testCase))
    for (const { name, range } of rule.program.hypers)
      if (range.low === range.high && hypers[name] !== range.low)
        return `the profile fixes ${name} at ${range.low}, the case asks for ${hypers[name]}`;
  return undefined;
}

function summarize(
  rule: Rule,
  profile: string,
  dtype: DType,
  cases: readonly CaseResult[],
  observations: readonly Observation[],
): GroupResult {
  const counts: Record<Verdict, number> = { exact: 0, "within bound": 0, deviates: 0, skipped: 0, error: 0 };
  for (const { verdict } of cases) counts[verdict]++;
  return {
    rule: rule.name,
    profile,
    dtype,
    planned: cases.length,
    counts,
    worstUlp: Math.max(...cases.map(({ worstUlp }) => worstUlp)),
    worstRatio: Math.max(...cases.map(({ worstRatio }) => worstRatio)),
    ...(deviate(cases, observations) && { diagnosis: diagnose(rule, observations) }),
    cases,
  };
}

/** Whether there is a deviation among the observations, and so something to explain. */
function deviate(cases: readonly CaseResult[], observations: readonly Observation[]): boolean {
  const observed = new Set(observations.map(({ testCase }) => testCase.id));
  return cases.some(({ id, verdict }) => verdict === "deviates" && observed.has(id));
}

/** Whether something was judged in every group, and nothing deviated or failed that is not known to. */
export function conforms({ groups }: VerifyResult): boolean {
  const fails = ({ verdict, known }: CaseResult): boolean =>
    known === undefined && (verdict === "deviates" || verdict === "error");
  return groups.every(
    ({ cases }) => cases.some(({ judged, known }) => judged > 0 || known !== undefined) && !cases.some(fails),
  );
}
