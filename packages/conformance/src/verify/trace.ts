import type { DType } from "@optspec/core";
import type { Trace } from "./result.ts";

/** One judged number: how far off it is, and how far off it may be. */
export interface Judged {
  /** The correctly rounded result. */
  readonly value: number;
  readonly ulp: number;
  readonly bound: number;
  /** Error divided by bound. */
  readonly ratio: number;
}

/** Collects the worst of each update of a run, in three significant digits: enough for a drawing. */
export function tracer(dtype: DType): { note(step: number, judged: Judged): void; readonly trace: Trace } {
  const trace = { ulp: [] as number[], bound: [] as number[], ratio: [] as number[] };
  return {
    trace,
    note(step, { value, ulp, bound, ratio }) {
      const at = step - 1;
      // An update of which nothing can be judged stands as 0.
      for (const list of Object.values(trace)) while (list.length < step) list.push(0);
      if (ulp > trace.ulp[at]! || trace.bound[at] === 0) {
        trace.ulp[at] = Math.max(trace.ulp[at]!, short(ulp));
        trace.bound[at] = short(bound / unitAt(value, dtype));
      }
      if (ratio > trace.ratio[at]!) trace.ratio[at] = beside(ratio);
    },
  };
}

const view = new DataView(new ArrayBuffer(8));

/** The unit in the last place at a number of the type; ∞ where it is not finite. */
function unitAt(x: number, dtype: DType): number {
  if (!Number.isFinite(x)) return Number.POSITIVE_INFINITY;
  view.setFloat64(0, x);
  const exponent = ((view.getUint32(0) >>> 20) & 0x7ff) - 1023;
  return dtype === "f32" ? 2 ** (Math.max(exponent, -126) - 23) : 2 ** (Math.max(exponent, -1022) - 52);
}

/** Three significant digits. */
function short(x: number): number {
  return Number.isFinite(x) ? Number(x.toPrecision(3)) : x;
}

/** Three significant digits, on the same side of 1. */
function beside(ratio: number): number {
  const rounded = short(ratio);
  if (ratio > 1) return Math.max(rounded, 1.01);
  return ratio < 1 ? Math.min(rounded, 0.999) : 1;
}
