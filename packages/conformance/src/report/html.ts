import type { VerifyResult } from "../verify/result.ts";
import { byPort, type GroupVerdict, groupMarks, groupVerdict } from "./findings.ts";
import { count, formatDuration } from "./format.ts";
import { type Entry, entriesOf } from "./html/anchors.ts";
import { groupSection } from "./html/group.ts";
import { html, type Markup, textOf } from "./html/markup.ts";
import { matrix } from "./html/matrix.ts";
import { htmlPage } from "./html/page.ts";
import { script } from "./html/script.ts";

const verdicts: Readonly<Record<GroupVerdict, string>> = {
  exact: "every bit is as specified",
  conforms: "every number lies within its bound, the error that an honest order of operations can make",
  known: "what deviates or fails is on the list of known deviations",
  deviates: "at least one number lies beyond its bound",
  error: "the port failed, or its reply made no sense",
  "not judged": "no number could be judged, as where every case was skipped",
};

/** So many deviating cases are told one by one in all, and so few of each group at least: the page has to stay small. */
const mostTold = 50;
const fewestTold = 3;

/** The results of one or several ports as one HTML page that needs nothing else, whatever the ports call themselves. */
export function renderHtml(results: readonly VerifyResult[]): string {
  const ports = byPort(results);
  const entries = entriesOf(ports);
  const present = [...new Set(entries.map(({ group }) => groupVerdict(group)))];
  const deviating = entries.filter(({ group }) => group.counts.deviates > 0).length;
  const most = Math.max(fewestTold, Math.floor(mostTold / Math.max(1, deviating)));
  const title = `Conformance of ${ports.map(({ port }) => `${port.name} ${port.version}`).join(", ")}`;
  const body = html`<header>
<h1>OptSpec conformance report</h1>
<p class="lead">${lead(ports.length, entries)}</p>
</header>
<main>
${filterForm(present)}
${matrix(entries)}
<dl class="legend">${(Object.keys(verdicts) as GroupVerdict[])
    .filter((verdict) => present.includes(verdict))
    .map((verdict) => html`<dt>${groupMarks[verdict]} ${verdict}</dt><dd>${verdicts[verdict]}</dd>`)}</dl>
<p class="note">The number behind a verdict: the worst error divided by its bound, or the cases that deviate or fail. Below it stands what the port evidently computes instead.</p>
${ports.map(({ port, groups }) =>
  portSection(
    port,
    entries.filter(({ group }) => groups.includes(group)),
    most,
  ),
)}
</main>
<footer>
<p>Bounds follow from an error analysis of the definition over the exact result, number by number; no tolerance is chosen by hand. ULP: unit in the last place.</p>
${provenance(results)}
</footer>`;
  return textOf(htmlPage(title, body, script));
}

function lead(ports: number, entries: readonly Entry[]): string {
  const good = entries.filter(({ group }) => ["exact", "conforms"].includes(groupVerdict(group))).length;
  const cases = entries.reduce((sum, { group }) => sum + group.planned, 0);
  return `${count(ports, "port")}, ${count(cases, "case")}. ${good} of ${entries.length} combinations of rule, profile and type conform.`;
}

function filterForm(present: readonly GroupVerdict[]): Markup {
  return html`<form class="filter" hidden>
<label>Show <input type="search" name="words" placeholder="port, rule, profile, type" size="22" aria-keyshortcuts="/"></label>
<label>Verdict <select name="verdict"><option value="">all</option>${present.map((verdict) => html`<option>${verdict}</option>`)}</select></label>
<button type="button" name="fold">open or close all</button>
<output name="shown"></output>
</form>`;
}

function portSection(
  { name, version, language }: Entry["port"],
  entries: readonly Entry[],
  most: number,
): Markup {
  return html`<section class="port">
<h2><bdi>${name}</bdi> <span><bdi>${version}</bdi>, <bdi>${language}</bdi></span></h2>
${entries.map((entry) => groupSection(entry, most))}
</section>`;
}

function provenance(results: readonly VerifyResult[]): Markup {
  return html`<ul>${results.map(
    ({ port, suite, spec, seed, started, milliseconds }) =>
      html`<li><bdi>${port.name}</bdi>: OptSpec suite ${suite}, specification ${spec}, seed ${seed}, ${started}, ${formatDuration(milliseconds)}</li>`,
  )}</ul>`;
}
