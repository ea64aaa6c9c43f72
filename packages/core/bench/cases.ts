/** One measurement: a rule on `tensors` arrays of `n` elements; the pseudo-rules copy and triad measure the memory. */
export interface Case {
  readonly rule: string;
  readonly dtype: "f32" | "f64";
  readonly n: number;
  readonly tensors: number;
  readonly threads: number;
  readonly contenders: readonly string[];
}

const everyone = [
  "core",
  "core portable",
  "C 128-bit",
  "C native",
  "torch fused",
  "torch foreach",
  "torch loop",
  "numpy",
  "plain JS",
  "jax-js wasm",
  "tfjs cpu",
];
const fast = ["core", "C 128-bit", "C native", "torch fused", "torch foreach"];
const threaded = ["core", "core, 1 thread", "C native", "torch fused", "torch foreach"];

const one = (
  rule: string,
  dtype: "f32" | "f64",
  n: number,
  contenders: readonly string[],
  threads = 1,
): Case => ({
  rule,
  dtype,
  n,
  tensors: 1,
  threads,
  contenders,
});

const sizes = [1e3, 1e5, 1e6, 1e7];
const dtypes = ["f32", "f64"] as const;

/** Everything that the report shows. */
export const cases: readonly Case[] = [
  ...sizes.map((n) => one("adam", "f32", n, n === 1e5 ? ["core step(grads)", ...everyone] : everyone)),
  ...sizes.map((n) => one("adam", "f32", n, threaded, 2)),
  one("adam", "f32", 5e7, [...fast, "numpy", "plain JS"]),
  one("adam", "f32", 5e7, threaded, 2),
  ...sizes.map((n) => one("adam", "f64", n, [...fast, "torch loop", "numpy", "plain JS"])),
  ...sizes.slice(1).map((n) => one("adam", "f64", n, threaded, 2)),
  ...["momentum", "adagrad", "gd"].flatMap((rule) =>
    dtypes.flatMap((dtype) =>
      [1e3, 1e5, 1e7].map((n) => one(rule, dtype, n, dtype === "f32" ? everyone : fast)),
    ),
  ),
  ...["momentum", "adagrad", "gd"].map((rule) => one(rule, "f32", 1e7, threaded, 2)),
  ...[
    [100, 1000],
    [10, 10_000],
  ].map(([n, tensors]) => ({
    ...one("adam", "f32", n!, ["core", "core, 1 tensor", "torch fused", "torch foreach", "tfjs cpu"]),
    tensors: tensors!,
  })),
  ...["copy", "triad"].flatMap((rule) =>
    [1, 2].flatMap((threads) => [1e5, 1e7, 5e7].map((n) => one(rule, "f32", n, ["C native"], threads))),
  ),
];

/** What `--quick` keeps: one array, one thread, three sizes, and two threads at one of them. */
export const quickCases: readonly Case[] = cases.filter(({ rule, dtype, n, tensors, threads }) =>
  rule === "copy" || rule === "triad"
    ? n === 1e7 && threads === 1
    : dtype === "f32" &&
      n <= 1e6 &&
      (rule === "adam" || n === 1e5) &&
      (threads === 1 || n === 1e6) &&
      tensors <= 1000,
);

/** How many bytes one element moves, for GB/s. */
export const streams: Readonly<Record<string, number>> = {
  copy: 2,
  triad: 3,
  gd: 3,
  momentum: 5,
  adagrad: 5,
  adam: 7,
};

export const caseName = ({ rule, dtype, n, tensors, threads }: Case): string =>
  `${rule} ${dtype} ${tensors === 1 ? "" : `${tensors}×`}${n.toExponential().replace("+", "")}${threads > 1 ? ` ${threads} threads` : ""}`;
