import type { CaseResult, GroupResult } from "../../verify/result.ts";
import { formatRatio } from "../format.ts";
import { html, type Markup } from "./markup.ts";

/** Maps a ratio of error to bound to 0 … 1 on a logarithmic axis. */
interface Scale {
  /** Powers of ten with a tick. */
  readonly decades: readonly number[];
  /** Whether the right end stands for infinity. */
  readonly unbounded: boolean;
  position(ratio: number): number;
}

const leastDecade = -3;

/** The axis for a group's ratios: from 10⁻³ to beyond the worst, with a place of its own for infinity. */
function scaleFor({ cases }: GroupResult): Scale {
  const ratios = cases.map(({ worstRatio }) => worstRatio);
  const unbounded = ratios.includes(Number.POSITIVE_INFINITY);
  const worst = Math.max(1, ...ratios.filter(Number.isFinite));
  const top = Math.max(1, Math.ceil(Math.log10(worst) + 0.2));
  const end = unbounded ? top + Math.max(1, top / 10) : top;
  return {
    decades: Array.from({ length: top - leastDecade + 1 }, (_, index) => leastDecade + index),
    unbounded,
    position(ratio) {
      const place = (Math.log10(ratio) - leastDecade) / (end - leastDecade);
      return Math.min(1, Math.max(0, place));
    },
  };
}

const barWidth = 96;

/** Bars for a group's cases, as long as the logarithm of the ratio, with a stroke where the bound lies. */
export function ratioBars(
  group: GroupResult,
  id: string,
): { frame: Markup; bar(testCase: CaseResult): Markup } {
  const scale = scaleFor(group);
  const end = (ratio: number): string => (scale.position(ratio) * barWidth).toFixed(0);
  return {
    frame: html`<svg class="frame" aria-hidden="true"><g id="${id}"><path class="track" d="M0 5H${barWidth}"/><path class="limit" d="M${end(1)} 0V10"/></g></svg>`,
    bar: ({ verdict, worstRatio }) =>
      html`<svg class="bar" aria-hidden="true"><use href="#${id}"/><path class="${tone(verdict)}" d="M0 5H${end(worstRatio)}"/></svg>`,
  };
}

const plot = { width: 700, margin: 16, head: 24, foot: 26, dot: 7, stack: 84 };

/** Every judged case of a group as a dot at its worst ratio of error to bound; the script names them. */
export function ratioPlot(group: GroupResult): Markup {
  const scale = scaleFor(group);
  const x = (ratio: number): number => plot.margin + scale.position(ratio) * (plot.width - 2 * plot.margin);
  const judged = group.cases.filter((testCase) => testCase.judged > 0);
  const outside = judged.filter(({ verdict }) => verdict === "deviates").length;
  const label = `Worst error divided by bound of ${judged.length} cases: ${outside} beyond the bound, the worst ${formatRatio(group.worstRatio)}`;
  const { circles, height } = dots(judged, x);
  const floor = plot.head + height;
  const limit = x(1).toFixed(1);
  return html`<svg class="plot" viewBox="0 0 ${plot.width} ${floor + plot.foot}" role="img" aria-label="${label}">
<rect class="inside" width="${limit}" height="${floor}"/><path class="axis" d="M0 ${floor}H${plot.width}"/><path class="limit" d="M${limit} 0V${floor}"/>
<text class="name" x="${x(1) - 6}" y="16" text-anchor="end">within</text><text class="name" x="${x(1) + 6}" y="16">beyond the bound</text>
${ticks(scale).map(
  ({ text, ratio, rare }) =>
    html`<path class="axis" d="M${x(ratio).toFixed(1)} ${floor}v4"/>${text !== "" && html`<text class="${rare && "rare"}" x="${x(ratio).toFixed(1)}" y="${floor + 20}" text-anchor="middle">${text}</text>`}`,
)}
<g transform="translate(0 ${floor - 5})">${circles}</g>
</svg>`;
}

interface Tick {
  readonly ratio: number;
  readonly text: string;
  /** Left out where there is little room. */
  readonly rare: boolean;
}

function ticks({ decades, unbounded }: Scale): Tick[] {
  const step = Math.ceil(decades.length / 9);
  const all = decades.map((decade) => {
    const named = decade % step === 0 || decade === leastDecade;
    const crowded = decade !== 0 && Math.abs(decade) % (2 * step) !== 0;
    // The left end stands for everything below it, too.
    return {
      ratio: 10 ** decade,
      text: named ? (decade === leastDecade ? "0" : power(decade)) : "",
      rare: crowded && decade !== leastDecade,
    };
  });
  return unbounded ? [...all, { ratio: Number.POSITIVE_INFINITY, text: "∞", rare: false }] : all;
}

/** Dots of nearly equal ratios are stacked; stacks that grow too high are pushed together. */
function dots(
  cases: readonly CaseResult[],
  x: (ratio: number) => number,
): { circles: Markup[]; height: number } {
  const columns = cases.map(({ worstRatio }) => Math.round(x(worstRatio) / plot.dot));
  const heights = new Map<number, number>();
  const levels = columns.map((column) => {
    const level = heights.get(column) ?? 0;
    heights.set(column, level + 1);
    return level;
  });
  const most = Math.max(1, ...heights.values());
  const pitch = Math.min(plot.dot, plot.stack / most);
  const circles = cases.map(
    ({ verdict }, index) =>
      html`<circle class="${tone(verdict)}" cx="${columns[index]! * plot.dot}" cy="${-Math.round(levels[index]! * pitch)}" r="3.5"/>`,
  );
  return { circles, height: Math.ceil(most * pitch) + 8 };
}

function tone(verdict: CaseResult["verdict"]): string {
  return verdict === "within bound" ? "within" : verdict;
}

function power(decade: number): string {
  if (decade === 0) return "1";
  return `10${[...String(decade)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)] ?? "⁻").join("")}`;
}
