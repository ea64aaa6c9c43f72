import type { GroupResult, VerifyResult } from "../verify/result.ts";
import { byPort, type GroupVerdict, groupMarks, groupVerdict } from "./findings.ts";
import { count, formatDuration, formatRatio, formatUlp } from "./format.ts";
import { details, skips } from "./terminal/details.ts";
import { type Cell, type Column, table } from "./terminal/table.ts";
import { painter, paragraph, plain, type Style } from "./terminal/text.ts";

export interface TerminalOptions {
  /** Whether to use ANSI colours; the caller knows NO_COLOR and whether a terminal reads along. */
  readonly colour?: boolean;
  /** Columns; 100 unless told. */
  readonly width?: number;
}

const styles: Readonly<Record<GroupVerdict, Style>> = {
  exact: "good",
  conforms: "good",
  known: "warn",
  deviates: "bad",
  error: "bad",
  "not judged": "warn",
};

const plurals: Readonly<Record<GroupVerdict, string>> = {
  exact: "exact",
  conforms: "conform",
  known: "known",
  deviates: "deviate",
  error: "errors",
  "not judged": "not judged",
};

interface ColumnOf extends Column {
  cell(group: GroupResult): Cell;
  /** Left out where no group has anything to show in it. */
  readonly optional?: (group: GroupResult) => boolean;
}

const number = (value: number, style?: Style): Cell => ({
  text: String(value),
  style: value > 0 ? style : "faint",
});

const columns: readonly ColumnOf[] = [
  { heading: ["", "rule"], align: "left", cell: ({ rule }) => ({ text: plain(rule, 20) }) },
  { heading: ["", "profile"], align: "left", cell: ({ profile }) => ({ text: plain(profile, 20) }) },
  { heading: ["", "type"], align: "left", cell: ({ dtype }) => ({ text: dtype }) },
  {
    heading: ["", "verdict"],
    align: "left",
    cell(group) {
      const verdict = groupVerdict(group);
      return { text: `${groupMarks[verdict]} ${verdict}`, style: styles[verdict] };
    },
  },
  { heading: ["", "exact"], align: "right", cell: ({ counts }) => number(counts.exact) },
  { heading: ["within", "bound"], align: "right", cell: ({ counts }) => number(counts["within bound"]) },
  { heading: ["", "deviate"], align: "right", cell: ({ counts }) => number(counts.deviates, "bad") },
  {
    heading: ["", "error"],
    align: "right",
    cell: ({ counts }) => number(counts.error, "bad"),
    optional: ({ counts }) => counts.error > 0,
  },
  { heading: ["", "skipped"], align: "right", cell: ({ counts }) => number(counts.skipped) },
  { heading: ["worst", "ULP"], align: "right", cell: (group) => judged(group, formatUlp(group.worstUlp)) },
  {
    heading: ["error/", "bound"],
    align: "right",
    cell: (group) => judged(group, formatRatio(group.worstRatio)),
  },
];

function judged(group: GroupResult, text: string): Cell {
  return groupVerdict(group) === "not judged" ? { text: "–", style: "faint" } : { text };
}

/** The results of one or several ports as text: a table, then what is to be said of each group that deviates, fails or skips. */
export function renderTerminal(
  results: readonly VerifyResult[],
  { colour = false, width = 100 }: TerminalOptions = {},
): string {
  const paint = painter(colour);
  const groups = results.flatMap(({ groups }) => groups);
  const shown = columns.filter(({ optional }) => optional === undefined || groups.some(optional));
  const ports = byPort(results);
  const sections = ports.map(({ port, groups: own }) => ({
    heading: `${plain(port.name)} ${plain(port.version)} (${plain(port.language)})`,
    rows: own.map((group) => shown.map((column) => column.cell(group))),
  }));
  const told = [
    ...ports.flatMap(({ port, groups: own }) => own.map((group) => details(port, group, width, paint))),
    ...ports.map(({ port, groups: own }) => skips(port, own, width, paint)),
  ].filter((lines) => lines.length > 0);
  return [
    ...table(shown, sections, width, paint),
    ...told.flatMap((lines) => ["", ...lines]),
    "",
    ...summary(results, groups).flatMap((text) => paragraph(text, width, "")),
  ].join("\n");
}

function summary(results: readonly VerifyResult[], groups: readonly GroupResult[]): string[] {
  const verdicts = groups.map(groupVerdict);
  const tally = (Object.keys(styles) as GroupVerdict[])
    .map((verdict) => ({ verdict, n: verdicts.filter((other) => other === verdict).length }))
    .filter(({ n }) => n > 0)
    .map(({ verdict, n }) => `${n} ${n === 1 ? verdict : plurals[verdict]}`);
  const cases = groups.reduce((sum, { planned }) => sum + planned, 0);
  const time = results.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const seeds = [...new Set(results.map(({ seed }) => seed))].join(", ");
  return [
    `${count(groups.length, "group")}: ${tally.join(", ")}. ${count(cases, "case")} in ${formatDuration(time)}, seed ${seeds}.`,
    "exact: every bit as specified. error/bound above 1: no honest order of operations explains it.",
  ];
}
