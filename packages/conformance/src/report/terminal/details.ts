import type { Explanation, GroupResult, VerifyResult } from "../../verify/result.ts";
import {
  evidently,
  firstDeviation,
  groupMarks,
  groupVerdict,
  reasonsFor,
  worstDeviation,
} from "../findings.ts";
import { beyond, count, formatNumber, formatUlp, sameAs } from "../format.ts";
import { requirementText } from "../requirement-text.ts";
import { type Paint, paragraph, plain } from "./text.ts";

const mostExplanations = 3;
const mostReasons = 6;

/** What is to be said of a group that deviates or fails, beyond its row in the table; of others nothing. */
export function details(
  port: VerifyResult["port"],
  group: GroupResult,
  width: number,
  paint: Paint,
): string[] {
  const verdict = groupVerdict(group);
  const { deviates, error } = group.counts;
  if (deviates + error === 0) return [];
  const what = [plain(port.name), group.rule, group.profile, group.dtype].join(" · ");
  const parts = [
    ...(deviates > 0 ? [`${deviates} ${deviates === 1 ? "deviates" : "deviate"}`] : []),
    ...(error > 0 ? [`${error} failed`] : []),
  ];
  const known = group.cases.filter((testCase) => testCase.known !== undefined).length;
  const listed = known > 0 ? `, ${known} on the list of known deviations` : "";
  const tally = `${count(group.planned, "case")}: ${parts.join(", ")}${listed}`;
  const tone = verdict === "known" ? "warn" : "bad";
  return [
    `${paint(groupMarks[verdict], tone)} ${paint(what, "strong")}  ${paint(tally, tone)}`,
    ...deviationLines(group, width, paint),
    ...diagnosisLines(group, width, paint),
    ...reasonLines([group], "error", width).map((line) => paint(line, "bad")),
  ];
}

/** Why cases were skipped, over all groups of a port. */
export function skips(
  port: VerifyResult["port"],
  groups: readonly GroupResult[],
  width: number,
  paint: Paint,
): string[] {
  const lines = reasonLines(groups, "skipped", width);
  return lines.length === 0
    ? []
    : [`${paint("–", "warn")} ${paint(plain(port.name), "strong")}  skipped cases`, ...lines];
}

function deviationLines(group: GroupResult, width: number, paint: Paint): string[] {
  const first = firstDeviation(group);
  if (first === undefined) return [];
  const { testCase, deviation } = first;
  const { step, quantity, param, index, expected, got, ulp, ratio, requirement } = deviation;
  const where = `${testCase.id}, update ${step}, ${quantity} of ${plain(param)}[${index}]`;
  const worst = worstDeviation(group);
  const wrong = paint(formatNumber(got, group.dtype), "bad");
  return [
    ...paragraph(`First deviation: ${where}`, width, "    ", "      "),
    `      expected  ${formatNumber(expected, group.dtype)}`,
    `      got       ${wrong}, ${formatUlp(ulp)} ULP away, ${beyond(ratio)}`,
    ...requirementLines([requirement], width, paint),
    ...(worst === undefined || worst === testCase
      ? []
      : paragraph(`Worst case: ${worst.id}, ${beyond(worst.worstRatio)}`, width, "    ", "      ")),
  ];
}

function requirementLines(ids: readonly string[], width: number, paint: Paint): string[] {
  return ids.flatMap((id) =>
    paragraph(
      `${id}: ${requirementText(id) ?? "no such requirement in this version"}`,
      width,
      "      ",
      "        ",
    ).map((line) => paint(line, "faint")),
  );
}

function diagnosisLines({ diagnosis }: GroupResult, width: number, paint: Paint): string[] {
  if (diagnosis === undefined) return [];
  const { explanations, cases } = diagnosis;
  if (explanations.length === 0)
    return ["    Diagnosis: unknown. No variant that the specification knows reproduces this output."];
  const shown = explanations.slice(0, mostExplanations);
  const hidden = explanations.length - shown.length;
  return [
    ...shown.flatMap((explanation, index) => {
      const lead = index === 0 ? "Diagnosis: evidently" : "Or";
      const text = `${lead} ${evidently(explanation)}, which reproduces ${explanation.matched} of ${count(cases, "case")}:`;
      return [...paragraph(text, width, "    ", "      "), ...explanationLines(explanation, width, paint)];
    }),
    ...(hidden > 0 ? [`    And ${count(hidden, "more variant")}.`] : []),
  ];
}

function explanationLines(explanation: Explanation, width: number, paint: Paint): string[] {
  const { meaning, requirements, program, profiles } = explanation;
  return [
    ...program.map((line) => `        ${paint(line, "warn")}`),
    ...[...meaning, ...(profiles.length > 0 ? [sameAs(profiles)] : [])].flatMap((text) =>
      paragraph(text, width, "      ", "        "),
    ),
    ...requirementLines(requirements, width, paint),
  ];
}

function reasonLines(groups: readonly GroupResult[], verdict: "skipped" | "error", width: number): string[] {
  const reasons = reasonsFor(groups, verdict);
  const hidden = reasons.length - mostReasons;
  return [
    ...reasons
      .slice(0, mostReasons)
      .flatMap(({ reason, cases, rules }) =>
        paragraph(
          `${count(cases, "case")} of ${rules.join(", ")}: ${plain(reason)}`,
          width,
          "    ",
          "      ",
        ),
      ),
    ...(hidden > 0 ? [`    and ${count(hidden, "more reason")}`] : []),
  ];
}
