import type { CaseResult, GroupResult } from "../../verify/result.ts";
import { caseMarks } from "../findings.ts";
import { count, formatRatio, formatUlp } from "../format.ts";
import { caseAnchor } from "./anchors.ts";
import { ratioBars } from "./chart.ts";
import { html, type Markup } from "./markup.ts";

/** All cases of a group, folded away. */
export function caseTable(group: GroupResult, anchor: string): Markup {
  const { frame, bar } = ratioBars(group, `${anchor}.bar`);
  return html`<details class="cases"><summary>All ${count(group.planned, "case")}</summary>${frame}
<div class="scroll" role="region" aria-label="Cases" tabindex="0"><table>
<thead><tr><th scope="col">Case</th><th scope="col">Verdict</th><th scope="col" class="n">Worst ULP</th><th scope="col" class="n">Error/bound</th><td></td></tr></thead>
<tbody>
${group.cases.map((testCase) => row(testCase, caseAnchor(anchor, testCase.id), bar))}
</tbody></table></div></details>`;
}

function row(testCase: CaseResult, anchor: string, bar: (testCase: CaseResult) => Markup): Markup {
  const { id, title, verdict, judged, worstUlp, worstRatio, known } = testCase;
  return html`<tr id="${anchor}"><th scope="row">${id}<small>${title}</small></th><td class="${verdict}"><span aria-hidden="true">${caseMarks[verdict]}</span> ${verdict}${known !== undefined && html`<small>known: ${known}</small>`}</td>${
    judged > 0
      ? html`<td class="n">${formatUlp(worstUlp)}</td><td class="n">${formatRatio(worstRatio)}</td><td>${bar(testCase)}</td>`
      : html`<td class="n">–</td><td class="n">–</td><td></td>`
  }</tr>
`;
}
