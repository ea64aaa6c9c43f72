import type { GroupResult } from "../../verify/result.ts";
import { groupMarks, groupVerdict } from "../findings.ts";
import { formatRatio } from "../format.ts";
import type { Entry } from "./anchors.ts";
import { html, type Markup } from "./markup.ts";

interface Row {
  readonly port: Entry["port"];
  readonly profile: string;
  readonly entries: readonly Entry[];
}

/**
 * Ports and the profiles that they were held to, by rule; each type's verdict leads to its details.
 * The roles keep it a table where the style stacks its cells on narrow screens.
 */
export function matrix(entries: readonly Entry[]): Markup {
  const rules = [...new Set(entries.map(({ group }) => group.rule))];
  return html`<div class="scroll" role="region" aria-label="Verdicts" tabindex="0">
<table class="matrix" role="table">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Port</th>${rules.map((rule) => html`<th role="columnheader" scope="col">${rule}</th>`)}</tr></thead>
<tbody role="rowgroup">
${rowsOf(entries).map(
  ({ port, profile, entries: own }) =>
    html`<tr role="row"><th role="rowheader" scope="row"><bdi>${port.name}</bdi> <small><bdi>${port.version}</bdi></small> <small class="profile">held to ${profile}</small></th>${rules.map((rule) => html`<td role="cell" data-rule="${rule}">${chips(own.filter(({ group }) => group.rule === rule))}</td>`)}</tr>`,
)}
</tbody>
</table>
</div>`;
}

function chips(entries: readonly Entry[]): Markup {
  return entries.length === 0
    ? html`<span class="none">not asked</span>`
    : html`<div class="chips">${entries.map(chip)}</div>`;
}

function chip({ group, anchor }: Entry): Markup {
  const verdict = groupVerdict(group);
  return html`<a class="chip ${verdictClass(group)}" href="#${anchor}"><b><span aria-hidden="true">${groupMarks[verdict]}</span> ${verdict}</b> <small>${group.dtype} · ${figure(group)}</small></a>`;
}

/** The one number that says most about a group. */
function figure(group: GroupResult): string {
  const { counts, planned } = group;
  switch (groupVerdict(group)) {
    case "deviates":
      return `${counts.deviates}/${planned}`;
    case "known":
      return `${counts.deviates + counts.error}/${planned}`;
    case "error":
      return `${counts.error}/${planned}`;
    case "not judged":
      return "skipped";
    default:
      return formatRatio(group.worstRatio);
  }
}

/** The class that colours a group's verdict. */
export function verdictClass(group: GroupResult): string {
  return `v-${groupVerdict(group).replace(" ", "-")}`;
}

function rowsOf(entries: readonly Entry[]): Row[] {
  const rows = new Map<string, Row>();
  for (const entry of entries) {
    const { port, group } = entry;
    const key = JSON.stringify([port.name, port.version, port.language, group.profile]);
    rows.set(key, { port, profile: group.profile, entries: [...(rows.get(key)?.entries ?? []), entry] });
  }
  return [...rows.values()];
}
