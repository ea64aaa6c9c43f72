import { type Paint, paragraph } from "../terminal/text.ts";
import type { Coverage, CoverageReport, CoveredRequirement } from "./coverage.ts";

/** A mark for each degree, so that none is told by colour alone. */
export const coverageMarks: Readonly<Record<Coverage, string>> = {
  proved: "✓",
  excused: "–",
  optional: "·",
  missing: "✗",
};

const styles = { proved: "good", excused: "faint", optional: "faint", missing: "bad" } as const;

/** What the counts say, in one line. */
export function coverageSummary({ counts, requirements }: CoverageReport): string {
  const { proved, excused, optional, missing } = counts;
  return `${requirements.length} requirements: ${proved} with a violation that a fixture catches, ${excused} with a stated reason why not, ${optional} that oblige nobody, ${missing} untested.`;
}

/** The coverage as text, page by page. */
export function renderCoverageText(report: CoverageReport, width: number, paint: Paint): string {
  const pages = [...new Set(report.requirements.map(({ page }) => page))];
  return [
    ...pages.flatMap((page) => [
      paint(`spec/${page}`, "strong"),
      ...report.requirements.filter((own) => own.page === page).flatMap((own) => lines(own, width, paint)),
      "",
    ]),
    ...paragraph(coverageSummary(report), width, ""),
  ].join("\n");
}

function lines(
  { id, keyword, text, coverage, fixtures, proof, reason }: CoveredRequirement,
  width: number,
  paint: Paint,
): string[] {
  const named = fixtures.length === 0 ? "" : `; named by ${fixtures.join(", ")}`;
  const shown = proof === undefined ? (reason ?? "nothing tests it") : `proof: ${proof}${named}`;
  return [
    `  ${paint(coverageMarks[coverage], styles[coverage])} ${paint(id, "strong")} (${keyword})`,
    ...paragraph(text, width, "    "),
    ...paragraph(shown, width, "      ", "        ").map((line) => paint(line, styles[coverage])),
  ];
}
