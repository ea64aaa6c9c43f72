import { type Case, caseName } from "./cases.ts";
import { type CaseResult, quartiles } from "./measure.ts";

/** A ratio of throughputs that is aimed at. */
export interface Target {
  readonly text: string;
  readonly ours: Place;
  readonly theirs: Place;
  readonly atLeast: number;
}

/** A contender in a case. */
export interface Place {
  readonly contender: string;
  readonly rule: string;
  readonly dtype: "f32" | "f64";
  readonly n: number;
  readonly tensors: number;
  readonly threads: number;
}

const at = (contender: string, changes: Partial<Place> = {}): Place => ({
  contender,
  rule: "adam",
  dtype: "f32",
  n: 1e5,
  tensors: 1,
  threads: 1,
  ...changes,
});
const against = (theirs: string, atLeast: number, changes: Partial<Place>, ours = "core"): Target => {
  return {
    text: `${describe(at(ours, changes))}: ${ours} / ${theirs}`,
    ours: at(ours, changes),
    theirs: at(theirs, changes),
    atLeast,
  };
};
const describe = (place: Place): string => caseName({ ...place, contenders: [] } as Case);

const sizes = [1e3, 1e5, 1e6, 1e7];

export const targets: readonly Target[] = [
  ...sizes.map((n) => against("C 128-bit", 0.95, { n })),
  against("C native", 0.85, { n: 1e7 }),
  against("torch fused", 25, { n: 1e3 }),
  against("torch fused", 1.2, { n: 1e5 }),
  against("torch fused", 0.75, { n: 1e6 }),
  against("torch fused", 1, { n: 1e7 }),
  ...[1e5, 1e7].map((n) => against("tfjs cpu", 200, { n })),
  ...[1e5, 1e7].map((n) => against("jax-js wasm", 5, { n })),
  against("torch foreach", 4, { n: 1e7 }),
  ...[1e5, 1e6].map((n) => against("core, 1 thread", 1.6, { n, threads: 2 })),
  against("torch fused", 1, { n: 1e7, threads: 2 }),
  ...sizes.map((n) => against("C 128-bit", 0.95, { n, dtype: "f64" })),
  ...[1e5, 1e7].map((n) => against("torch fused", 0.7, { n, dtype: "f64" })),
  ...["momentum", "adagrad", "gd"].flatMap((rule) =>
    [1e3, 1e5, 1e7].map((n) => against("C 128-bit", 0.85, { rule, n })),
  ),
  ...["momentum", "adagrad", "gd"].map((rule) => against("C native", 0.85, { rule, n: 1e7 })),
  against("torch fused", 20, { n: 100, tensors: 1000 }),
  against("torch fused", 100, { n: 10, tensors: 10_000 }),
  against("core, 1 tensor", 1 / 1.5, { n: 10, tensors: 10_000 }),
  against("core", 0.7, {}, "core step(grads)"),
];

/** Throughput of one place over another. */
export interface Ratio {
  /** Quartiles over the rounds, each compared with the one that ran beside it. */
  readonly low: number;
  readonly median: number;
  readonly high: number;
  /** The best round of each: what is left when other programs take the machine at times. */
  readonly best: number;
}

export function ratioOf(results: readonly CaseResult[], ours: Place, theirs: Place): Ratio | undefined {
  const rounds = ({ contender, ...place }: Place): readonly number[] =>
    results
      .filter(({ case: found }) => caseName(found) === describe({ contender, ...place }))
      .flatMap(({ measurements }) => measurements)
      .find((measurement) => measurement.contender === contender)?.rounds ?? [];
  const [left, right] = [rounds(ours), rounds(theirs)];
  const count = Math.min(left.length, right.length);
  if (count === 0) return undefined;
  const [low, median, high] = quartiles(
    Array.from({ length: count }, (_, round) => right[round]! / left[round]!),
  );
  return { low, median, high, best: Math.min(...right) / Math.min(...left) };
}
