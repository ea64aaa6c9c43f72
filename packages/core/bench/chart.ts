import { type Report, throughput } from "./report.ts";

const [width, rowHeight, left, top] = [860, 20, 130, 56];
const colours = { ours: "#2563eb", theirs: "#94a3b8" };

/** Adam f32 on one thread as an SVG: one panel per size, one bar per contender, on a logarithmic scale. */
export function chart({ results, date, machine }: Report): string {
  const panels = results.filter(
    ({ case: { rule, dtype, threads, tensors } }) =>
      rule === "adam" && dtype === "f32" && threads === 1 && tensors === 1,
  );
  const parts: string[] = [];
  let y = top;
  const scale = (value: number): number => ((width - left - 90) * Math.log10(Math.max(1, value))) / 4;
  for (const panel of panels) {
    const bars = panel.measurements
      .filter(({ rounds }) => rounds.length > 0)
      .map(({ contender, rounds }) => ({ contender, median: throughput(panel, rounds)[1] }))
      .sort((a, b) => b.median - a.median);
    parts.push(
      `<text x="8" y="${y}" class="head">n = ${panel.case.n.toExponential().replace("+", "")}</text>`,
    );
    y += 8;
    for (const { contender, median } of bars) {
      const fill = contender.startsWith("core") ? colours.ours : colours.theirs;
      const length = Math.max(2, scale(median));
      parts.push(
        `<text x="${left - 8}" y="${y + 14}" text-anchor="end">${contender}</text>`,
        `<rect x="${left}" y="${y + 3}" width="${length.toFixed(1)}" height="${rowHeight - 6}" fill="${fill}"/>`,
        `<text x="${(left + length + 6).toFixed(1)}" y="${y + 14}">${median >= 100 ? median.toFixed(0) : median.toPrecision(2)}</text>`,
      );
      y += rowHeight;
    }
    y += 28;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" font-family="system-ui, sans-serif" font-size="12">`,
    "<style>text { fill: #334155 } .head { font-weight: 600 } @media (prefers-color-scheme: dark) { text { fill: #cbd5e1 } }</style>",
    `<text x="8" y="18" font-size="15" class="head">Adam, f32, one thread: million elements per second (logarithmic)</text>`,
    `<text x="8" y="34">${date}, ${machine}</text>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}
