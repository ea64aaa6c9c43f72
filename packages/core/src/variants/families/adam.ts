import { adam } from "../../rules/adam.ts";
import type { Family } from "../family.ts";
import { betaPowers, epsSite, weights } from "./axes.ts";
import { correctionsOf, movingAverage } from "./moving-average.ts";

/** Adam along the axes of spec/profiles.md. */
export const adamFamily: Family = {
  rule: adam,
  axes: {
    epsSite: epsSite("ADAM-11"),
    epsOn: {
      values: ["corrected", "raw"],
      meaning: "whether ε meets the corrected second moment or the uncorrected one (the paper's ε̂)",
      requirement: "ADAM-12",
    },
    biasCorrection: {
      values: ["both", "none", "s", "r"],
      meaning: "which of the moments s and r are divided by 1 − ρᵗ",
      requirement: "ADAM-4",
    },
    betaPowers,
    weights,
    moments: {
      values: ["weighted", "incremental"],
      meaning:
        "whether a moment is ρ·m + (1 − ρ)·x, or m + (1 − ρ)·(x − m), which loses a small x beside a large m",
      requirement: "ARITH-1",
    },
  },
  compose(choice) {
    const { epsSite: site, epsOn, biasCorrection } = choice;
    const correctS = biasCorrection === "both" || biasCorrection === "s";
    const correctR = biasCorrection === "both" || biasCorrection === "r";
    const { scalars, assignments, divisors } = correctionsOf(
      ["beta1", "beta2"],
      biasCorrection === "none" ? {} : choice,
    );
    const [c1, c2] = divisors;
    const onCorrected = epsOn === "corrected" && correctR;
    const denominator = {
      inside: onCorrected ? `sqrt(r + eps*${c2})` : "sqrt(r + eps)",
      outside: onCorrected ? `(sqrt(r) + eps*sqrt(${c2}))` : "(sqrt(r) + eps)",
      none: "sqrt(r)",
    }[site as string];
    const root = correctR ? `*sqrt(${c2})` : "";
    const rate = `(lr${root}${correctS ? `/${c1}` : ""})`;
    return {
      states: { s: 0, r: 0 },
      ...(scalars && { scalars }),
      assignments: [
        ...assignments,
        movingAverage("s", "beta1", "g", choice),
        movingAverage("r", "beta2", "(g*g)", choice),
        `theta = theta - ${rate} * s / ${denominator}`,
      ],
    };
  },
};
