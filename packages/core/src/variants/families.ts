import { adagrad } from "../rules/adagrad.ts";
import { adam } from "../rules/adam.ts";
import { gd } from "../rules/gd.ts";
import { momentum } from "../rules/momentum.ts";
import type { Axis, Family } from "./family.ts";

const epsSite = (requirement: string): Axis => ({
  values: ["inside", "outside", "none"],
  meaning: "whether ε is added inside the root, √(x + ε), outside of it, √x + ε, or not at all",
  requirement,
});

const gdFamily: Family = {
  rule: gd,
  axes: {},
  compose: () => ({ assignments: ["theta = theta - lr*g"] }),
};

const momentumFamily: Family = {
  rule: momentum,
  axes: {
    lrInVelocity: {
      values: ["yes", "no"],
      meaning:
        "whether the velocity carries the learning rate of each step, or the update multiplies by the current one",
      requirement: "MOM-3",
    },
    gain: {
      values: ["1", "1-momentum"],
      meaning: "the weight with which a gradient enters the velocity",
      requirement: "MOM-5",
    },
    nesterov: {
      values: ["no", "yes"],
      meaning: "whether the update looks one step of the velocity ahead",
      requirement: "MOM-4",
    },
  },
  compose({ lrInVelocity, gain, nesterov }) {
    const weighted = gain === "1" ? "g" : "((1 - momentum)*g)";
    const input = lrInVelocity === "yes" ? `- lr*${weighted}` : `+ ${weighted}`;
    const ahead = nesterov === "yes" ? `momentum*v ${input}` : "v";
    return {
      states: { v: 0 },
      assignments: [
        `v = momentum*v ${input}`,
        lrInVelocity === "yes" ? `theta = theta + (${ahead})` : `theta = theta - lr*(${ahead})`,
      ],
    };
  },
};

const adagradFamily: Family = {
  rule: adagrad,
  axes: {
    epsSite: epsSite("ADAGRAD-5"),
    acc0: {
      values: [0, 0.1],
      meaning: "the accumulator's value before the first update",
      requirement: "ADAGRAD-2",
    },
  },
  compose({ epsSite: site, acc0 }) {
    const denominator = { inside: "sqrt(r + eps)", outside: "(sqrt(r) + eps)", none: "sqrt(r)" }[
      site as string
    ];
    return {
      states: { r: acc0 as number },
      assignments: ["r = r + g*g", `theta = theta - lr*g / ${denominator}`],
    };
  },
};

const adamFamily: Family = {
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
      values: ["binary64", "runningProduct"],
      meaning: "whether ρᵗ is a binary64 power, or a running product kept in the tensor's type",
      requirement: "ARITH-1",
    },
  },
  compose({ epsSite: site, epsOn, biasCorrection, betaPowers }) {
    const running = betaPowers === "runningProduct" && biasCorrection !== "none";
    const correctS = biasCorrection === "both" || biasCorrection === "s";
    const correctR = biasCorrection === "both" || biasCorrection === "r";
    const c1 = running ? "c1" : "(1 - beta1^t)";
    const c2 = running ? "c2" : "(1 - beta2^t)";
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
      ...(running && { scalars: { p1: 1, p2: 1 } }),
      assignments: [
        ...(running
          ? [
              "p1 = round(p1*round(beta1))",
              "p2 = round(p2*round(beta2))",
              "c1 = round(1 - p1)",
              "c2 = round(1 - p2)",
            ]
          : []),
        "s = beta1*s + (1 - beta1)*g",
        "r = beta2*r + (1 - beta2)*(g*g)",
        `theta = theta - ${rate} * s / ${denominator}`,
      ],
    };
  },
};

/** The family of every rule, by the rule's name. */
export const families: Readonly<Record<string, Family>> = {
  gd: gdFamily,
  momentum: momentumFamily,
  adagrad: adagradFamily,
  adam: adamFamily,
};
