import { adagrad } from "../../rules/adagrad.ts";
import type { Family } from "../family.ts";
import { epsSite } from "./axes.ts";

const denominators: Readonly<Record<string, string>> = {
  inside: "sqrt(r + eps)",
  outside: "(sqrt(r) + eps)",
  none: "sqrt(r)",
};

/** AdaGrad along the axes of spec/profiles.md. */
export const adagradFamily: Family = {
  rule: adagrad,
  axes: {
    epsSite: epsSite("ADAGRAD-5"),
    acc0: {
      values: [0, 0.1, 1e-6, "eps"],
      meaning: "the accumulator's value before the first update",
      requirement: "ADAGRAD-2",
    },
  },
  compose({ epsSite: site, acc0 }) {
    // A slot starts at a number, so ε comes in with the first update: 0^(t - 1) is 1 there and 0 afterwards.
    const before = acc0 === "eps" ? "(r + eps*0^(t - 1))" : "r";
    return {
      states: { r: acc0 === "eps" ? 0 : (acc0 as number) },
      assignments: [`r = ${before} + g*g`, `theta = theta - lr*g / ${denominators[site as string]}`],
    };
  },
};
