import type { Explanation, GroupResult } from "../../verify/result.ts";
import {
  evidently,
  firstDeviation,
  groupMarks,
  groupVerdict,
  reasonsFor,
  specifiedProgram,
  worstDeviation,
} from "../findings.ts";
import { beyond, count, formatNumber, formatRatio, formatUlp, sameAs } from "../format.ts";
import { requirementText } from "../requirement-text.ts";
import { caseAnchor, type Entry } from "./anchors.ts";
import { caseTable } from "./cases.ts";
import { ratioPlot } from "./chart.ts";
import { html, type Markup } from "./markup.ts";
import { verdictClass } from "./matrix.ts";
import { markedProgram } from "./program-diff.ts";

const mostExplanations = 4;

/** Everything about one rule, profile and type of a port; open where there is something to see to. */
export function groupSection({ port, group, anchor }: Entry): Markup {
  const verdict = groupVerdict(group);
  const open = verdict === "deviates" || verdict === "error";
  const words = [port.name, group.rule, group.profile, group.dtype].join(" ").toLowerCase();
  const judged = group.cases.some((testCase) => testCase.judged > 0);
  return html`<details class="group ${verdictClass(group)}" id="${anchor}" data-verdict="${verdict}" data-words="${words}"${open && html` open`}>
<summary><h3>${group.rule} <span>${group.dtype}, held to ${group.profile}</span></h3><span class="figures">${judged && `${count(group.planned, "case")} · ${formatUlp(group.worstUlp)} ULP · error/bound ${formatRatio(group.worstRatio)}`}</span><b class="badge"><span aria-hidden="true">${groupMarks[verdict]}</span> ${verdict}</b></summary>
<p class="tally">${tally(group)}</p>
${judged && ratioPlot(group)}
${deviationPart(group, anchor)}
${diagnosisPart(group)}
${reasonsPart(group, "error", "Failed")}
${reasonsPart(group, "skipped", "Skipped")}
${caseTable(group, anchor)}
</details>`;
}

function tally({ counts, planned, worstUlp, worstRatio, cases }: GroupResult): string {
  const parts = (["exact", "within bound", "deviates", "error", "skipped"] as const)
    .filter((verdict) => counts[verdict] > 0)
    .map(
      (verdict) =>
        `${counts[verdict]} ${verdict === "deviates" && counts.deviates > 1 ? "deviate" : verdict}`,
    );
  const judged = cases.reduce((sum, testCase) => sum + testCase.judged, 0);
  const notJudged = cases.reduce((sum, testCase) => sum + testCase.notJudged, 0);
  const aside =
    notJudged > 0 ? `, ${notJudged} cannot be judged: an honest order of operations leaves their range` : "";
  const worst =
    judged > 0
      ? ` Of ${count(judged, "number")} judged${aside}, the worst is ${formatUlp(worstUlp)} ULP off, the worst error/bound ${formatRatio(worstRatio)}.`
      : "";
  return `${count(planned, "case")}: ${parts.join(", ")}.${worst}`;
}

function deviationPart(group: GroupResult, anchor: string): Markup | undefined {
  const first = firstDeviation(group);
  if (first === undefined) return undefined;
  const { testCase, deviation } = first;
  const { step, quantity, param, index, expected, got, ulp, ratio, requirement } = deviation;
  const worst = worstDeviation(group);
  const link = (id: string): Markup => html`<a href="#${caseAnchor(anchor, id)}">${id}</a>`;
  return html`<h4>First deviation</h4>
<p>${link(testCase.id)}, update ${step}, <code>${quantity}</code> of <code><bdi>${param}</bdi>[${index}]</code></p>
<dl class="numbers"><div><dt>expected</dt><dd>${formatNumber(expected, group.dtype)}</dd></div><div><dt>got</dt><dd class="wrong">${formatNumber(got, group.dtype)}</dd></div><div><dt>distance</dt><dd>${formatUlp(ulp)} ULP</dd></div><div><dt>error/bound</dt><dd>${formatRatio(ratio)}</dd></div></dl>
${requirementLine(requirement)}
${worst && worst !== testCase && html`<p>Worst case: ${link(worst.id)}, ${beyond(worst.worstRatio)}</p>`}`;
}

function requirementLine(id: string): Markup {
  return html`<p class="requirement"><b>${id}</b> ${requirementText(id)}</p>`;
}

function diagnosisPart(group: GroupResult): Markup | undefined {
  const { diagnosis } = group;
  if (diagnosis === undefined) return undefined;
  const { explanations, cases } = diagnosis;
  if (explanations.length === 0)
    return html`<h4>Diagnosis</h4><p>Unknown: no variant that the specification knows reproduces this output.</p>`;
  const specified = specifiedProgram(group, explanations[0]!.program);
  const hidden = explanations.length - mostExplanations;
  return html`<h4>Diagnosis</h4>
${explanations.slice(0, mostExplanations).map((explanation, index) => explanationPart(explanation, index, cases, specified))}
${hidden > 0 && html`<p>And ${count(hidden, "more variant")}.</p>`}
${specified && html`<details class="specified"><summary>What ${group.profile} specifies</summary>${markedProgram(specified, undefined)}</details>`}`;
}

function explanationPart(
  explanation: Explanation,
  index: number,
  cases: number,
  specified: readonly string[] | undefined,
): Markup {
  const { meaning, requirements, program, profiles, matched } = explanation;
  return html`<p>${index === 0 ? "Evidently" : "Or"} ${evidently(explanation)}, which reproduces <b>${matched} of ${count(cases, "case")}</b>:</p>
${markedProgram(program, specified)}
<ul>${[...meaning, ...(profiles.length > 0 ? [sameAs(profiles)] : [])].map((line) => html`<li>${line}</li>`)}</ul>
${requirements.map(requirementLine)}`;
}

function reasonsPart(group: GroupResult, verdict: "skipped" | "error", title: string): Markup | undefined {
  const reasons = reasonsFor([group], verdict);
  if (reasons.length === 0) return undefined;
  return html`<h4>${title}</h4><ul>${reasons.map(({ reason, cases }) => html`<li>${count(cases, "case")}: <bdi>${reason}</bdi></li>`)}</ul>`;
}
