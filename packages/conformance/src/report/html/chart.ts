import type { CaseResult, GroupResult, Verdict } from "../../verify/result.ts";
import { formatRatio } from "../format.ts";
import { html, type Markup } from "./markup.ts";
import { logScale, ticks } from "./scale.ts";

const leastDecade = -3;
const barWidth = 96;

/** A bar as long as the logarithm of a case's ratio of error to bound, for the cases of one group. */
export function ratioBars(group: GroupResult): (testCase: CaseResult) => Markup {
  const scale = logScale(
    group.cases.map(({ worstRatio }) => worstRatio),
    leastDecade,
  );
  return ({ worstRatio }) =>
    html`<svg width="${Math.max(1, Math.round(scale.position(worstRatio) * barWidth))}"/>`;
}

const plot = { width: 700, margin: 16, head: 24, foot: 26, dot: 7, stack: 84 };
const drawn: readonly Verdict[] = ["exact", "within bound", "deviates"];

/** Every judged case of a group as a dot at its worst ratio of error to bound; the script names them. */
export function ratioPlot(group: GroupResult): Markup {
  const judged = group.cases.filter((testCase) => testCase.judged > 0);
  const scale = logScale(
    judged.map(({ worstRatio }) => worstRatio),
    leastDecade,
  );
  const x = (ratio: number): number => plot.margin + scale.position(ratio) * (plot.width - 2 * plot.margin);
  const outside = judged.filter(({ verdict }) => verdict === "deviates").length;
  const label = `Worst error divided by bound of ${judged.length} cases: ${outside} beyond the bound, the worst ${formatRatio(group.worstRatio)}`;
  const { places, height } = stacked(judged, x);
  const floor = plot.head + height;
  const limit = x(1).toFixed(1);
  const circles = (own: Verdict): Markup[] =>
    judged.flatMap(({ verdict }, index) => (verdict === own ? places[index]! : []));
  return html`<svg class="plot cases-plot" viewBox="0 0 ${plot.width} ${floor + plot.foot}" role="img" aria-label="${label}">
<rect class="inside" width="${limit}" height="${floor}"/><path class="axis" d="M0 ${floor}H${plot.width}"/><path class="limit" d="M${limit} 0V${floor}"/>
<text x="${x(1) - 6}" y="16" text-anchor="end">within</text><text x="${x(1) + 6}" y="16">beyond the bound</text>
${ticks(scale, 9).map(
  ({ text, size, rare }) =>
    html`<path class="axis" d="M${x(size).toFixed(1)} ${floor}v4"/>${text !== "" && html`<text class="${rare && "rare"}" x="${x(size).toFixed(1)}" y="${floor + 20}" text-anchor="middle">${text}</text>`}`,
)}
<g transform="translate(0 ${floor - 5})">${drawn.map((verdict) => html`<g class="${tone(verdict)}">${circles(verdict)}</g>`)}</g>
</svg>`;
}

/** Dots of nearly equal ratios are stacked; stacks that grow too high are pushed together. */
function stacked(
  cases: readonly CaseResult[],
  x: (ratio: number) => number,
): { places: Markup[]; height: number } {
  const columns = cases.map(({ worstRatio }) => Math.round(x(worstRatio) / plot.dot));
  const heights = new Map<number, number>();
  const levels = columns.map((column) => {
    const level = heights.get(column) ?? 0;
    heights.set(column, level + 1);
    return level;
  });
  const most = Math.max(1, ...heights.values());
  const pitch = Math.min(plot.dot, plot.stack / most);
  const places = columns.map(
    (column, index) => html`<circle cx="${column * plot.dot}" cy="${-Math.round(levels[index]! * pitch)}"/>`,
  );
  return { places, height: Math.ceil(most * pitch) + 8 };
}

/** The class that colours a case's verdict. */
export function tone(verdict: Verdict): string {
  return verdict === "within bound" ? "within" : verdict;
}
