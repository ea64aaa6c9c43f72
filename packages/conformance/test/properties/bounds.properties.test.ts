import { type Rule, rules } from "@optspec/core";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { analyse } from "../../src/bounds/analyse.ts";
import { textbookOf } from "../../src/bounds/textbook.ts";
import { absolute, type BigFloat, compare, fromNumber, subtract } from "../../src/exact/big-float.ts";
import type { Step } from "../../src/exact/trajectory.ts";
import { closedForms } from "../../src/oracle/closed-forms.ts";
import { type ElementHistory, histories, tame, wild } from "./arbitraries.ts";
import { runElement } from "./core-runs.ts";

// A slow machine is no failure.
vi.setConfig({ testTimeout: 60_000 });

type Bounds = ReturnType<typeof analyse>;

/** θ and every slot after an update, in one order. */
function quantities<Value>(rule: Rule, { theta, state }: Pick<Step<Value>, "theta" | "state">): Value[] {
  return [theta, ...rule.states.map((slot) => state[slot]!)];
}

/** Holds core to the closed form within any of the bounds given; counts the numbers that are not judged. */
function unjudged(rule: Rule, dtype: "f32" | "f64", history: ElementHistory, analyses: Bounds[]): number {
  const closed = closedForms[rule.name]!(history);
  let count = 0;
  runElement(rule, dtype, history).forEach((step, index) => {
    const exact = quantities<BigFloat | undefined>(rule, closed[index]!);
    const limits = analyses.map((bounds) => quantities(rule, bounds[index]!));
    quantities(rule, step).forEach((actual, position) => {
      const errors = limits.map((limit) => limit[position]?.error);
      if (errors.includes(undefined)) {
        count++;
        return;
      }
      const error = absolute(subtract(fromNumber(actual), exact[position]!));
      const within = errors.some((bound) => compare(error, bound!) <= 0);
      expect(within, `number ${position} of update ${index + 1} is within its bound`).toBe(true);
    });
  });
  return count;
}

describe.each(Object.values(rules))(
  "$name in core is within the derived bound of the closed form",
  (rule) => {
    const textbook = (history: ElementHistory, dtype: "f32" | "f64"): Bounds =>
      analyse(textbookOf(rule), { ...history, dtype });

    describe.each(["f64", "f32"] as const)("in %s", (dtype) => {
      it("for gradients as they are in use, every number being judged", () => {
        // Nearer to 1, the 1 − ρᵗ of some honest port may be zero; without ε some quotient may be 0/0. A θ that is not
        // zero keeps underflow, of moments that decay to nothing, far below its last place.
        const rho = fc.double({ min: 0, max: 1 - 2 ** -20, noNaN: true });
        const lr = fc.oneof(fc.constant(0), fc.double({ min: 2 ** -20, max: 4, noNaN: true }));
        const fixed = { eps: fc.constantFrom(1e-8, 1e-7, 1e-2), beta1: rho, beta2: rho, lr };
        fc.assert(
          fc.property(histories(rule, dtype, tame, 200, fixed), (drawn) => {
            const history = { ...drawn, theta: drawn.theta === 0 ? 1 : drawn.theta };
            expect(unjudged(rule, dtype, history, [textbook(history, dtype)])).toBe(0);
          }),
          { numRuns: 100 },
        );
      });

      // Where numbers underflow, the textbook's order and the program's lose different ones: an Adam in f32 with
      // g = 3e-36, ρ₂ = 1 − 1e-14 and ε = 1/8 has lr·ŝ in range in the one and lr·√(1−ρ₂)·s below it in the other.
      it("for wild inputs and any hyperparameters, within the bound of one of both orders, where judged", () => {
        fc.assert(
          fc.property(histories(rule, dtype, wild[dtype], 60), (history) => {
            const own = analyse(rule.program, { ...history, dtype });
            unjudged(rule, dtype, history, [textbook(history, dtype), own]);
          }),
          { numRuns: 200 },
        );
      });
    });
  },
);
