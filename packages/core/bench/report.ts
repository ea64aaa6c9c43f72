import { caseName, streams } from "./cases.ts";
import { type CaseResult, quartiles } from "./measure.ts";
import { ratioOf, targets } from "./targets.ts";

/** Everything that one run of the benchmark found. */
export interface Report {
  readonly date: string;
  readonly machine: string;
  readonly about: Readonly<Record<string, string>>;
  readonly missing: Readonly<Record<string, string>>;
  readonly results: readonly CaseResult[];
}

/** Million elements per second: quartiles over the rounds. */
export function throughput(
  { case: { n, tensors } }: CaseResult,
  rounds: readonly number[],
): [low: number, median: number, high: number] {
  return quartiles(rounds.map((nanoseconds) => (n * tensors * 1e3) / nanoseconds));
}

const short = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(2));
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, index) => (index === 0 ? "---" : "---:")), ...rows]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");

/** One table per rule and type: contenders down, sizes across. */
export function throughputTables({ results }: Report): string {
  const groups = new Map<string, CaseResult[]>();
  for (const result of results) {
    const { rule, dtype, tensors } = result.case;
    if (rule === "copy" || rule === "triad") continue;
    const key = tensors > 1 ? `${rule} ${dtype}, many tensors` : `${rule} ${dtype}`;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups]
    .map(([title, group]) => {
      const names = [
        ...new Set(group.flatMap(({ measurements }) => measurements.map(({ contender }) => contender))),
      ];
      const rows = names.map((name) => [
        name,
        ...group.map((result) => {
          const found = result.measurements.find(({ contender }) => contender === name);
          if (found === undefined) return "";
          if (found.rounds.length === 0) return "–";
          const [low, median, high] = throughput(result, found.rounds);
          return `${short(median)} <sub>${short(low)}–${short(high)}</sub>`;
        }),
      ]);
      const heads = group.map(({ case: found }) => caseName(found).split(" ").slice(2).join(" "));
      return `### ${title}\n\n${table(["", ...heads], rows)}`;
    })
    .join("\n\n");
}

/** The roof: bytes per second of copy and triad, and how near Adam comes to it. */
export function roofTable({ results }: Report): string {
  const rows = results.flatMap((result) => {
    const { rule, dtype, threads, n } = result.case;
    const wanted = rule === "copy" || rule === "triad" || (n >= 1e7 && dtype === "f32");
    const name = rule === "copy" || rule === "triad" ? "C native" : "core";
    const rounds = result.measurements.find(({ contender }) => contender === name)?.rounds ?? [];
    if (!wanted || rounds.length === 0) return [];
    const bytes = streams[rule]! * (dtype === "f32" ? 4 : 8);
    const [low, median, high] = throughput(result, rounds).map((value) => (value * bytes) / 1e3) as [
      number,
      number,
      number,
    ];
    return [
      [
        `${rule} (${name})`,
        n.toExponential().replace("+", ""),
        String(threads),
        `${median.toFixed(1)} <sub>${low.toFixed(1)}–${high.toFixed(1)}</sub>`,
      ],
    ];
  });
  return table(["", "n", "threads", "GB/s"], rows);
}

/** Each target with the ratio of this run. */
export function targetTable({ results }: Report): string {
  const rows = targets.map(({ text, ours, theirs, atLeast }) => {
    const ratio = ratioOf(results, ours, theirs);
    if (ratio === undefined) return [text, `≥ ${short(atLeast)}`, "–", "–", "not measured"];
    const { low, median, high, best } = ratio;
    const verdict = median >= atLeast ? "met" : best >= atLeast ? "met in the best rounds" : "**missed**";
    return [
      text,
      `≥ ${short(atLeast)}`,
      `${short(median)} <sub>${short(low)}–${short(high)}</sub>`,
      short(best),
      verdict,
    ];
  });
  return table(["ratio of throughputs", "target", "median of the rounds", "best rounds", ""], rows);
}

/** The part of the documentation that a run writes. */
export function markdown(report: Report): string {
  const { date, machine, about, missing } = report;
  const versions = Object.entries(about).map(([name, text]) => `${name}: ${text}`);
  const absent = Object.entries(missing).map(([name, text]) => `${name} (${text})`);
  return [
    `Measured ${date} on ${machine}. ${[...new Set(versions)].join("; ")}.${absent.length > 0 ? ` Missing: ${absent.join("; ")}.` : ""}`,
    "## Targets",
    targetTable(report),
    "## Million elements per second",
    "Median over the rounds, and the quartiles small behind it; – where a contender does not offer the case.",
    throughputTables(report),
    "## The roof",
    "What the memory gives to C, and what core's kernels take of it.",
    roofTable(report),
  ].join("\n\n");
}
