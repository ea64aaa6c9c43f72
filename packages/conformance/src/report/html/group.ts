import type { CaseResult, GroupResult } from "../../verify/result.ts";
import { firstDeviation, groupMarks, groupVerdict, reasonsFor, worstDeviation } from "../findings.ts";
import { beyond, count, formatRatio, formatUlp } from "../format.ts";
import type { Entry } from "./anchors.ts";
import { caseDetails, caseFold, caseTable } from "./cases.ts";
import { ratioPlot } from "./chart.ts";
import { diagnosisPart } from "./diagnosis.ts";
import { html, type Markup } from "./markup.ts";
import { verdictClass } from "./matrix.ts";
import { type TracePlots, tracePlots } from "./trace-plot.ts";

/**
 * Everything about one rule, profile and type of a port; open where there is something to see to.
 * @param most - deviating cases that are told one by one.
 */
export function groupSection(entry: Entry, most: number): Markup {
  const { port, group, anchor } = entry;
  const verdict = groupVerdict(group);
  const open = verdict === "deviates" || verdict === "error";
  const words = [port.name, group.rule, group.profile, group.dtype].join(" ").toLowerCase();
  const judged = group.cases.some((testCase) => testCase.judged > 0);
  const told = toldCases(group, most);
  const plots = tracePlots(told, anchor);
  return html`<details class="group ${verdictClass(group)}" id="${anchor}" data-verdict="${verdict}" data-words="${words}"${open && html` open`}>
<summary><h3>${group.rule} <span>${group.dtype}, held to ${group.profile}</span></h3><span class="figures">${judged && `${count(group.planned, "case")} · ${formatUlp(group.worstUlp)} ULP · error/bound ${formatRatio(group.worstRatio)}`}</span><b class="badge"><span aria-hidden="true">${groupMarks[verdict]}</span> ${verdict}</b><a class="link" href="#${anchor}" aria-label="Link to this section">#</a></summary>
<p class="tally">${tally(group)}</p>
${judged && ratioPlot(group)}${plots.frame}
${toldPart(entry, told, plots)}
${diagnosisPart(group)}
${reasonsPart(group, "error", "Failed")}
${reasonsPart(group, "known", "Known deviations")}
${reasonsPart(group, "skipped", "Skipped")}
${caseTable(entry, new Set(told))}
</details>`;
}

/** The cases that are told one by one: the first that deviate and the worst, or else the one closest to its bound. */
function toldCases(group: GroupResult, most: number): CaseResult[] {
  const deviating = group.cases.filter(({ deviation }) => deviation !== undefined);
  if (deviating.length === 0) {
    const judged = group.cases.filter((testCase) => testCase.judged > 0);
    return judged.sort((a, b) => b.worstRatio - a.worstRatio).slice(0, 1);
  }
  const worst = worstDeviation(group);
  return deviating.filter((testCase, index) => index < most || testCase === worst);
}

function toldPart(entry: Entry, told: readonly CaseResult[], plots: TracePlots): Markup | undefined {
  const { group, anchors } = entry;
  const [first, ...others] = told;
  if (first === undefined) return undefined;
  if (firstDeviation(group) === undefined) return caseFold(first, entry, "Closest to its bound: ", plots);
  const worst = worstDeviation(group);
  const deviating = group.cases.filter(({ deviation }) => deviation !== undefined).length;
  const left = deviating - told.length;
  return html`<section class="first" id="${anchors.get(first)}"><h4>First deviation</h4>
<p><b>${first.id}</b>: ${first.title}</p>
${caseDetails(first, group, plots)}</section>
${worst && worst !== first && html`<p>Worst case: <a href="#${anchors.get(worst)}">${worst.id}</a>, ${beyond(worst.worstRatio)}</p>`}
${
  others.length > 0 &&
  html`<details class="fold"><summary>${left > 0 && `${others.length} of `}${count(deviating - 1, "other deviating case")}</summary>
${others.map((testCase) => caseFold(testCase, entry, "", plots))}</details>`
}`;
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

function reasonsPart(
  group: GroupResult,
  what: "skipped" | "error" | "known",
  title: string,
): Markup | undefined {
  const reasons = reasonsFor([group], what);
  if (reasons.length === 0) return undefined;
  return html`<h4>${title}</h4><ul>${reasons.map(({ reason, failure, cases }) => html`<li>${count(cases, "case")}: ${failure !== undefined && html`<b>${failure}</b>: `}<bdi>${reason}</bdi></li>`)}</ul>`;
}
