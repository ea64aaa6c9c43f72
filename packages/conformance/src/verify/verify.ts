import { type DType, profileRule, profiles, type Rule } from "@optspec/core";
import { type Case, hypersOf } from "../cases/case.ts";
import { derivedCases } from "../cases/derived.ts";
import { expectationOfCase, type StepExpectation } from "../cases/expectation.ts";
import { type Fixture, loadFixtures } from "../cases/fixtures.ts";
import { generatedCases } from "../cases/generated.ts";
import { diagnose, type Observation } from "../diagnosis/diagnose.ts";
import type { Claim, Port } from "../ports/port.ts";
import { specVersion, suiteVersion } from "../version.ts";
import { judge } from "./judge.ts";
import { blameInterruption } from "./requirement.ts";
import {
  type CaseResult,
  type GroupResult,
  resultVersion,
  type Verdict,
  type VerifyResult,
} from "./result.ts";
import { type Outcome, runCase } from "./run-case.ts";

export interface VerifyOptions {
  /** Hold the port to this profile instead of the one that it claims. */
  readonly profile?: string;
  /** Only these rules. */
  readonly rules?: readonly string[];
  readonly dtypes?: readonly DType[];
  /** Seed of the generated cases; 1 unless told. */
  readonly seed?: number;
  /** Generated cases per rule and type; 50 unless told. */
  readonly cases?: number;
  /** Milliseconds that a port in this process may take for one request; 60,000 unless told. */
  readonly timeout?: number;
  /** Only the `index`-th (from 1) of `count` parts of all cases. */
  readonly shard?: { readonly index: number; readonly count: number };
  /** Called before each case. */
  readonly onProgress?: (done: number, planned: number, id: string) => void;
}

/** Nothing was run: the options leave no case of what the port claims. */
export class NothingToVerifyError extends Error {
  override readonly name = "NothingToVerifyError";
}

/**
 * Runs fixtures and generated cases on a port and judges every number that comes back.
 * @throws NothingToVerifyError when no case was planned, RangeError for a profile or rule that does not exist.
 */
export async function verify(port: Port, options: VerifyOptions = {}): Promise<VerifyResult> {
  const { seed = 1, cases: generated = 50 } = options;
  const started = new Date();
  const { index: part, count: parts } = options.shard ?? { index: 1, count: 1 };
  const plans = planFor(port.claims, options).map(({ rule, profile, dtype }) => ({
    ...{ rule, profile, dtype },
    cases: [
      ...loadFixtures(rule.name, dtype).flatMap((fixture) => [
        fixture,
        ...derivedCases(rule, fixture, port.capabilities ?? [], () => expected(rule, profile, fixture)),
      ]),
      ...generatedCases(rule, dtype, seed, generated),
    ].filter((_, position) => position % parts === part - 1),
  }));
  const planned = plans.reduce((sum, { cases }) => sum + cases.length, 0);
  if (planned === 0) {
    const claimed = port.claims.map(({ rule, dtypes }) => `${rule} (${dtypes.join(", ")})`).join(", ");
    throw new NothingToVerifyError(
      `cases: expected at least one, got none; the port claims ${claimed || "nothing"}`,
    );
  }

  let done = 0;
  const groups: GroupResult[] = [];
  for (const { rule, profile, dtype, cases } of plans) {
    const results: CaseResult[] = [];
    const observations: Observation[] = [];
    for (const testCase of cases) {
      options.onProgress?.(done++, planned, testCase.id);
      const outside = outOfRange(rule, testCase);
      const { reply, failure }: Outcome =
        outside === undefined
          ? await runCase(port, testCase, options.timeout)
          : { reply: { skipped: outside } };
      const expectation = "steps" in reply ? expected(rule, profile, testCase) : [];
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

/** Every rule, profile and type to verify, in the order of the port's claims. */
function planFor(
  claims: readonly Claim[],
  { profile, rules: selected, dtypes }: VerifyOptions,
): { rule: Rule; profile: string; dtype: DType }[] {
  if (profile !== undefined && !Object.hasOwn(profiles, profile)) profileRule(profile, "");
  for (const rule of selected ?? [])
    if (!claims.some((claim) => claim.rule === rule))
      throw new NothingToVerifyError(
        `rule: expected one that the port claims (${claims.map((claim) => claim.rule).join(", ") || "none"}), got "${rule}"`,
      );
  return claims
    .filter(({ rule }) => selected === undefined || selected.includes(rule))
    .filter(({ rule }) => profile === undefined || Object.hasOwn(profiles[profile]!, rule))
    .flatMap((claim) => {
      const held = profile ?? claim.profile;
      const rule = profileRule(held, claim.rule);
      return claim.dtypes
        .filter((dtype) => dtypes === undefined || dtypes.includes(dtype))
        .map((dtype) => ({ rule, profile: held, dtype }));
    });
}

/** A fixture carries what the specification expects; everything else is computed. */
function expected(rule: Rule, profile: string, testCase: Case | Fixture): readonly StepExpectation[] {
  return profile === "normative" && "expected" in testCase
    ? testCase.expected
    : expectationOfCase(rule, testCase);
}

/** Whether a case is one run from fresh state. */
function isWhole({ starts, resumeAt }: Case): boolean {
  return starts === undefined && resumeAt === undefined;
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
