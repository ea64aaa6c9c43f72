import type { Rule } from "@optspec/core";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { boundsOf } from "../../src/bounds/orders.ts";
import { specified } from "../../src/cases/rule-named.ts";
import { absolute, type BigFloat, compare, fromNumber, subtract } from "../../src/exact/big-float.ts";
import type { Step } from "../../src/exact/trajectory.ts";
import { closedForms } from "../../src/oracle/closed-forms.ts";
import { type ElementHistory, histories, tame, wild } from "./arbitraries.ts";
import { runElement } from "./core-runs.ts";

// A slow machine is no failure.
vi.setConfig({ testTimeout: 60_000 });

type Bounds = ReturnType<typeof boundsOf>;

/** θ and every slot after an update, in one order. */
function quantities<Value>(rule: Rule, { theta, state }: Pick<Step<Value>, "theta" | "state">): Value[] {
  return [theta, ...rule.states.map((slot) => state[slot]!)];
}

/** Holds core to the closed form within the bounds; counts the numbers that are not judged. */
function unjudged(rule: Rule, dtype: "f32" | "f64", history: ElementHistory): number {
  const bounds: Bounds = boundsOf(rule, { ...history, dtype });
  const closed = closedForms[rule.name]!(history);
  let count = 0;
  runElement(rule, dtype, history).forEach((step, index) => {
    const exact = quantities<BigFloat | undefined>(rule, closed[index]!);
    const limits = quantities(rule, bounds[index]!);
    quantities(rule, step).forEach((actual, position) => {
      const limit = limits[position]?.error;
      if (limit === undefined) {
        count++;
        return;
      }
      const error = absolute(subtract(fromNumber(actual), exact[position]!));
      const within = compare(error, limit) <= 0;
      expect(within, `number ${position} of update ${index + 1} is within its bound`).toBe(true);
    });
  });
  return count;
}

describe.each(Object.values(specified))(
  "$name in core is within the derived bound of the closed form",
  (rule) => {
    describe.each(["f64", "f32"] as const)("in %s", (dtype) => {
      it("for gradients as they are in use, every number being judged", () => {
        // Nearer to 1, the 1 − ρᵗ of some honest port may be zero; without ε some quotient may be 0/0. A θ that is not
        // zero keeps underflow, of moments that decay to nothing, far below its last place.
        // Below ½, a moving average computed as a step may lose the new value beside the old one.
        const rho = fc.double({ min: 0.5, max: 1 - 2 ** -20, noNaN: true });
        const lr = fc.oneof(fc.constant(0), fc.double({ min: 2 ** -20, max: 4, noNaN: true }));
        // The bound counts an error of θ twice where θ decays: it grows with 1 + η·λ, and must not leave the range of f32.
        const weight_decay = fc.double({ min: 0, max: 2 ** -5, noNaN: true });
        const eps = fc.constantFrom(1e-8, 1e-7, 1e-2);
        const fixed = { eps, rho, beta1: rho, beta2: rho, lr, weight_decay };
        fc.assert(
          fc.property(histories(rule, dtype, tame, 200, fixed), (drawn) => {
            const history = { ...drawn, theta: drawn.theta === 0 ? 1 : drawn.theta };
            expect(unjudged(rule, dtype, history)).toBe(0);
          }),
          { numRuns: 100 },
        );
      });

      // Where numbers underflow, the definition's order and the program's lose different ones: an Adam in f32 with
      // g = 3e-36, ρ₂ = 1 − 1e-14 and ε = 1/8 has lr·ŝ in range in the one and lr·√(1−ρ₂)·s below it in the other.
      it("for wild inputs and any hyperparameters, where judged", () => {
        fc.assert(
          fc.property(histories(rule, dtype, wild[dtype], 60), (history) => {
            unjudged(rule, dtype, history);
          }),
          { numRuns: 200 },
        );
      });
    });
  },
);
