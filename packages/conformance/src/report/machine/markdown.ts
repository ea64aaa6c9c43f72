import type { GroupResult, VerifyResult } from "../../verify/result.ts";
import { firstDeviation, groupMarks, groupVerdict, reasonsFor } from "../findings.ts";
import { formatRatio, formatUlp } from "../format.ts";
import { complaint, groupName } from "./words.ts";

/** GitHub shows at most 1 MiB of a job's summary; details beyond this many groups are left to the other reports. */
const mostDetails = 50;

/** The results as Markdown for a job summary: a table, and for each failing group what it evidently computes. */
export function renderMarkdown(results: readonly VerifyResult[]): string {
  const groups = results.flatMap((result) =>
    result.groups.map((group) => ({ name: groupName(result, group), group })),
  );
  const failing = groups.filter(({ group }) => ["deviates", "error"].includes(groupVerdict(group)));
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
  const [best] = group.diagnosis?.explanations ?? [];
  return [
    `### ${escaped(name)}`,
    "",
    ...(first === undefined
      ? []
      : [`First deviation: ${escaped(`${first.id}, ${complaint(first, group)}`)}`, ""]),
    ...(best === undefined
      ? []
      : [
          `It evidently computes this, which reproduces ${best.matched} of ${group.diagnosis!.cases} cases:`,
          "",
          ...["```", ...best.program, "```", ""],
          ...best.meaning.map((meaning) => `- ${escaped(meaning)}`),
          "",
        ]),
    ...reasonsFor([group], "error").map(({ reason, cases }) => `- ${cases} failed: ${escaped(reason)}`),
    "",
  ];
}

/** Text in which nothing is markup: ports and their messages are not to be trusted. */
function escaped(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\\`*_[\]<>&#|~]/g, "\\$&")
    .replaceAll("@", "@\u200B");
}
