import type { Point, Surface } from "./runs.ts";

const width = 360;
const height = 230;
const margin = { left: 42, right: 10, top: 8, bottom: 24 };

const svg = (name: string, attributes: Readonly<Record<string, string | number>>, text = ""): SVGElement => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.textContent = text;
  return element;
};

interface Frame {
  readonly root: SVGElement;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** Axes with a few ticks. */
function frame(label: string, xRange: Point, yRange: Point): Frame {
  const root = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label });
  const scale =
    ([low, high]: Point, from: number, to: number) =>
    (value: number): number =>
      from + ((value - low) / (high - low)) * (to - from);
  const x = scale(xRange, margin.left, width - margin.right);
  const y = scale(yRange, height - margin.bottom, margin.top);
  for (const value of ticks(xRange, 5)) {
    root.append(
      svg("path", { d: `M${x(value)} ${margin.top}V${height - margin.bottom}`, stroke: "var(--line)" }),
      svg("text", { x: x(value), y: height - 8, "text-anchor": "middle" }, named(value)),
    );
  }
  for (const value of ticks(yRange, 4)) {
    root.append(
      svg("path", { d: `M${margin.left} ${y(value)}H${width - margin.right}`, stroke: "var(--line)" }),
      svg("text", { x: margin.left - 6, y: y(value) + 4, "text-anchor": "end" }, named(value)),
    );
  }
  return { root, x, y };
}

/** Round numbers in a range, about `count` of them. */
function ticks([low, high]: Point, count: number): number[] {
  const rough = (high - low) / count;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * decade).find((each) => each >= rough)!;
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

const named = (value: number): string =>
  Math.abs(value) >= 1e4 || (value !== 0 && Math.abs(value) < 1e-3)
    ? value.toExponential(0)
    : String(Number(value.toPrecision(3)));

const path = (points: readonly Point[], { x, y }: Frame): string =>
  points.map(([a, b], index) => `${index === 0 ? "M" : "L"}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join("");

/** One curve over t, with a mark at the chosen t. */
export function lineChart(label: string, points: readonly Point[], marked: Point): SVGElement {
  const finite = points.filter(([, value]) => Number.isFinite(value));
  const top = Math.max(1e-9, ...finite.map(([, value]) => value));
  const axes = frame(label, [0, points.at(-1)![0]], [0, top * 1.05]);
  axes.root.append(
    svg("path", { d: path(finite, axes), fill: "none", stroke: "var(--series-1)", "stroke-width": 2 }),
  );
  if (Number.isFinite(marked[1]))
    axes.root.append(
      svg("circle", { cx: axes.x(marked[0]), cy: axes.y(marked[1]), r: 4, fill: "var(--series-2)" }),
    );
  return axes.root;
}

const levels = 14;
const cells = 60;

/** A way down a surface over its contour lines. */
export function surfaceChart(label: string, surface: Surface, points: readonly Point[]): SVGElement {
  const axes = frame(label, surface.x, surface.y);
  const clip = `clip-${label.replace(/\W/g, "")}`;
  const area = svg("clipPath", { id: clip });
  area.append(
    svg("rect", {
      x: margin.left,
      y: margin.top,
      width: width - margin.left - margin.right,
      height: height - margin.top - margin.bottom,
    }),
  );
  const inside = svg("g", { "clip-path": `url(#${clip})` });
  inside.append(
    svg("path", {
      d: contours(surface, axes),
      fill: "none",
      stroke: "var(--soft)",
      "stroke-width": 0.6,
      opacity: 0.7,
    }),
    svg("path", { d: path(points, axes), fill: "none", stroke: "var(--series-1)", "stroke-width": 1.6 }),
    ...points
      .slice(0, 200)
      .map(([a, b]) => svg("circle", { cx: axes.x(a), cy: axes.y(b), r: 1.6, fill: "var(--series-1)" })),
    svg("circle", { cx: axes.x(points[0]![0]), cy: axes.y(points[0]![1]), r: 4, fill: "var(--series-3)" }),
    svg("circle", {
      cx: axes.x(points.at(-1)![0]),
      cy: axes.y(points.at(-1)![1]),
      r: 4,
      fill: "var(--series-2)",
    }),
  );
  if (surface.minimum !== undefined) {
    const [a, b] = [axes.x(surface.minimum[0]), axes.y(surface.minimum[1])];
    inside.append(
      svg("path", { d: `M${a - 5} ${b}h10M${a} ${b - 5}v10`, stroke: "var(--text)", "stroke-width": 1.4 }),
    );
  }
  axes.root.append(area, inside);
  return axes.root;
}

/** Contour lines by marching squares; levels crowd where the values are small, as the valleys of test functions ask for. */
function contours({ value, x, y }: Surface, axes: Frame): string {
  const at = ([low, high]: Point, index: number): number => low + ((high - low) * index) / cells;
  const grid = Array.from({ length: cells + 1 }, (_, row) =>
    Array.from({ length: cells + 1 }, (_, column) => value(at(x, column), at(y, row))),
  );
  const low = Math.min(...grid.flat());
  const high = Math.max(...grid.flat());
  const parts: string[] = [];
  for (let level = 1; level <= levels; level++) {
    const share = level / (levels + 1);
    const wanted = low + (high - low) * share * share * share;
    for (let row = 0; row < cells; row++)
      for (let column = 0; column < cells; column++) {
        const corners: readonly (readonly [number, number])[] = [
          [column, row],
          [column + 1, row],
          [column + 1, row + 1],
          [column, row + 1],
        ];
        const cuts = corners.flatMap(([a, b], side): string[] => {
          const [c, d] = corners[(side + 1) % 4]!;
          const [from, to] = [grid[b]![a]!, grid[d]![c]!];
          if (from < wanted === to < wanted) return [];
          const part = (wanted - from) / (to - from);
          const [px, py] = [at(x, a + (c - a) * part), at(y, b + (d - b) * part)];
          return [`${axes.x(px).toFixed(1)} ${axes.y(py).toFixed(1)}`];
        });
        for (let cut = 0; cut + 1 < cuts.length; cut += 2) parts.push(`M${cuts[cut]}L${cuts[cut + 1]}`);
      }
  }
  return parts.join("");
}
