import { createOptimizer, rules } from "@optspec/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  add,
  type BigFloat,
  compare,
  divide,
  fromBigInt,
  fromNumber,
  multiply,
  sign,
  subtract,
} from "../../src/exact/big-float.ts";
import { evaluateExactly } from "../../src/exact/evaluate.ts";
import { configOf, histories, lengths, numberOf, runsOf, store, wild } from "./arbitraries.ts";
import { runElement } from "./core-runs.ts";

const { adagrad } = rules;

/** The rate that an update applied, (θ_{t−1} − θ_t)/g_t, taken from the program's θ; undefined where g_t is zero. */
function effectiveRates(
  gradients: readonly number[],
  config: Record<string, number>,
): (BigFloat | undefined)[] {
  const hypers = Array(gradients.length).fill(config) as Record<string, number>[];
  let previous = fromNumber(0);
  return evaluateExactly(adagrad.program, { theta: 0, gradients, hypers, dtype: "f64" }).map(
    ({ theta }, index) => {
      const g = fromNumber(gradients[index]!);
      if (theta === undefined || sign(g) === 0) return undefined;
      const rate = divide(subtract(previous, theta), g, 320);
      previous = theta;
      return rate;
    },
  );
}

/** (1 + 2^−250)·a: room for the rounding of root and quotient. */
function nextAbove(a: BigFloat): BigFloat {
  return add(a, { mantissa: a.mantissa, exponent: a.exponent - 250 });
}

describe("AdaGrad's effective rate η/√(r_t + ε)", () => {
  it("never rises while η is constant", () => {
    const values = numberOf("f64", wild.f64);
    const arbitrary = lengths(200).chain((length) => fc.tuple(runsOf(values, length), configOf(adagrad)));
    fc.assert(
      fc.property(arbitrary, ([gradients, config]) => {
        // Without ε a zero at the start makes 0/0, and there is no rate at all.
        const rates = effectiveRates(gradients, config).filter((rate) => rate !== undefined);
        rates.slice(1).forEach((rate, index) => {
          expect(compare(rate, nextAbove(rates[index]!))).not.toBe(1);
        });
      }),
      { numRuns: 200 },
    );
  });

  it.each(["f64", "f32"] as const)("never rises in core's %s either, where r never falls", (format) => {
    // Rounding is monotone, so √(r + ε) and the quotient keep the order that r has.
    fc.assert(
      fc.property(histories(adagrad, format, wild[format], 200), (history) => {
        let last = 0;
        for (const { state } of runElement(adagrad, format, history)) {
          expect(state.r).toBeGreaterThanOrEqual(last);
          expect(state.r).toBeLessThan(Number.POSITIVE_INFINITY);
          last = state.r!;
        }
      }),
      { numRuns: 200 },
    );
  });

  it("vanishes when Σg² diverges: |gᵢ| ≥ c for all i gives a rate of at most η/(c·√t)", () => {
    const arbitrary = fc
      .tuple(lengths(200), fc.integer({ min: -20, max: 20 }))
      .chain(([length, exponent]) => {
        const factor = fc.double({ min: 1, max: 1024, noNaN: true });
        const value = fc.tuple(factor, fc.boolean()).map(([x, minus]) => (minus ? -x : x) * 2 ** exponent);
        return fc.tuple(runsOf(value, length), fc.constant(2 ** exponent), configOf(adagrad));
      });
    fc.assert(
      fc.property(arbitrary, ([gradients, c, config]) => {
        effectiveRates(gradients, config).forEach((rate, index) => {
          // Squared, so that √t stays exact: (rate·c)²·t ≤ η².
          const scaled = multiply(rate!, fromNumber(c));
          const left = multiply(multiply(scaled, scaled), fromBigInt(BigInt(index + 1)));
          const lr = fromNumber(config.lr!);
          expect(compare(left, nextAbove(multiply(lr, lr)))).not.toBe(1);
        });
      }),
      { numRuns: 200 },
    );
  });

  it("vanishes for gᵢ = 1/√i, whose squares only just diverge, and not for gᵢ = 2^−i, whose squares converge", () => {
    const config = { lr: 1, eps: 1e-7 };
    const harmonic = Array.from({ length: 4096 }, (_, index) => Math.sqrt(1 / (index + 1)));
    const rates = effectiveRates(harmonic, config);
    for (let k = 0; k <= 12; k++) {
      // 1 + 1/2 + … + 1/2^k ≥ 1 + k/2, up to the rounding of the roots.
      const square = multiply(rates[2 ** k - 1]!, rates[2 ** k - 1]!);
      const product = multiply(square, fromNumber(1 + k / 2));
      expect(compare(product, fromNumber(1 + 2 ** -40)), `at t = 2^${k}`).toBe(-1);
    }
    const geometric = effectiveRates(
      Array.from({ length: 200 }, (_, index) => 2 ** -(index + 1)),
      config,
    );
    // Σ 4^−i = 1/3, so the rate never falls below 1/√(1/3 + ε).
    const limit = fromNumber(1.7320505);
    for (const rate of geometric) expect(compare(rate!, limit)).toBe(1);
  });

  it("in core, is η/√t for a gradient of 1: η/256 after 65,536 updates", () => {
    for (const [format, Type] of [
      ["f64", Float64Array],
      ["f32", Float32Array],
    ] as const) {
      const optimizer = createOptimizer(adagrad, { lr: 1, eps: 0 }, { w: new Type(1) });
      optimizer.grads.w[0] = 1;
      let before = 0;
      for (let t = 1; t <= 65_536; t++) {
        before = optimizer.params.w[0]!;
        optimizer.step();
      }
      expect(optimizer.state.w.r[0]).toBe(65_536);
      expect(optimizer.params.w[0]).toBe(store[format](before - 1 / 256));
    }
  });
});
