import { firstDeviation } from "../report/findings.ts";
import { requirementText } from "../report/requirement-text.ts";
import { details } from "../report/terminal/details.ts";
import { painter } from "../report/terminal/text.ts";
import type { CaseResult, GroupResult, VerifyResult } from "../verify/result.ts";

const width = 100;

/** A requirement that a port violates; the message is the whole report, and there is no stack to read. */
export class ConformanceError extends Error {
  override readonly name = "ConformanceError";

  constructor(message: string) {
    super(message);
    this.stack = `${this.name}: ${message}`;
  }
}

/**
 * What the failing test of a requirement says: where the first number deviates, what the port seems to compute instead,
 * how to mend that, and the command that shows it again.
 * @param cases - those that show the violation.
 * @param again - the command for a case.
 */
export function violationText(
  id: string,
  cases: readonly CaseResult[],
  { port }: VerifyResult,
  group: GroupResult,
  again: (testCase: CaseResult, group: GroupResult) => string,
): string {
  const counts = { ...group.counts };
  for (const verdict of Object.keys(counts) as (keyof typeof counts)[])
    counts[verdict] = cases.filter((result) => result.verdict === verdict).length;
  const failing = { ...group, cases, counts };
  const first = firstDeviation(failing)?.testCase ?? cases[0]!;
  return [
    `${id}: ${requirementText(id)}`,
    ...details(port, failing, width, painter(false)),
    `    Again: ${again(first, group)}`,
  ].join("\n");
}
