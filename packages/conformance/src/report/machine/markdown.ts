import type { GroupResult, VerifyResult } from "../../verify/result.ts";
import {
  aroundProgram,
  differs,
  evidence,
  evidently,
  remarks,
  shortName,
  specifiedProgram,
  unknown,
} from "../diagnosis.ts";
import { firstDeviation, groupMarks, groupVerdict, reasonsFor } from "../findings.ts";
import { formatRatio, formatUlp } from "../format.ts";
import { diffOf } from "../program-diff.ts";
import { requirementText } from "../requirement-text.ts";
import { complaint, groupName } from "./words.ts";

/** GitHub shows at most 1 MiB of a job's summary; details beyond this many groups are left to the other reports. */
const mostDetails = 50;

/** The results as Markdown for a job summary: a table, and for each failing group what it evidently computes. */
export function renderMarkdown(results: readonly VerifyResult[]): string {
  const groups = results.flatMap((result) =>
    result.groups.map((group) => ({ name: groupName(result, group), group })),
  );
  const failing = groups.filter(({ group }) => ["deviates", "error", "known"].includes(groupVerdict(group)));
  const left = failing.length - mostDetails;
  return [
    "## Optimizer conformance",
    "",
    "| Port · rule · profile · type | Verdict | Exact | Within bound | Deviate | Error | Skipped | Worst ULP | Error/bound |",
    "|---|---|--:|--:|--:|--:|--:|--:|--:|",
    ...groups.map(row),
    "",
    ...failing.slice(0, mostDetails).flatMap(({ name, group }) => details(name, group)),
    ...(left > 0 ? [`… and ${left} more.`, ""] : []),
  ].join("\n");
}

function row({ name, group }: { name: string; group: GroupResult }): string {
  const { counts, worstUlp, worstRatio } = group;
  const verdict = groupVerdict(group);
  const cells = [
    escaped(name),
    `${groupMarks[verdict]} ${verdict}`,
    ...[counts.exact, counts["within bound"], counts.deviates, counts.error, counts.skipped],
    ...[formatUlp(worstUlp), formatRatio(worstRatio)],
  ];
  return `| ${cells.join(" | ")} |`;
}

function details(name: string, group: GroupResult): string[] {
  const first = firstDeviation(group)?.testCase;
  return [
    `### ${escaped(name)}`,
    "",
    ...(first === undefined
      ? []
      : [`First deviation: ${escaped(`${first.id}, ${complaint(first, group)}`)}`, ""]),
    ...diagnosis(group),
    ...reasonsFor([group], "error").map(
      ({ reason, failure, cases }) =>
        `- ${cases} failed${failure === undefined ? "" : ` (${escaped(failure)})`}: ${escaped(reason)}`,
    ),
    ...reasonsFor([group], "known").map(({ reason, cases }) => `- ${cases} known: ${escaped(reason)}`),
    "",
  ];
}

function diagnosis(group: GroupResult): string[] {
  if (group.diagnosis === undefined) return [];
  const { explanations, cases } = group.diagnosis;
  const [best, ...others] = explanations;
  if (best === undefined) return [`Diagnosis: ${unknown}`, ""];
  const specified = specifiedProgram(group, best.program);
  return [
    `Evidently ${escaped(evidently(best))}, which reproduces ${evidence(best, cases)}:`,
    "",
    ...(differs(best.program, specified)
      ? fenced(diffOf(best.program, specified).map(({ mark, text }) => `${mark} ${oneLine(text)}`))
      : [aroundProgram]),
    "",
    ...best.meaning.map((meaning) => `- ${escaped(meaning)}`),
    ...remarks(best).map(([about, text]) => `- ${about}: ${escaped(text)}`),
    ...best.requirements.map(
      (id) => `- ${escaped(`${id}: ${requirementText(id) ?? "not in this version"}`)}`,
    ),
    ...others.map((other) => `- Or ${escaped(shortName(other))}: ${evidence(other, cases)}`),
    "",
  ];
}

/** A block of a program and its differences; its fence is longer than any in it. */
function fenced(lines: readonly string[]): string[] {
  const longest = Math.max(2, ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)));
  const fence = "`".repeat(longest + 1);
  return [`${fence}diff`, ...lines, fence];
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ");
}

/** Text in which nothing is markup: ports and their messages are not to be trusted. */
function escaped(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\\`*_[\]<>&#|~]/g, "\\$&")
    .replaceAll("@", "@\u200B");
}
