import type { Diagnosis, Explanation, GroupResult, Verdict, VerifyResult } from "./result.ts";

/**
 * Puts the parts of sharded runs together: results of one port, suite and seed whose groups have no case in common.
 * Whatever overlaps, such as two runs of the same cases, stays apart.
 */
export function mergeResults(results: readonly VerifyResult[]): VerifyResult[] {
  const merged: VerifyResult[] = [];
  for (const result of results) {
    const at = merged.findIndex((other) => areParts(other, result));
    if (at === -1) merged.push(result);
    else merged[at] = union(merged[at]!, result);
  }
  return merged;
}

function areParts(a: VerifyResult, b: VerifyResult): boolean {
  const identity = ({ port, suite, spec, seed }: VerifyResult): string =>
    JSON.stringify([port, suite, spec, seed]);
  if (identity(a) !== identity(b)) return false;
  const pairs = a.groups.flatMap((group) =>
    b.groups.filter((other) => keyOf(other) === keyOf(group)).map((other) => [group, other] as const),
  );
  return (
    pairs.length > 0 &&
    pairs.every(([group, other]) => {
      const ids = new Set(group.cases.map(({ id }) => id));
      return other.cases.every(({ id }) => !ids.has(id));
    })
  );
}

function keyOf({ rule, profile, dtype }: GroupResult): string {
  return JSON.stringify([rule, profile, dtype]);
}

function union(a: VerifyResult, b: VerifyResult): VerifyResult {
  const own = new Set(a.groups.map(keyOf));
  return {
    ...a,
    started: a.started < b.started ? a.started : b.started,
    milliseconds: a.milliseconds + b.milliseconds,
    groups: [
      ...a.groups.map((group) =>
        b.groups.filter((other) => keyOf(other) === keyOf(group)).reduce(unionOfGroups, group),
      ),
      ...b.groups.filter((group) => !own.has(keyOf(group))),
    ],
  };
}

function unionOfGroups(a: GroupResult, b: GroupResult): GroupResult {
  const counts = Object.fromEntries(
    Object.entries(a.counts).map(([verdict, count]) => [verdict, count + b.counts[verdict as Verdict]]),
  ) as Record<Verdict, number>;
  const diagnosis = commonDiagnosis(a.diagnosis, b.diagnosis);
  return {
    ...{ rule: a.rule, profile: a.profile, dtype: a.dtype },
    planned: a.planned + b.planned,
    counts,
    worstUlp: Math.max(a.worstUlp, b.worstUlp),
    worstRatio: Math.max(a.worstRatio, b.worstRatio),
    ...(diagnosis && { diagnosis }),
    cases: [...a.cases, ...b.cases],
  };
}

/** What explains both parts; a part in which nothing deviates has nothing to say against it. */
function commonDiagnosis(a: Diagnosis | undefined, b: Diagnosis | undefined): Diagnosis | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return {
    cases: a.cases + b.cases,
    explanations: a.explanations.flatMap((one) => {
      const other = b.explanations.find((candidate) => agree(one, candidate));
      if (other === undefined) return [];
      // A part without cases that need defaults knows nothing of them.
      const fuller = Object.keys(other.defaults).length > Object.keys(one.defaults).length ? other : one;
      return [{ ...fuller, matched: one.matched + other.matched }];
    }),
  };
}

function agree(a: Explanation, b: Explanation): boolean {
  const key = ({ program, bug, choice }: Explanation): string => JSON.stringify([program, bug, choice]);
  const sameDefaults = Object.entries(a.defaults).every(
    ([name, value]) => (b.defaults[name] ?? value) === value,
  );
  return key(a) === key(b) && sameDefaults;
}
