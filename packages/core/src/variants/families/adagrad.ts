import { adagrad } from "../../rules/adagrad.ts";
import type { Family } from "../family.ts";
import { acc0, accumulator, epsSite, rootWithEps } from "./axes.ts";

/** AdaGrad along the axes of spec/profiles.md. */
export const adagradFamily: Family = {
  rule: adagrad,
  axes: {
    epsSite: epsSite("ADAGRAD-5"),
    acc0: acc0("ADAGRAD-2", 0.1, 1e-6, "eps"),
  },
  compose({ epsSite: site, acc0: start }) {
    const { old, states } = accumulator("r", start!);
    return {
      states,
      assignments: [`r = ${old} + g*g`, `theta = theta - lr*g / ${rootWithEps("r", site!)}`],
    };
  },
};
