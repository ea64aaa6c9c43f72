import type { Explanation, GroupResult, VerifyResult } from "../../verify/result.ts";
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
import { firstDeviation, groupMarks, groupVerdict, reasonsFor, worstDeviation } from "../findings.ts";
import { beyond, count, formatNumber, formatUlp } from "../format.ts";
import { diffOf } from "../program-diff.ts";
import { requirementText } from "../requirement-text.ts";
import { type Paint, paragraph, plain, type Style } from "./text.ts";

const mostExplanations = 5;
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
  const what = [port.name, group.rule, group.profile, group.dtype].map((text) => plain(text)).join(" · ");
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
    ...reasonLines([group], "known", width).map((line) => paint(line, "warn")),
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

function diagnosisLines(group: GroupResult, width: number, paint: Paint): string[] {
  if (group.diagnosis === undefined) return [];
  const { explanations, cases } = group.diagnosis;
  const [best, ...others] = explanations;
  if (best === undefined) return paragraph(`Diagnosis: ${unknown}`, width, "    ", "      ");
  const lead = `Diagnosis: evidently ${plain(evidently(best))}, which reproduces ${evidence(best, cases)}:`;
  const shown = others.slice(0, mostExplanations - 1);
  const hidden = others.length - shown.length;
  return [
    ...paragraph(lead, width, "    ", "      "),
    ...explanationLines(best, group, width, paint),
    ...shown.flatMap((other) =>
      paragraph(`Or ${alternative(other)}: ${evidence(other, cases)}`, width, "    ", "      "),
    ),
    ...(hidden > 0 ? [`    And ${count(hidden, "more explanation")}.`] : []),
  ];
}

function alternative(explanation: Explanation): string {
  const same = remarks(explanation).find(([about]) => about === "Same as");
  return plain(`${shortName(explanation)}${same === undefined ? "" : `, as in ${same[1]}`}`);
}

const diffStyles: Readonly<Record<string, Style | undefined>> = { "-": "good", "+": "bad" };

function explanationLines(
  explanation: Explanation,
  group: GroupResult,
  width: number,
  paint: Paint,
): string[] {
  const { meaning, requirements, program } = explanation;
  const specified = specifiedProgram(group, program);
  const told = (text: string): string[] => paragraph(plain(text, 2000), width, "      ", "        ");
  return [
    ...meaning.flatMap(told),
    ...(differs(program, specified)
      ? [
          ...(specified === undefined ? [] : told("Specified (-) and evident (+):")),
          ...diffOf(program, specified).map(
            ({ mark, text }) =>
              `        ${paint(`${mark} ${plain(text, 2000)}`.trimEnd(), diffStyles[mark])}`,
          ),
        ]
      : told(aroundProgram)),
    ...remarks(explanation).flatMap(([about, text]) => told(`${about}: ${text}`)),
    ...requirementLines(requirements, width, paint),
  ];
}

const labels = { skipped: "", error: "Failed: ", known: "Known: " } as const;

function reasonLines(
  groups: readonly GroupResult[],
  what: "skipped" | "error" | "known",
  width: number,
): string[] {
  const reasons = reasonsFor(groups, what);
  const hidden = reasons.length - mostReasons;
  return [
    ...reasons
      .slice(0, mostReasons)
      .flatMap(({ reason, failure, cases, rules }) =>
        paragraph(
          `${labels[what]}${count(cases, "case")} of ${plain(rules.join(", "))}: ${failure === undefined ? "" : `${failure}: `}${plain(reason)}`,
          width,
          "    ",
          "      ",
        ),
      ),
    ...(hidden > 0 ? [`    and ${count(hidden, "more reason")}`] : []),
  ];
}
