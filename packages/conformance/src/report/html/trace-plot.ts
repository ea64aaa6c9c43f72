import type { CaseResult, Trace } from "../../verify/result.ts";
import { count, formatRatio, formatUlp } from "../format.ts";
import { html, type Markup } from "./markup.ts";
import { logScale, type Scale, ticks } from "./scale.ts";

const panel = { width: 340, height: 128, left: 34, right: 10, top: 22, bottom: 18 };
const lineHeight = 11;
/** Longer runs are drawn as the worst of several updates each. */
const mostPoints = 150;

/** Draws the runs of one group's cases, all on the same axes: distance in ULP, and error over bound. */
export interface TracePlots {
  /** The axes, to stand once in the page. */
  readonly frame: Markup;
  plot(testCase: CaseResult): Markup | undefined;
}

/** @param id - unique in the page. */
export function tracePlots(cases: readonly CaseResult[], id: string): TracePlots {
  const traces = cases.flatMap(({ trace }) => trace ?? []);
  const all = (name: keyof Trace): number[] => traces.flatMap((trace) => [...trace[name]]);
  const scales = {
    ulp: logScale([...all("ulp"), ...all("bound")], -1),
    ratio: logScale(all("ratio"), -3),
  };
  const ids = { ulp: `${id}.ulp`, ratio: `${id}.ratio` };
  return {
    frame:
      traces.length === 0
        ? html``
        : html`<svg class="frame" aria-hidden="true">${axes(scales.ulp, ids.ulp, "ULP off, and the bound (dashed)")}${axes(scales.ratio, ids.ratio, "error/bound", true)}</svg>`,
    plot: ({ trace }) =>
      trace === undefined || trace.ratio.length === 0
        ? undefined
        : html`<div class="traces">${panelOf(trace, "ulp", scales.ulp, ids.ulp)}${panelOf(trace, "ratio", scales.ratio, ids.ratio)}</div>`,
  };
}

function axes(scale: Scale, id: string, title: string, limited = false): Markup {
  const limit = y(scale, 1);
  const floor = panel.height - panel.bottom;
  let free = panel.height;
  const named = ticks(scale, 5).filter(({ text, size }) => {
    const room = text !== "" && y(scale, size) <= free;
    if (room) free = y(scale, size) - lineHeight;
    return room;
  });
  return html`<g id="${id}">${limited && html`<rect class="inside" x="${panel.left}" y="${limit}" width="${panel.width - panel.left - panel.right}" height="${floor - limit}"/><path class="limit" d="M${panel.left} ${limit}H${panel.width - panel.right}"/>`}<path class="axis" d="M${panel.left} ${panel.top}V${floor}H${panel.width - panel.right}"/><text x="0" y="11">${title}</text><text x="${panel.left + 8}" y="${panel.height - 4}" text-anchor="middle">1</text>${named.map(
    ({ size, text }) =>
      html`<text x="${panel.left - 5}" y="${y(scale, size) + 4}" text-anchor="end">${text}</text>`,
  )}</g>`;
}

function panelOf(trace: Trace, name: "ulp" | "ratio", scale: Scale, frame: string): Markup {
  const { length } = trace.ratio;
  const each = Math.ceil(length / mostPoints);
  const worst = (list: readonly number[], from: number): number => Math.max(...list.slice(from, from + each));
  const starts = Array.from({ length: Math.ceil(length / each) }, (_, index) => index * each);
  const first = panel.left + 8;
  const room = panel.width - panel.right - 8 - first;
  const points = (list: readonly number[]): Point[] =>
    starts.map((start) => [
      Math.round(first + (start * room) / Math.max(1, length - 1)),
      y(scale, worst(list, start)),
    ]);
  const run = points(trace[name]);
  const beyond = run.filter((_, index) => worst(trace.ratio, starts[index]!) > 1);
  return html`<svg class="plot" viewBox="0 0 ${panel.width} ${panel.height}" role="img" aria-label="${label(trace, name)}"><use href="#${frame}"/>${name === "ulp" && html`<path class="limit" d="${line(points(trace.bound))}"/>`}<path class="run" d="${line(run)}"/>${beyond.length > 0 && html`<path class="off" d="${line(beyond, "m")}"/>`}${length > 1 && html`<text x="${first + room}" y="${panel.height - 4}" text-anchor="end">update ${length}</text>`}</svg>`;
}

type Point = readonly [x: number, y: number];

/** A path through points, from one to the next; or one that only touches them, as dots. */
function line(points: readonly Point[], command: "l" | "m" = "l"): string {
  let [px, py] = [0, 0];
  return points
    .map(([x, y], index) => {
      const [dx, dy] = [x - px, y - py];
      [px, py] = [x, y];
      return `${index === 0 ? "M" : command}${dx}${dy < 0 ? "" : " "}${dy}${command === "m" || points.length === 1 ? "h0" : ""}`;
    })
    .join("");
}

function label({ ulp, ratio }: Trace, name: "ulp" | "ratio"): string {
  const updates = count(ratio.length, "update");
  if (name === "ulp") return `Worst distance over ${updates}, at most ${formatUlp(Math.max(...ulp))} ULP`;
  const first = ratio.findIndex((each) => each > 1);
  const when = first === -1 ? "always within the bound" : `beyond the bound from update ${first + 1} on`;
  return `Error divided by bound over ${updates}: ${when}, at most ${formatRatio(Math.max(...ratio))}`;
}

function y(scale: Scale, size: number): number {
  const room = panel.height - panel.top - panel.bottom;
  return Math.round(panel.height - panel.bottom - scale.position(size) * room);
}
