import type { Explanation, GroupResult } from "../../verify/result.ts";
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
import { count } from "../format.ts";
import { requirementText } from "../requirement-text.ts";
import { html, type Markup } from "./markup.ts";
import { markedProgram } from "./program-diff.ts";

/** What a group's port evidently computes, the best explanation first; nothing where there is nothing to explain. */
export function diagnosisPart(group: GroupResult): Markup | undefined {
  if (group.diagnosis === undefined) return undefined;
  const { explanations, cases } = group.diagnosis;
  const [best, ...others] = explanations;
  if (best === undefined) return html`<h4>Diagnosis</h4><p>Diagnosis: ${unknown}</p>`;
  return html`<h4>Diagnosis</h4>
<p>Evidently <b>${evidently(best)}</b>, which reproduces <b>${evidence(best, cases)}</b>:</p>
${explanationPart(best, group)}
${
  others.length > 0 &&
  html`<details class="fold"><summary>${count(others.length, "other explanation")} of the same output</summary>
<ol start="2">${others.map((other) => html`<li><p><b>${shortName(other)}</b>, ${evidence(other, cases)}</p>${explanationPart(other, group)}</li>`)}</ol></details>`
}
${specifiedPart(group, best)}`;
}

function explanationPart(explanation: Explanation, group: GroupResult): Markup {
  const { meaning, requirements, program } = explanation;
  const specified = specifiedProgram(group, program);
  return html`${differs(program, specified) ? markedProgram(program, specified) : html`<p>${aroundProgram}</p>`}
<ul>${meaning.map((line) => html`<li>${line}</li>`)}</ul>
<dl class="remarks">${remarks(explanation).map(([about, text]) => html`<dt>${about}</dt><dd>${text}</dd>`)}</dl>
${requirements.map(requirementLine)}`;
}

function specifiedPart(group: GroupResult, { program }: Explanation): Markup | undefined {
  const specified = specifiedProgram(group, program);
  return specified && differs(program, specified)
    ? html`<details class="fold"><summary>What ${group.profile} specifies</summary>${markedProgram(specified, undefined)}</details>`
    : undefined;
}

/** A requirement's id and sentence. */
export function requirementLine(id: string): Markup {
  return html`<p class="requirement"><b>${id}</b> ${requirementText(id)}</p>`;
}
