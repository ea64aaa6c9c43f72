/**
 * Draws the figures of the specification into spec/figures/.
 * With --check it writes nothing, names what is stale and exits 1.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  biasCorrection,
  biasCorrectionLowerBound,
  type CurvePoint,
  effectiveRate,
  log10,
  thinned,
} from "../src/spec/curves.ts";

const count = 100_000;
const width = 800;
const height = 460;
const plot = { left: 70, right: 606, top: 84, bottom: 396 };

const style = `
  svg { color-scheme: light dark }
  .ground { fill: #ffffff; stroke: #d1d9e0 } .grid { stroke: #e4e8ec; fill: none } .axis { stroke: #59636e; fill: none }
  .one { stroke: #59636e; stroke-dasharray: 2 4; fill: none }
  text { font-family: system-ui, -apple-system, "Segoe UI", "Liberation Sans", Arial, sans-serif; font-size: 13px; fill: #59636e;
    stroke: #ffffff; stroke-width: 4px; stroke-linejoin: round; paint-order: stroke }
  .title { font-size: 17px; font-weight: 600; fill: #1f2328 } .mark { fill: #1f2328; font-weight: 600 }
  .line { fill: none; stroke-width: 2.25; stroke-linejoin: round; stroke-linecap: round }
  .dashed { stroke-dasharray: 5 5; stroke-width: 1.5 } .lead { stroke: #59636e; stroke-width: 1 }
  .dot { stroke: #ffffff; stroke-width: 1.5 }
  .a { --c: #0969da } .b { --c: #bc4c00 } .c { --c: #1a7f37 } .d { --c: #8250df }
  path.line { stroke: var(--c) } circle.dot, text.series { fill: var(--c) } text.series { font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117; stroke: #30363d } .grid { stroke: #21262d } .axis, .one, .lead { stroke: #9198a1 }
    text { fill: #9198a1; stroke: #0d1117 } .title, .mark { fill: #f0f6fc } .dot { stroke: #0d1117 }
    .a { --c: #58a6ff } .b { --c: #f0883e } .c { --c: #3fb950 } .d { --c: #bc8cff }
  }
`;

/** A coordinate with two decimals, so that the file never depends on the last bits. */
const fixed = (value: number): string => value.toFixed(2);
const x = (t: number): number => plot.left + ((plot.right - plot.left) * log10(t)) / log10(count);

function path(points: readonly CurvePoint[], y: (value: number) => number): string {
  return thinned(points)
    .map(({ t, value }, index) => `${index === 0 ? "M" : "L"}${fixed(x(t))} ${fixed(y(value))}`)
    .join("");
}

function text(content: string, left: number, top: number, kind = "", anchor = "start"): string {
  const class_ = kind === "" ? "" : ` class="${kind}"`;
  return `<text x="${fixed(left)}" y="${fixed(top)}" text-anchor="${anchor}"${class_}>${content}</text>`;
}

function segment(kind: string, x1: number, y1: number, x2: number, y2: number): string {
  return `<path class="${kind}" d="M${fixed(x1)} ${fixed(y1)}L${fixed(x2)} ${fixed(y2)}"/>`;
}

interface Frame {
  readonly title: string;
  readonly subtitle: string;
  readonly description: string;
  readonly yLabel: string;
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
  readonly y: (value: number) => number;
}

/** Title, axes, ticks and grid around the body of a figure. */
function figure({ title, subtitle, description, yLabel, ticks, y }: Frame, body: readonly string[]): string {
  const decades = ["1", "10", "100", "1 000", "10 000", "100 000"];
  const middle = (plot.top + plot.bottom) / 2;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${title}</title>`,
    `<desc id="desc">${description}</desc>`,
    `<style>${style}</style>`,
    `<rect class="ground" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    text(title, 24, 34, "title"),
    text(subtitle, 24, 56),
    ...ticks.flatMap(({ value, label }) => [
      segment("grid", plot.left, y(value), plot.right, y(value)),
      text(label, plot.left - 10, y(value) + 4.5, "", "end"),
    ]),
    ...decades.flatMap((label, decade) => {
      const left = plot.left + ((plot.right - plot.left) * decade) / 5;
      return [
        segment("grid", left, plot.top, left, plot.bottom),
        segment("axis", left, plot.bottom, left, plot.bottom + 5),
        text(label, left, plot.bottom + 22, "", "middle"),
      ];
    }),
    segment("axis", plot.left, plot.top, plot.left, plot.bottom),
    segment("axis", plot.left, plot.bottom, plot.right, plot.bottom),
    text("t, number of the update", (plot.left + plot.right) / 2, plot.bottom + 46, "", "middle"),
    `<text transform="translate(24 ${fixed(middle)}) rotate(-90)" text-anchor="middle">${yLabel}</text>`,
    ...body,
    "</svg>",
  ].join("\n")}\n`;
}

function adamFigure(): string {
  const [beta1, beta2] = [0.9, 0.999];
  const curve = biasCorrection(beta1, beta2, count);
  const bound = biasCorrectionLowerBound(beta1, beta2, count).filter(({ value }) => value >= 0);
  const y = (value: number): number => plot.bottom - ((plot.bottom - plot.top) * value) / 1.1;
  const dip = curve.reduce((least, point) => (point.value < least.value ? point : least));
  const near = curve[3999]!;
  const first = curve[0]!;
  const dot = ({ t, value }: CurvePoint): string =>
    `<circle class="dot a" cx="${fixed(x(t))}" cy="${fixed(y(value))}" r="5"/>`;
  return figure(
    {
      title: "Adam’s bias correction",
      subtitle: "κ(t) = √(1 − ρ₂ᵗ) / (1 − ρ₁ᵗ) for ρ₁ = 0.9 and ρ₂ = 0.999",
      description: `The factor is ${first.value.toFixed(3)} at t = 1, falls to ${dip.value.toFixed(3)} at t = ${dip.t}, \
then rises; at t = 4000 it is ${near.value.toFixed(3)}, and it tends to 1.`,
      yLabel: "κ(t)",
      ticks: [0, 0.2, 0.4, 0.6, 0.8, 1].map((value) => ({ value, label: value.toFixed(1) })),
      y,
    },
    [
      segment("one", plot.left, y(1), plot.right, y(1)),
      `<path class="line dashed b" d="${path(bound, y)}"/>`,
      `<path class="line a" d="${path(curve, y)}"/>`,
      ...[first, dip, near].map(dot),
      text(`t = 1: ${first.value.toFixed(3)}`, x(1) + 12, y(first.value) - 8, "mark"),
      text(
        `least, at t = ${dip.t}: ${dip.value.toFixed(3)}`,
        x(dip.t) - 26,
        y(dip.value) + 25,
        "mark",
        "middle",
      ),
      segment("lead", x(4000), y(near.value) + 8, x(4000), y(0.74)),
      text(`t = 4000: ${near.value.toFixed(3)}`, x(4000) + 6, y(0.71), "mark"),
      text("κ(t)", plot.right + 12, y(1) - 2, "series a"),
      text("tends to 1, gap ≈ ρ₂ᵗ/2", plot.right + 12, y(1) + 15),
      text("never below", x(1000) + 14, y(0.43), "series b"),
      text("1 − ρ₂ᵗ / (1 − ρ₁ᵗ)", x(1000) + 14, y(0.43) + 18, "series b"),
    ],
  );
}

function adagradFigure(): string {
  const top = 0.2;
  const bottom = -2.8;
  const y = (value: number): number =>
    plot.top + ((plot.bottom - plot.top) * (top - log10(value))) / (top - bottom);
  const eps = 1e-7;
  const series = [
    { kind: "d", name: "falling as 1/t", square: (t: number): number => 1 / (t * t), end: "tends to 0.780" },
    { kind: "c", name: "falling as 1/√t", square: (t: number): number => 1 / t, end: "about 1/√ln t" },
    {
      kind: "b",
      name: "1, once in 100",
      square: (t: number): number => (t % 100 === 1 ? 1 : 0),
      end: "about 10/√t",
    },
    { kind: "a", name: "1, constant", square: (): number => 1, end: "1/√t" },
  ];
  const ends = series.map(({ square }) => effectiveRate(square, eps, count));
  return figure(
    {
      title: "AdaGrad’s effective rate",
      subtitle: "1 / √(ε + Σ gᵢ²), in units of η, for four sequences of gradients and ε = 1e-7",
      description: `At t = 100 000 the rate is ${series
        .map(({ name }, index) => `${ends[index]!.at(-1)!.value.toFixed(4)} for gradients ${name}`)
        .join(", ")}. It vanishes exactly where the sum of squares diverges.`,
      yLabel: "effective rate / η",
      ticks: [
        { value: 1, label: "1" },
        { value: 0.3, label: "0.3" },
        { value: 0.1, label: "0.1" },
        { value: 0.03, label: "0.03" },
        { value: 0.01, label: "0.01" },
        { value: 0.003, label: "0.003" },
      ],
      y,
    },
    series.flatMap(({ kind, name, end }, index) => {
      const points = ends[index]!;
      const last = y(points.at(-1)!.value);
      return [
        `<path class="line ${kind}" d="${path(points, y)}"/>`,
        text(`g: ${name}`, plot.right + 12, last - 2, `series ${kind}`),
        text(end, plot.right + 12, last + 15),
      ];
    }),
  );
}

/** Every figure's text by file name. */
export function figures(): Record<string, string> {
  return { "adam-bias-correction.svg": adamFigure(), "adagrad-effective-rate.svg": adagradFigure() };
}

if (process.argv[1] === import.meta.filename) {
  const folder = join(import.meta.dirname, "../../../spec/figures");
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(figures())) {
    const file = join(folder, name);
    if (!process.argv.includes("--check")) writeFileSync(file, text);
    else if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
      console.error(`${name}: stale; run \`node packages/conformance/scripts/figures.ts\``);
      process.exitCode = 1;
    }
  }
}
