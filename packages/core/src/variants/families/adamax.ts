import { adamax } from "../../rules/adamax.ts";
import type { Family } from "../family.ts";
import { betaPowers, weights } from "./axes.ts";
import { correctionsOf, movingAverage } from "./moving-average.ts";

/** Adamax along the axes of spec/profiles.md. */
export const adamaxFamily: Family = {
  rule: adamax,
  axes: {
    infEps: {
      values: ["after", "inMax", "none"],
      meaning:
        "whether ε is added to the norm where it divides, u + ε, to the gradient that enters it, max(ρ₂·u, |g| + ε), or not at all",
      requirement: "ADAMAX-6",
    },
    biasCorrection: {
      values: ["s", "none"],
      meaning: "whether the first moment is divided by 1 − ρᵗ",
      requirement: "ADAMAX-4",
    },
    betaPowers,
    weights,
  },
  compose(choice) {
    const { infEps, biasCorrection } = choice;
    const corrected = biasCorrection === "s";
    const { scalars, assignments, divisors } = correctionsOf(["beta1"], corrected ? choice : {});
    const rate = corrected ? `(lr/${divisors[0]})` : "lr";
    return {
      states: { s: 0, u: 0 },
      ...(scalars && { scalars }),
      assignments: [
        ...assignments,
        movingAverage("s", "beta1", "g", choice),
        `u = max(beta2*u, ${infEps === "inMax" ? "abs(g) + eps" : "abs(g)"})`,
        `theta = theta - ${rate} * s / ${infEps === "after" ? "(u + eps)" : "u"}`,
      ],
    };
  },
};
