import type { DType } from "@optspec/core";

/** A distance in units in the last place: whole up to 9999, then "1.2e+5"; "∞" where a number is not finite. */
export function formatUlp(ulp: number): string {
  if (ulp === Number.POSITIVE_INFINITY) return "∞";
  return ulp < 10_000 ? String(ulp) : ulp.toExponential(1);
}

/** Error divided by bound: "0.73", "12", "1.2e+5"; never "1.00" for a number on either side of 1. */
export function formatRatio(ratio: number): string {
  if (ratio === Number.POSITIVE_INFINITY) return "∞";
  if (ratio === 0 || ratio === 1) return String(ratio);
  if (ratio < 0.005) return "<0.01";
  if (ratio >= 9999.5) return ratio.toExponential(1);
  const text = ratio.toFixed(ratio < 10 ? 2 : 0);
  if (text !== "1.00") return text;
  return ratio < 1 ? "<1" : ">1";
}

/** How far beyond its bound a number lies, in words. */
export function beyond(ratio: number): string {
  return ratio === Number.POSITIVE_INFINITY ? "beyond any bound" : `${formatRatio(ratio)} times the bound`;
}

/** The shortest decimal that reads back as the same number of the type. */
export function formatNumber(x: number, dtype: DType): string {
  if (Object.is(x, -0)) return "-0";
  if (dtype === "f64" || !Number.isFinite(x)) return String(x);
  for (let digits = 1; digits < 9; digits++) {
    const shortest = Number(x.toPrecision(digits));
    if (Math.fround(shortest) === x) return String(shortest);
  }
  return String(Number(x.toPrecision(9)));
}

/** A count with its noun: "1 case", "2 cases". */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/** A duration: "85 ms", "1.2 s". */
export function formatDuration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
