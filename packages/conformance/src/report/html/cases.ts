import type { CaseResult, Deviation, GroupResult } from "../../verify/result.ts";
import { beyond, count, formatNumber, formatRatio, formatUlp } from "../format.ts";
import type { Entry } from "./anchors.ts";
import { ratioBars, tone } from "./chart.ts";
import { requirementLine } from "./diagnosis.ts";
import { html, type Markup } from "./markup.ts";
import type { TracePlots } from "./trace-plot.ts";

/** What is known of one case, with its drawing. */
export function caseDetails(testCase: CaseResult, group: GroupResult, { plot }: TracePlots): Markup {
  const { deviation, known } = testCase;
  return html`${deviation && deviationPart(deviation, group)}
${plot(testCase)}
${known !== undefined && html`<p>Known: <bdi>${known}</bdi></p>`}`;
}

function deviationPart(deviation: Deviation, { dtype }: GroupResult): Markup {
  const { step, quantity, param, index, expected, got, ulp, ratio, requirement } = deviation;
  return html`<p>Update ${step}, <code>${quantity}</code> of <code><bdi>${param}</bdi>[${index}]</code>:</p>
<dl class="numbers"><div><dt>expected</dt><dd>${formatNumber(expected, dtype)}</dd></div><div><dt>got</dt><dd class="wrong">${formatNumber(got, dtype)}</dd></div><div><dt>distance</dt><dd>${formatUlp(ulp)} ULP</dd></div><div><dt>error/bound</dt><dd>${formatRatio(ratio)}</dd></div></dl>
${requirementLine(requirement)}`;
}

/** One case, folded. */
export function caseFold(
  testCase: CaseResult,
  { group, anchors }: Entry,
  title: string,
  plots: TracePlots,
): Markup {
  return html`<details class="case fold" id="${anchors.get(testCase)}"><summary>${title}<b>${testCase.id}</b>: ${testCase.title}, ${testCase.deviation ? beyond(testCase.worstRatio) : `error/bound ${formatRatio(testCase.worstRatio)}`}</summary>
${caseDetails(testCase, group, plots)}</details>`;
}

/**
 * All cases of a group, folded away.
 * @param told - the cases that have a place of their own elsewhere.
 */
export function caseTable({ group, anchors }: Entry, told: ReadonlySet<CaseResult>): Markup {
  const bar = ratioBars(group);
  const row = (testCase: CaseResult): Markup => {
    const { id, title, verdict, judged, worstUlp, worstRatio } = testCase;
    const anchor = anchors.get(testCase)!;
    return html`<tr class="${tone(verdict)}"${!told.has(testCase) && html` id="${anchor}"`}><th scope="row">${told.has(testCase) ? html`<a href="#${anchor}">${id}</a>` : id}${!id.startsWith("generated-") && html`<small>${title}</small>`}</th><td>${verdict}${aside(testCase)}</td>${
      judged > 0
        ? html`<td>${formatUlp(worstUlp)}</td><td>${formatRatio(worstRatio)}</td><td>${bar(testCase)}</td>`
        : html`<td>–</td><td>–</td><td></td>`
    }</tr>
`;
  };
  return html`<details class="cases fold"><summary>All ${count(group.planned, "case")}</summary>
<div class="scroll" role="region" aria-label="Cases" tabindex="0"><table>
<thead><tr><th scope="col">Case</th><th scope="col">Verdict</th><th scope="col">Worst ULP</th><th scope="col">Error/bound</th><td></td></tr></thead>
<tbody>
${group.cases.map(row)}
</tbody></table></div></details>`;
}

function aside({ failure, reason, known }: CaseResult): Markup {
  const why = [failure, reason].filter((text) => text !== undefined).join(": ");
  return html`${why !== "" && html`<small><bdi>${clipped(why)}</bdi></small>`}${known !== undefined && html`<small>known: <bdi>${clipped(known)}</bdi></small>`}`;
}

function clipped(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 199)}…`;
}
