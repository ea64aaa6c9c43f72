import { adam } from "../../rules/adam.ts";
import type { Choice, Composition, Family } from "../family.ts";
import { epsSite } from "./axes.ts";

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
    betaPowers: {
      values: ["binary64", "runningProduct", "laggedProduct", "tensorType"],
      meaning:
        "whether ρᵗ is a binary64 power, or kept in the tensor's type: as a running product, as one that takes in the ρ of an update after that update, or as a power",
      requirement: "ARITH-1",
      sameInBinary64: ["tensorType"],
    },
    weights: {
      values: ["binary64", "tensorType"],
      meaning:
        "whether 1 − ρ, the weight of a new gradient, is a binary64 difference or one of the tensor's type",
      requirement: "ARITH-1",
      sameInBinary64: ["tensorType"],
    },
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
    const powers = biasCorrection === "none" ? {} : betaPowersOf(choice);
    const { c1 = "(1 - beta1^t)", c2 = "(1 - beta2^t)" } = powers;
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
      ...(powers.scalars && { scalars: powers.scalars }),
      assignments: [
        ...(powers.assignments ?? []),
        ...momentsOf(choice),
        `theta = theta - ${rate} * s / ${denominator}`,
      ],
    };
  },
};

/** How the divisors 1 − ρᵗ come about, where they are not expressions in binary64. */
interface BetaPowers {
  readonly scalars?: Composition["scalars"];
  readonly assignments?: readonly string[];
  readonly c1?: string;
  readonly c2?: string;
}

/** The assignments of c1 and c2, for powers kept in the tensor's type. */
function betaPowersOf({ betaPowers }: Choice): BetaPowers {
  const corrections = { c1: "c1", c2: "c2" };
  const differences = ["c1 = round(1 - p1)", "c2 = round(1 - p2)"];
  if (betaPowers === "runningProduct")
    return {
      ...corrections,
      scalars: { p1: 1, p2: 1 },
      assignments: ["p1 = round(p1*round(beta1))", "p2 = round(p2*round(beta2))", ...differences],
    };
  if (betaPowers === "laggedProduct")
    return {
      ...corrections,
      scalars: { p1: 1, p2: 1, b1: 0, b2: 0 },
      assignments: [
        // b is the ρ of the update before; the first product takes its own, since 0^(t - 1) is 1 there and 0 afterwards.
        "p1 = round(p1*round(max(b1, beta1*0^(t - 1))))",
        "p2 = round(p2*round(max(b2, beta2*0^(t - 1))))",
        "b1 = beta1",
        "b2 = beta2",
        ...differences,
      ],
    };
  if (betaPowers === "tensorType")
    return {
      ...corrections,
      assignments: ["c1 = round(1 - round(round(beta1)^t))", "c2 = round(1 - round(round(beta2)^t))"],
    };
  return {};
}

/** The assignments of s and r. */
function momentsOf({ weights, moments }: Choice): string[] {
  return [
    ["s", "beta1", "g"],
    ["r", "beta2", "(g*g)"],
  ].map(([slot, beta, x]) => {
    const [kept, weight] =
      weights === "tensorType" ? [`round(${beta})`, `round(1 - round(${beta}))`] : [beta, `(1 - ${beta})`];
    return moments === "incremental"
      ? `${slot} = ${slot} + ${weight}*(${x} - ${slot})`
      : `${slot} = ${kept}*${slot} + ${weight}*${x}`;
  });
}
