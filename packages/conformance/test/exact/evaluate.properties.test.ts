import { rules } from "@optspec/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exponentOf, fromNumber, round, subtract } from "../../src/exact/big-float.ts";
import { evaluateByContract } from "../../src/exact/contract.ts";
import { evaluateExactly, powerOf } from "../../src/exact/evaluate.ts";
import { integerPower } from "../../src/oracle/sums.ts";
import { histories, store, tame } from "../properties/arbitraries.ts";
import { expectSixtyDigits } from "../properties/metrics.ts";

describe.each(Object.values(rules))("evaluation of $name", (rule) => {
  it("with 320 bits has the sixty digits of exact evaluation", () => {
    fc.assert(
      fc.property(histories(rule, "f64", tame, 100), (history) => {
        const input = { ...history, dtype: "f64" } as const;
        const exact = evaluateExactly(rule.program, input);
        const limited = evaluateExactly(rule.program, { ...input, bits: 320 });
        const start = fromNumber(history.theta);
        const quantities = [exact, limited].map((steps) => steps.map(({ theta }) => theta));
        expectSixtyDigits(start, quantities[1]!, quantities[0]!);
        for (const slot of rule.states) {
          const states = [exact, limited].map((steps) => steps.map(({ state }) => state[slot]));
          expectSixtyDigits(fromNumber(0), states[1]!, states[0]!);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("splits at any update: going on from the state is the same, by contract", () => {
    fc.assert(
      fc.property(histories(rule, "f32", tame, 30), fc.nat(29), (history, at) => {
        const input = { ...history, dtype: "f32" } as const;
        const whole = evaluateByContract(rule.program, input);
        const t = Math.min(at, whole.length - 1);
        const before = t === 0 ? undefined : whole[t - 1];
        const rest = evaluateByContract(rule.program, {
          ...input,
          theta: before?.theta ?? input.theta,
          gradients: input.gradients.slice(t),
          hypers: input.hypers.slice(t),
          ...(before && { from: { t, state: before.state } }),
        });
        expect(rest).toEqual(whole.slice(t));
      }),
      { numRuns: 100 },
    );
  });

  it("in binary64 with rounding on storing alone gives the contract's f64 where nothing is narrower", () => {
    fc.assert(
      fc.property(histories(rule, "f64", tame, 30), (history) => {
        const input = { ...history, dtype: "f64" } as const;
        const wide = evaluateByContract(rule.program, input, { tensorFormat: "f64" });
        expect(wide).toEqual(evaluateByContract(rule.program, input));
      }),
      { numRuns: 50 },
    );
  });
});

describe("gd by contract", () => {
  it("with fma is Math.fround of the exact θ − lr·g, where the scalar is exact in f32", () => {
    fc.assert(
      fc.property(histories(rules.gd, "f32", tame, 1), (history) => {
        const hypers = history.hypers.map(({ lr }) => ({ lr: store.f32(lr!) }));
        const [step] = evaluateByContract(
          rules.gd.program,
          { ...history, hypers, dtype: "f32" },
          { fma: true },
        );
        const [exact] = evaluateExactly(rules.gd.program, { ...history, hypers, dtype: "f32" });
        // 24 bits at once: a detour over 53 would round twice.
        expect(fromNumber(step!.theta)).toEqual(round(exact!.theta!, 24));
      }),
      { numRuns: 500 },
    );
  });
});

describe("powers", () => {
  it("by squaring from below, and from above, and of every precision, agree", () => {
    const base = fc.double({ min: -2, max: 2, noNaN: true }).filter((x) => Math.abs(x) > 2 ** -40);
    fc.assert(
      fc.property(base, fc.integer({ min: 0, max: 300 }), (x, n) => {
        const exact = powerOf(fromNumber(x), n);
        expect(integerPower(fromNumber(x), n)).toEqual(exact);
        for (const power of [powerOf, integerPower]) {
          const error = subtract(power(fromNumber(x), n, 320), exact);
          // Below 2n roundings of 2^−320.
          expect(exponentOf(error)).toBeLessThan(exponentOf(exact) - 320 + 1 + Math.log2(2 * n + 2));
        }
      }),
      { numRuns: 300 },
    );
  });
});
