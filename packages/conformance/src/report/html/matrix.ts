import type { GroupResult } from "../../verify/result.ts";
import { shortName } from "../diagnosis.ts";
import { groupMarks, groupVerdict } from "../findings.ts";
import { formatRatio } from "../format.ts";
import type { Entry } from "./anchors.ts";
import { html, type Markup } from "./markup.ts";

/**
 * Ports and the profiles that they were held to, by rule; each type's verdict leads to its details.
 * The roles keep it a table where the style stacks its cells on narrow screens.
 */
export function matrix(entries: readonly Entry[]): Markup {
  const rules = [...new Set(entries.map(({ group }) => group.rule))];
  return html`<div class="scroll" role="region" aria-label="Verdicts" tabindex="0">
<table class="matrix" role="table">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Port</th>${rules.map((rule) => html`<th role="columnheader" scope="col">${rule}</th>`)}</tr></thead>
${grouped(entries, ({ port }) => [port.name, port.version, port.language]).map(
  (own) =>
    html`<tbody role="rowgroup">${grouped(own, ({ group }) => [group.profile]).map((held) => row(held, rules))}</tbody>`,
)}
</table>
</div>`;
}

function row(entries: readonly Entry[], rules: readonly string[]): Markup {
  const { port, group } = entries[0]!;
  return html`
<tr role="row"><th role="rowheader" scope="row"><span class="port-name"><bdi>${port.name}</bdi> <small><bdi>${port.version}</bdi></small></span> <small class="profile">held to ${group.profile}</small></th>${rules.map((rule) => html`<td role="cell" data-rule="${rule}">${cell(entries.filter((entry) => entry.group.rule === rule))}</td>`)}</tr>`;
}

function cell(entries: readonly Entry[]): Markup {
  if (entries.length === 0) return html`<span class="none">not claimed</span>`;
  const names = [...new Set(entries.flatMap(({ group }) => nameOf(group) ?? []))];
  return html`<div class="chips">${entries.map(chip)}</div>${names.map((name) => html`<small class="named">${name}</small>`)}`;
}

function chip({ group, anchor }: Entry): Markup {
  const verdict = groupVerdict(group);
  const figure = figures(group);
  return html`<a class="chip ${verdictClass(group)}" href="#${anchor}" title="${group.dtype}: ${verdict}"><small>${group.dtype}</small> <b><span aria-hidden="true">${groupMarks[verdict]}</span> <span class="word">${verdict}</span></b>${figure !== "" && html` <small>${figure}</small>`}</a>`;
}

/** The one number that says most about a group. */
function figures(group: GroupResult): string {
  const { counts, planned } = group;
  switch (groupVerdict(group)) {
    case "deviates":
      return `${counts.deviates}/${planned}`;
    case "known":
      return `${counts.deviates + counts.error}/${planned}`;
    case "error":
      return `${counts.error}/${planned}`;
    case "not judged":
      return "";
    default:
      return formatRatio(group.worstRatio);
  }
}

/** What a group's port computes instead, in a few words. */
function nameOf({ diagnosis }: GroupResult): string | undefined {
  if (diagnosis === undefined) return undefined;
  const [best] = diagnosis.explanations;
  return best === undefined ? "unknown" : shortName(best, 2).replaceAll(" = ", "\u00a0=\u00a0");
}

/** The class that colours a group's verdict. */
export function verdictClass(group: GroupResult): string {
  return `v-${groupVerdict(group).replace(" ", "-")}`;
}

/** Entries by what they share, in the order of first sight. */
function grouped(entries: readonly Entry[], keyOf: (entry: Entry) => readonly string[]): Entry[][] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = JSON.stringify(keyOf(entry));
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()];
}
