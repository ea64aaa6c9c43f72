import { rules } from "@optspec/core";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { evaluateByContract } from "../../src/exact/contract.ts";
import { anyNumber } from "../exact/arbitraries.ts";
import { configOf, histories, lengths, runsOf, wild } from "./arbitraries.ts";
import { runElement } from "./core-runs.ts";

// A slow machine is no failure.
vi.setConfig({ testTimeout: 60_000 });

describe.each(Object.values(rules))(
  "$name in core has the bits that the arithmetic contract demands",
  (rule) => {
    const same = (history: Parameters<typeof runElement>[2], dtype: "f32" | "f64"): void => {
      const expected = evaluateByContract(rule.program, { ...history, dtype });
      runElement(rule, dtype, history).forEach(({ theta, state }, index) => {
        expect(theta, `θ of update ${index + 1}`).toBe(expected[index]!.theta);
        expect(state, `state of update ${index + 1}`).toEqual(expected[index]!.state);
      });
    };

    it.each(["f64", "f32"] as const)("for wild inputs in %s", (dtype) => {
      fc.assert(
        fc.property(histories(rule, dtype, wild[dtype], 200), (history) => same(history, dtype)),
        { numRuns: 150 },
      );
    });

    it.each(["f64", "f32"] as const)(
      "for any bit pattern in %s, with overflow, underflow, NaN and ±∞",
      (dtype) => {
        const arbitrary = lengths(12).chain((length) =>
          fc.record({
            theta: anyNumber[dtype],
            gradients: runsOf(anyNumber[dtype], length),
            hypers: runsOf(configOf(rule), length),
          }),
        );
        fc.assert(
          fc.property(arbitrary, (history) => same(history, dtype)),
          { numRuns: 300 },
        );
      },
    );
  },
);
