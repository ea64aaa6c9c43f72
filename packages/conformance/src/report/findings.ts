import type { CaseResult, Deviation, GroupResult, VerifyResult } from "../verify/result.ts";

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

/** Why cases were skipped, failed, or are known to: each reason once, the most frequent first. */
export function reasonsFor(groups: readonly GroupResult[], what: "skipped" | "error" | "known"): Reason[] {
  const reasons = new Map<string, { reason: string; failure?: string; cases: number; rules: Set<string> }>();
  for (const { rule, cases } of groups)
    for (const testCase of cases) {
      if (what === "known" ? testCase.known === undefined : testCase.verdict !== what) continue;
      const reason = (what === "known" ? testCase.known : testCase.reason) ?? "no reason given";
      const failure = what === "error" ? testCase.failure : undefined;
      const key = JSON.stringify([failure, reason]);
      const entry = reasons.get(key) ?? { reason, ...(failure && { failure }), cases: 0, rules: new Set() };
      entry.cases++;
      entry.rules.add(rule);
      reasons.set(key, entry);
    }
  return [...reasons.values()]
    .map((entry) => ({ ...entry, rules: [...entry.rules] }))
    .sort((a, b) => b.cases - a.cases);
}

export interface Reason {
  readonly reason: string;
  /** The class of a failure. */
  readonly failure?: string;
  readonly cases: number;
  readonly rules: readonly string[];
}
