import { count } from "../format.ts";
import { html, type Markup, textOf } from "../html/markup.ts";
import { htmlPage } from "../html/page.ts";
import type { Coverage, CoverageReport, CoveredRequirement } from "./coverage.ts";
import { coverageMarks } from "./text.ts";

const meanings: Readonly<Record<Coverage, string>> = {
  proved: "a bug or mutant violates it, and a fixture that names it catches that",
  excused: "no port can be held to it by running it, for a stated reason",
  optional: "SHOULD or MAY: nothing has to be proved",
  missing: "nothing tests it",
};

/** Filters rows by words; the page is complete without it. */
const script = `
const form = document.querySelector("form.filter");
const rows = [...document.querySelectorAll(".coverage tbody tr")];
function filter() {
  const words = form.words.value.toLowerCase().split(/\\s+/).filter(Boolean);
  for (const row of rows) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
  for (const page of document.querySelectorAll("section")) page.hidden = !page.querySelector("tbody tr:not([hidden])");
  const shown = rows.filter((row) => !row.hidden).length;
  form.shown.value = shown === rows.length ? "" : shown + " of " + rows.length + " shown";
}
form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.matches("input")) return;
  event.preventDefault();
  form.words.focus();
});
`;

/** The coverage as one HTML page that needs nothing else. */
export function renderCoverageHtml(report: CoverageReport): string {
  const { spec, counts, requirements } = report;
  const pages = [...new Set(requirements.map(({ page }) => page))];
  const present = (Object.keys(meanings) as Coverage[]).filter((coverage) => counts[coverage] > 0);
  const body = html`<header>
<h1>OptSpec requirements and their tests</h1>
<p class="lead">Specification ${spec}, ${requirements.length} requirements.</p>
</header>
<main>
<dl class="legend">${present.map((coverage) => html`<dt>${coverageMarks[coverage]} ${counts[coverage]} ${coverage}</dt><dd>${meanings[coverage]}</dd>`)}</dl>
<form class="filter" hidden>
<label>Show <input type="search" name="words" placeholder="id, word, fixture, bug" size="24" aria-keyshortcuts="/"></label>
<output name="shown"></output>
</form>
${pages.map((page) => pageSection(page, requirements))}
</main>`;
  return textOf(htmlPage("Coverage of the OptSpec specification", body, script));
}

function pageSection(page: string, requirements: readonly CoveredRequirement[]): Markup {
  return html`<section>
<h2>spec/${page}</h2>
<table class="coverage">
<thead><tr><th scope="col">Id</th><th scope="col">Requirement</th><th scope="col">Shown by</th></tr></thead>
<tbody>
${requirements.filter((own) => own.page === page).map(row)}
</tbody>
</table>
</section>`;
}

function row({ id, keyword, text, coverage, fixtures, proof, reason }: CoveredRequirement): Markup {
  const tone = { proved: "proof", excused: "reason", optional: "reason", missing: "missing" }[coverage];
  return html`<tr id="${id}"><th scope="row"><a href="#${id}">${id}</a><br><small>${keyword}</small></th><td>${text}</td><td><p class="${tone}"><span aria-hidden="true">${coverageMarks[coverage]}</span> ${proof ?? reason ?? "nothing tests it"}</p>${
    fixtures.length > 0 &&
    html`<details class="fold"><summary>Named by ${count(fixtures.length, "fixture")}</summary><ul>${fixtures.map((fixture) => html`<li>${fixture}</li>`)}</ul></details>`
  }</td></tr>
`;
}
