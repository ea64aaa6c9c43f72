import type { DType } from "../../src/index.ts";

/** One element before and after an update: θ, g, and the rule's states by name. */
export type Element = Record<string, number>;
type Config = Record<string, number>;
/** Writes the next values into `e`; `f` rounds to the tensor's type. */
type Reference = (e: Element, h: Config, t: number, f: (x: number) => number) => void;

/** ρᵗ by square-and-multiply, in recursive form. */
const raised = (x: number, t: number): number => {
  if (t === 0) return 1;
  let [result, square, rest] = [1, x, t];
  for (;;) {
    if (rest % 2 === 1) result *= square;
    rest = (rest - (rest % 2)) / 2;
    if (rest === 0) return result;
    square *= square;
  }
};

/**
 * One update of one element, written out from the formulas of the spec pages: one variable and one rounding per operation.
 * Nothing here reads a rule program.
 */
export const references: Readonly<Record<string, Reference>> = {
  gd(e, h, _, f) {
    const lr = f(h.lr!);
    const change = f(lr * e.g!);
    e.theta = f(e.theta! - change);
  },
  momentum(e, h, _, f) {
    const lr = f(h.lr!);
    const gamma = f(h.momentum!);
    const kept = f(gamma * e.v!);
    const added = f(lr * e.g!);
    e.v = f(kept - added);
    e.theta = f(e.theta! + e.v);
  },
  adagrad(e, h, _, f) {
    const lr = f(h.lr!);
    const eps = f(h.eps!);
    const square = f(e.g! * e.g!);
    e.r = f(e.r! + square);
    const root = f(Math.sqrt(f(e.r + eps)));
    const change = f(f(lr * e.g!) / root);
    e.theta = f(e.theta! - change);
  },
  rmsprop(e, h, _, f) {
    const square = f(e.g! * e.g!);
    e.r = f(f(f(h.rho!) * e.r!) + f(f(1 - h.rho!) * square));
    const root = f(Math.sqrt(f(e.r + f(h.eps!))));
    const change = f(f(f(h.lr!) * e.g!) / root);
    e.theta = f(e.theta! - change);
  },
  adam(e, h, t, f) {
    const correction1 = 1 - raised(h.beta1!, t);
    const correction2 = 1 - raised(h.beta2!, t);
    const rate = f((h.lr! * Math.sqrt(correction2)) / correction1);
    const eps = f(h.eps! * correction2);
    e.s = f(f(f(h.beta1!) * e.s!) + f(f(1 - h.beta1!) * e.g!));
    const square = f(e.g! * e.g!);
    e.r = f(f(f(h.beta2!) * e.r!) + f(f(1 - h.beta2!) * square));
    const root = f(Math.sqrt(f(e.r + eps)));
    const change = f(f(rate * e.s) / root);
    e.theta = f(e.theta! - change);
  },
  adamax(e, h, t, f) {
    const rate = f(h.lr! / (1 - raised(h.beta1!, t)));
    e.s = f(f(f(h.beta1!) * e.s!) + f(f(1 - h.beta1!) * e.g!));
    e.u = maximum(f(f(h.beta2!) * e.u!), Math.abs(e.g!));
    const change = f(f(rate * e.s) / f(e.u + f(h.eps!)));
    e.theta = f(e.theta! - change);
  },
};

/** *maximum* of IEEE 754-2019 for numbers that are not negative, NaN where either is. */
function maximum(a: number, b: number): number {
  return Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : a > b ? a : b;
}

export const rounding: Readonly<Record<DType, (x: number) => number>> = { f32: Math.fround, f64: (x) => x };
