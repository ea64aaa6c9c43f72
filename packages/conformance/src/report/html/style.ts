/** The report's style: light and dark, narrow and wide, and for paper. */
export const style = `
:root { color-scheme: light dark;
  --paper: #fff; --ink: #1c2024; --soft: #5b636d; --line: #d9dee4; --wash: #f5f7f9; --link: #0b5cad;
  --good: #17693a; --good-wash: #e3f4e9; --near: #0f6570; --near-wash: #e0f2f4;
  --bad: #b3261e; --bad-wash: #fdeae8; --odd: #6b3fa0; --odd-wash: #f1eafa; --off: #5b636d; --off-wash: #eef1f4;
  --mark: #ffe08a; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #14171a; --ink: #e6e9ec; --soft: #a0a9b3; --line: #343b43; --wash: #1c2126; --link: #7fb8f5;
  --good: #7ddb9c; --good-wash: #17331f; --near: #73d0dc; --near-wash: #12323a;
  --bad: #ff9d94; --bad-wash: #44201d; --odd: #c9a8f5; --odd-wash: #31234a; --off: #a0a9b3; --off-wash: #252b31;
  --mark: #6b5310; } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-padding-top: 1rem; }
body { margin: 0 auto; max-width: 68rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; font-variant-numeric: tabular-nums; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .25rem; letter-spacing: -.01em; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; overflow-wrap: anywhere; }
h2 span, h3 span { color: var(--soft); font-weight: 400; }
h3 { flex: 1; min-width: 0; font-size: 1rem; margin: 0; }
h4 { font-size: .95rem; margin: 1.25rem 0 .25rem; }
p { margin: .35rem 0; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
small { color: var(--soft); font-size: .8rem; font-weight: 400; }
code, pre, .numbers dd { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .875rem; }
.lead { color: var(--soft); margin: 0 0 1.5rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; }
th { font-weight: 600; }
.n { text-align: right; }

.matrix { width: 100%; table-layout: fixed; border-bottom: 1px solid var(--line); }
.matrix thead, .matrix tbody { border-top: 1px solid var(--line); }
.matrix th, .matrix td { padding: .5rem .9rem .5rem 0; }
.matrix thead th { color: var(--soft); font-size: .875rem; padding-block: .35rem; }
.matrix tbody th { overflow-wrap: anywhere; }
.matrix .profile { display: block; }
.matrix tr:not([hidden]) ~ tr > * { padding-top: 0; }
.matrix tbody tr:not([hidden]) ~ tr .port-name { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
.chips { display: flex; flex-wrap: wrap; gap: .3rem; }
.chip { padding: .1rem .45rem; border-radius: .35rem; text-decoration: none; line-height: 1.45; white-space: nowrap; font-size: .875rem; }
.chip small { color: inherit; }
.chip .word { font-weight: 600; }
.chip:hover { text-decoration: underline; }
.named { display: block; margin-top: .15rem; font-size: .78rem; line-height: 1.35; max-width: 20rem; overflow-wrap: anywhere; }
.none { color: var(--soft); font-size: .8rem; white-space: nowrap; }
.v-exact { --tone: var(--good); --tone-wash: var(--good-wash); }
.v-conforms { --tone: var(--near); --tone-wash: var(--near-wash); }
.v-known { --tone: var(--off); --tone-wash: var(--off-wash); }
.v-deviates { --tone: var(--bad); --tone-wash: var(--bad-wash); }
.v-error { --tone: var(--odd); --tone-wash: var(--odd-wash); }
.v-not-judged { --tone: var(--off); --tone-wash: var(--off-wash); }
a.chip, .badge { color: var(--tone); background: var(--tone-wash); }

.legend { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .75rem; margin: 1rem 0 0; font-size: .875rem; color: var(--soft); }
.note { font-size: .875rem; color: var(--soft); margin-top: .1rem; }
.legend dt { font-weight: 600; }
.legend dd { margin: 0; }
.filter { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: 0 0 1rem; font-size: .9rem; }
.legend + .filter { margin-top: 1.25rem; }
.filter input, .filter select, .filter button { font: inherit; color: inherit; background: var(--wash); border: 1px solid var(--soft); border-radius: .4rem; padding: .25rem .5rem; }

.group { border: 1px solid var(--line); border-left: .3rem solid var(--tone); border-radius: .4rem; margin: .6rem 0; padding: 0 1rem; }
.group > summary { display: flex; gap: .75rem; align-items: baseline; padding: .6rem 0; cursor: pointer; list-style: none; }
.group > summary::-webkit-details-marker { display: none; }
.group > summary::before { content: "▸"; color: var(--soft); }
.group[open] > summary::before { content: "▾"; }
.group[open] { padding-bottom: .8rem; }
.figures { color: var(--soft); font-size: .875rem; }
.group[open] > summary .figures { display: none; }
.badge { min-width: 6.6rem; text-align: center; padding: .05rem .55rem; border-radius: .4rem; font-size: .9rem; white-space: nowrap; }
.tally { color: var(--soft); }
.numbers { display: flex; flex-wrap: wrap; gap: .25rem 2rem; margin: .5rem 0; }
.numbers dt { color: var(--soft); font-size: .8rem; }
.numbers dd { margin: 0; }
.requirement { color: var(--soft); font-size: .9rem; }
.wrong { color: var(--bad); }
.program { margin: .5rem 0; padding: .6rem .8rem; background: var(--wash); border-radius: .4rem; overflow-x: auto; }
mark { background: var(--mark); color: inherit; border-radius: .15rem; padding: .05rem 0; }
.group ul, .group ol { margin: .3rem 0; padding-left: 1.2rem; }
.remarks { display: grid; grid-template-columns: max-content 1fr; gap: .15rem .75rem; margin: .4rem 0; }
.remarks dt { font-weight: 600; }
.remarks dd { margin: 0; overflow-wrap: anywhere; }
.link { color: var(--soft); text-decoration: none; padding: 0 .25rem; }
summary { cursor: pointer; }
.fold { margin-top: .7rem; }
.fold > summary { color: var(--link); font-size: .9375rem; width: fit-content; overflow-wrap: anywhere; }
.case { padding-left: .9rem; }
.case > summary { color: inherit; font-size: .9rem; }
.case:target, .first:target, .cases tr:target { background: var(--wash); box-shadow: -.5rem 0 var(--wash); }
.cases table { width: 100%; margin-top: .5rem; font-size: .875rem; }
.cases th, .cases td { padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); }
.cases tbody th { font-weight: 400; overflow-wrap: anywhere; min-width: 11rem; }
.cases small { display: block; overflow-wrap: anywhere; }
.cases td { white-space: nowrap; }
.cases td small { white-space: normal; max-width: 22rem; }
.cases tr > :nth-child(3), .cases tr > :nth-child(4) { text-align: right; }
.cases td:last-child { width: 7.2rem; }
.exact { --tone: var(--good); } .within { --tone: var(--near); } .deviates { --tone: var(--bad); }
.error { --tone: var(--odd); } .skipped { --tone: var(--off); }
.cases td:nth-child(2) { color: var(--tone); }
.cases .exact td:nth-child(2)::before { content: "= " / ""; } .cases .within td:nth-child(2)::before { content: "≈ " / ""; }
.cases .deviates td:nth-child(2)::before { content: "≠ " / ""; } .cases .error td:nth-child(2)::before { content: "! " / ""; }
.cases .skipped td:nth-child(2)::before { content: "– " / ""; }
.cases svg { display: inline-block; height: 6px; background: var(--tone); border-radius: 3px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }

/* What stands in a frame is cloned without its ancestors: plain selectors alone reach it. */
path { fill: none; }
text { font-size: 11px; fill: var(--soft); }
.plot { display: block; width: 100%; max-width: 44rem; height: auto; margin: .9rem 0 .5rem; }
.cases-plot text { font-size: 12px; }
.inside { fill: var(--good-wash); }
.axis { stroke: var(--soft); }
.limit { stroke: var(--ink); stroke-dasharray: 2 2; }
.plot circle { r: 3.5px; fill: var(--tone); stroke: var(--paper); stroke-width: .75; cursor: pointer; }
.frame { position: absolute; width: 0; height: 0; }
.traces { display: flex; flex-wrap: wrap; gap: 0 1.25rem; }
.traces .plot { flex: 1 1 17rem; max-width: 27rem; margin: .5rem 0; }
.run { stroke: var(--near); stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
.off { stroke: var(--bad); stroke-width: 5; stroke-linecap: round; }
footer { margin-top: 3rem; color: var(--soft); font-size: .875rem; }

.coverage { width: 100%; }
.coverage th, .coverage td { padding: .6rem 1rem .6rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.coverage tr > :first-child { width: 8rem; }
.coverage tr > :last-child { width: 42%; }
.coverage tr:target { background: var(--wash); }
.coverage p { margin: 0; }
.coverage .proof { color: var(--good); } .coverage .reason { color: var(--off); } .coverage .missing { color: var(--bad); }

@media screen and (max-width: 56rem) {
  .matrix, .matrix tbody { display: block; }
  .matrix thead { position: absolute; clip-path: inset(50%); height: 1px; overflow: hidden; }
  .matrix tr { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .4rem .5rem; padding: .6rem 0; }
  .matrix tr > * { padding: 0 !important; }
  .matrix tbody th { grid-column: 1 / -1; }
  .matrix .profile { display: inline; }
  .matrix td::before { content: attr(data-rule); display: block; font-size: .8rem; color: var(--soft); }
  .chips { flex-direction: column; align-items: start; }
}
@media (max-width: 40rem) {
  body { padding: 1.25rem .9rem 3rem; }
  .group { padding: 0 .7rem; }
  .coverage, .coverage tbody, .coverage tr, .coverage tr > * { display: block; width: auto !important; }
  .coverage tr { padding: .6rem 0; border-top: 1px solid var(--line); }
  .coverage th, .coverage td { padding: 0 0 .2rem; border: 0; }
  .coverage thead { display: none; }
  .figures { display: none; }
  .badge { }
  .cases-plot text { font-size: 20px; }
  .remarks { display: block; } .remarks dd { margin-bottom: .3rem; }
  .plot .rare { display: none; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  .filter, .link, .group > summary::before { display: none !important; }
  .chip, .badge, .plot .inside, .program, mark { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .scroll { overflow: visible; }
  .chip, .chip small, .named { font-size: 8pt; } .chip { padding-inline: .3em; }
  .group, tr { break-inside: avoid; }
  .group[open] { break-inside: auto; }
  .group .plot, .program, .numbers, .case { break-inside: avoid; }
}
`;
