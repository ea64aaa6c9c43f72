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

.matrix { width: 100%; border-top: 1px solid var(--line); }
.matrix th, .matrix td { padding: .5rem .9rem .5rem 0; border-bottom: 1px solid var(--line); }
.matrix thead th { color: var(--soft); font-size: .875rem; padding-block: .35rem; }
.matrix tbody th { overflow-wrap: anywhere; min-width: 9rem; }
.matrix .profile { display: block; }
.chips { display: flex; flex-wrap: wrap; gap: .35rem; }
.chip { padding: .25rem .55rem; border-radius: .4rem; text-decoration: none; line-height: 1.3; white-space: nowrap; }
.chip b, .chip small { display: block; color: inherit; }
.chip:hover b { text-decoration: underline; }
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
.filter { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: 2.5rem 0 -1rem; font-size: .9rem; }
.filter input, .filter select { font: inherit; color: inherit; background: var(--wash); border: 1px solid var(--soft); border-radius: .4rem; padding: .25rem .5rem; }

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
.diagnosis ul, .group ul { margin: .3rem 0; padding-left: 1.2rem; }
summary { cursor: pointer; }
.cases, .specified { margin-top: .8rem; }
.cases > summary, .specified > summary { color: var(--link); font-size: .9375rem; width: max-content; }
.cases table { width: 100%; margin-top: .5rem; font-size: .875rem; }
.cases th, .cases td { padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); }
.cases tbody th { font-weight: 400; overflow-wrap: anywhere; min-width: 11rem; }
.cases tbody small { display: block; }
.cases td { white-space: nowrap; }
.cases tr:target { background: var(--wash); }
td.exact { color: var(--good); } td.within { color: var(--near); } td.deviates { color: var(--bad); }
td.error { color: var(--odd); } td.skipped { color: var(--off); }

svg path { fill: none; }
.plot { display: block; width: 100%; max-width: 44rem; height: auto; margin: .9rem 0 .5rem; }
.plot text { font-size: 12px; fill: var(--soft); }
.plot .inside { fill: var(--good-wash); }
.plot .axis { stroke: var(--soft); }
.limit { stroke: var(--ink); stroke-dasharray: 2 2; }
.plot circle { stroke: var(--paper); stroke-width: .75; cursor: pointer; }
circle.exact { fill: var(--good); } circle.within { fill: var(--near); } circle.deviates { fill: var(--bad); }
.frame { position: absolute; width: 0; height: 0; }
.bar { display: block; width: 6rem; height: .625rem; margin: .35rem 0; }
.bar path { stroke-width: 4; }
.track { stroke: var(--line); stroke-width: 4; }
.bar .exact { stroke: var(--good); } .bar .within { stroke: var(--near); } .bar .deviates { stroke: var(--bad); }
footer { margin-top: 3rem; color: var(--soft); font-size: .875rem; }

@media (max-width: 40rem) {
  body { padding: 1.25rem .9rem 3rem; }
  .group { padding: 0 .7rem; }
  .matrix, .matrix tbody { display: block; }
  .matrix thead { position: absolute; clip-path: inset(50%); height: 1px; overflow: hidden; }
  .matrix tr { display: grid; grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); gap: .4rem .5rem; padding: .7rem 0; border-bottom: 1px solid var(--line); }
  .matrix th, .matrix td { padding: 0; border: 0; }
  .matrix tbody th { grid-column: 1 / -1; }
  .matrix .profile { display: inline; }
  .matrix td::before { content: attr(data-rule); display: block; font-size: .8rem; color: var(--soft); }
  .figures { display: none; }
  .badge { min-width: 0; }
  .plot text { font-size: 20px; }
  .plot .rare { display: none; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  .filter, .group > summary::before { display: none !important; }
  .chip, .badge, .plot .inside, mark { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .scroll { overflow: visible; }
  .group, tr { break-inside: avoid; }
  .group[open]:has(.cases[open]) { break-inside: auto; }
}
`;
