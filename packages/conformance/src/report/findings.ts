import { printExpression, profileRule, profiles } from "@optspec/core";
import type {
  CaseResult,
  Deviation,
  Explanation,
  GroupResult,
  Verdict,
  VerifyResult,
} from "../verify/result.ts";

/** What the cases of one rule, profile and type say together. */
export type GroupVerdict = "exact" | "conforms" | "known" | "deviates" | "error" | "not judged";

/** A mark for each verdict, so that none is told by colour alone. */
export const groupMarks: Readonly<Record<GroupVerdict, string>> = {
  exact: "✓",
  conforms: "✓",
  known: "~",
  deviates: "✗",
  error: "!",
  "not judged": "–",
};
export const caseMarks: Readonly<Record<Verdict, string>> = {
  exact: "=",
  "within bound": "≈",
  deviates: "≠",
  skipped: "–",
  error: "!",
};

/**
 * A group conforms when nothing deviates or fails and something was judged; it is exact when every bit agrees,
 * and known when whatever deviates or fails is on the port's list.
 */
export function groupVerdict({ counts, cases }: GroupResult): GroupVerdict {
  const failing = cases.filter(({ verdict }) => verdict === "deviates" || verdict === "error");
  if (failing.length > 0 && failing.every(({ known }) => known !== undefined)) return "known";
  if (counts.deviates > 0) return "deviates";
  if (counts.error > 0) return "error";
  if (!cases.some(({ judged }) => judged > 0)) return "not judged";
  return counts["within bound"] > 0 ? "conforms" : "exact";
}

/** The first case that deviates, in the order in which the cases ran. */
export function firstDeviation({
  cases,
}: GroupResult): { testCase: CaseResult; deviation: Deviation } | undefined {
  for (const testCase of cases)
    if (testCase.deviation !== undefined) return { testCase, deviation: testCase.deviation };
  return undefined;
}

/** The case with the worst ratio of error to bound, where that lies beyond the bound. */
export function worstDeviation({ cases }: GroupResult): CaseResult | undefined {
  let worst: CaseResult | undefined;
  for (const testCase of cases)
    if (testCase.deviation !== undefined && testCase.worstRatio > (worst?.worstRatio ?? 0)) worst = testCase;
  return worst;
}

/** What an explanation says the port computes, in words. */
export function evidently({ choice, defaults }: Explanation): string {
  if (Object.keys(choice).length > 0) return "another variant of the rule";
  return Object.keys(defaults).length > 0 ? "the normative rule with other defaults" : "the normative rule";
}

/** All results of one port. */
export interface PortResults {
  readonly port: VerifyResult["port"];
  readonly groups: readonly GroupResult[];
}

/** Results by port: one that was held to several profiles stands once. */
export function byPort(results: readonly VerifyResult[]): PortResults[] {
  const ports = new Map<string, PortResults>();
  for (const { port, groups } of results) {
    const key = JSON.stringify([port.name, port.version, port.language]);
    ports.set(key, { port, groups: [...(ports.get(key)?.groups ?? []), ...groups] });
  }
  return [...ports.values()];
}

/** Why cases were skipped, or failed: each reason once, the most frequent first. */
export function reasonsFor(groups: readonly GroupResult[], verdict: Verdict): Reason[] {
  const reasons = new Map<string, { cases: number; rules: Set<string> }>();
  for (const { rule, cases } of groups)
    for (const testCase of cases)
      if (testCase.verdict === verdict) {
        const reason = testCase.reason ?? "no reason given";
        const known = reasons.get(reason) ?? { cases: 0, rules: new Set() };
        known.cases++;
        known.rules.add(rule);
        reasons.set(reason, known);
      }
  return [...reasons]
    .map(([reason, { cases, rules }]) => ({ reason, cases, rules: [...rules] }))
    .sort((a, b) => b.cases - a.cases);
}

export interface Reason {
  readonly reason: string;
  readonly cases: number;
  readonly rules: readonly string[];
}

/**
 * The lines that the specification has for a rule of a profile, for comparison with an evident program: its
 * assignments, and the initial values of its slots where the evident program tells its own.
 */
export function specifiedProgram(
  { rule, profile }: GroupResult,
  evident: readonly string[],
): string[] | undefined {
  if (!Object.hasOwn(profiles, profile) || !Object.hasOwn(profiles[profile]!, rule)) return undefined;
  const { states, scalars, assignments } = profileRule(profile, rule).program;
  const declared = (keyword: string, slots: typeof states): string[] =>
    evident.some((line) => line.startsWith(`${keyword} `))
      ? slots.map(({ name, value }) => `${keyword} ${name} = ${value}`)
      : [];
  return [
    ...declared("state", states),
    ...declared("scalar", scalars),
    ...assignments.map(({ target, value }) => `${target} = ${printExpression(value)}`),
  ];
}
