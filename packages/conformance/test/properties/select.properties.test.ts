import { defineRule, type Rule } from "@optspec/core";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { analyse } from "../../src/bounds/analyse.ts";
import { randomFrom } from "../../src/cases/random.ts";
import { absolute, compare, fromNumber, subtract } from "../../src/exact/big-float.ts";
import { evaluateByContract } from "../../src/exact/contract.ts";
import { areEquivalent } from "../../src/self-test/equivalence.ts";
import { shuffled } from "../../src/self-test/rewrites/steps.ts";
import { anyNumber } from "../exact/arbitraries.ts";
import { configOf, type ElementHistory, histories, lengths, runsOf, tame } from "./arbitraries.ts";
import { runElement } from "./core-runs.ts";

// A slow machine is no failure.
vi.setConfig({ testTimeout: 60_000 });

/** Choices by elements, by scalars from elements, by scalars from scalars, and one that is continuous. */
const choosing: readonly Rule[] = [
  defineRule(`rule sign
hyper lr = 0.1 in [0, inf)
hyper beta = 0.9 in [0, 1)
state m = 0

c = beta*m + (1 - beta)*g
m = 0.5*m + 0.5*g
theta = theta - lr*select(0 < c, 1, select(c < 0, -1, c))
`),
  defineRule(`rule warming
hyper lr = 0.1 in [0, inf)
hyper beta = 0.9 in [0, 1)
state m = 0

rho = 2/(1 - beta) - 1 - t*beta^t
m = beta*m + (1 - beta)*g
step = select(4 < rho, m/sqrt(max(rho - 4, 1)), select(g <= m, m, g))
theta = theta - select(lr <= 1, lr, 1)*step
`),
  defineRule(`rule distance
hyper lr = 0.1 in [0, inf)
state m = 0

m = select(m <= g, g - m, m - g)
theta = select(lr < g, theta + m, theta - m)
`),
];

describe.each(choosing)("$name", (rule) => {
  it.each(["f64", "f32"] as const)("has the bits of the contract in core, for any bits in %s", (dtype) => {
    const any = lengths(12).chain((length) =>
      fc.record({
        theta: anyNumber[dtype],
        gradients: runsOf(anyNumber[dtype], length),
        hypers: runsOf(configOf(rule), length),
      }),
    );
    fc.assert(
      fc.property(any, (history) => {
        const expected = evaluateByContract(rule.program, { ...history, dtype });
        runElement(rule, dtype, history).forEach(({ theta, state }, index) => {
          expect(theta, `θ of update ${index + 1}`).toBe(expected[index]!.theta);
          expect(state, `state of update ${index + 1}`).toEqual(expected[index]!.state);
        });
      }),
      { numRuns: 500 },
    );
  });

  it.each(["f64", "f32"] as const)(
    "is within its bound in core and in other honest orders, in %s",
    (dtype) => {
      let judged = 0;
      const hold = (history: ElementHistory, order: Rule["program"], fma: boolean): void => {
        const input = { ...history, dtype };
        const bounds = analyse(rule.program, input);
        evaluateByContract(order, input, { fma }).forEach(({ theta }, index) => {
          const limit = bounds[index]!.theta;
          if (limit === undefined) return;
          judged++;
          const error = absolute(subtract(fromNumber(theta), limit.value));
          expect(compare(error, limit.error), `θ of update ${index + 1}`).toBeLessThanOrEqual(0);
        });
      };
      fc.assert(
        fc.property(histories(rule, dtype, tame, 20), fc.nat(999), fc.boolean(), (history, seed, fma) => {
          const order = shuffled(rule.program, randomFrom(seed, "select"), seed % 4);
          expect(areEquivalent(order, rule.program)).toBe(true);
          hold(history, order, fma);
        }),
        { numRuns: 300 },
      );
      expect(judged).toBeGreaterThan(1000);
    },
  );
});
