import { didYouMean, type KnownDeviation, similarNames } from "@optspec/schema";
import { matches } from "./patterns.ts";
import type { CaseResult, GroupResult, Verdict, VerifyResult } from "./result.ts";

/** What a list and the results say about each other; the list is right when nothing is said. */
export interface KnownCheck {
  /** The results, each known case marked with its reason. */
  readonly results: readonly VerifyResult[];
  /** Entries that do not agree with what happened, one sentence each. */
  readonly problems: readonly string[];
}

/** Compares a list with results: every entry has to match, and everything that it matches has to happen as it says. */
export function applyKnown(results: readonly VerifyResult[], list: readonly KnownDeviation[]): KnownCheck {
  const matched = new Set<KnownDeviation>();
  const problems: string[] = [];
  const mark = (group: GroupResult, result: CaseResult): CaseResult => {
    const entry = list.find((known) => covers(known, group, result));
    if (entry === undefined) return result;
    matched.add(entry);
    if (result.verdict === entry.verdict) return { ...result, known: entry.reason };
    if (entry.kind !== "flaky" || isFailure(result.verdict))
      problems.push(
        `${result.id} (${group.profile}): listed as ${entry.verdict} by "${entry.id}", but is ${result.verdict}`,
      );
    return result;
  };
  const marked = results.map((result) => ({
    ...result,
    groups: result.groups.map((group) => ({
      ...group,
      cases: group.cases.map((testCase) => mark(group, testCase)),
    })),
  }));
  const ids = results.flatMap(({ groups }) => groups.flatMap(({ cases }) => cases.map(({ id }) => id)));
  for (const entry of list)
    if (!matched.has(entry))
      problems.push(
        `"${entry.id}"${entry.profile === undefined ? "" : ` (${entry.profile})`}: matches no case that was run${didYouMean(similarNames(entry.id, ids).filter((id) => id !== entry.id))}`,
      );
  return { results: marked, problems };
}

/** The list that agrees with the results: entries that hold are kept, new failures are added case by case. */
export function updateKnown(
  results: readonly VerifyResult[],
  list: readonly KnownDeviation[],
): KnownDeviation[] {
  const cases = results.flatMap(({ groups }) =>
    groups.flatMap((group) => group.cases.map((result) => ({ group, result }))),
  );
  const holds = (entry: KnownDeviation): boolean => {
    const covered = cases.filter(({ group, result }) => covers(entry, group, result));
    const agrees = ({ verdict }: CaseResult): boolean =>
      verdict === entry.verdict || (entry.kind === "flaky" && !isFailure(verdict));
    return covered.length > 0 && covered.every(({ result }) => agrees(result));
  };
  const kept = list.filter(holds);
  const added = cases.flatMap(({ group, result: { id, verdict, reason } }): KnownDeviation[] =>
    isFailure(verdict) && !kept.some((entry) => covers(entry, group, { id }))
      ? [{ id, profile: group.profile, verdict, reason: reason ?? "not yet explained", kind: "bug" }]
      : [],
  );
  return [...kept, ...added];
}

function isFailure(verdict: Verdict): verdict is "deviates" | "error" {
  return verdict === "deviates" || verdict === "error";
}

function covers(
  { id, profile }: KnownDeviation,
  group: GroupResult,
  result: Pick<CaseResult, "id">,
): boolean {
  if (profile !== undefined && profile !== group.profile) return false;
  return matches(id, result.id);
}
