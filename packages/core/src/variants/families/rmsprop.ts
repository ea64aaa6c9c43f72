import { rmsprop } from "../../rules/rmsprop.ts";
import type { Family } from "../family.ts";
import { acc0, accumulator, epsSite, rootWithEps, weights } from "./axes.ts";
import { movingAverage } from "./moving-average.ts";

/** RMSProp along the axes of spec/profiles.md. */
export const rmspropFamily: Family = {
  rule: rmsprop,
  axes: {
    epsSite: epsSite("RMSPROP-5"),
    acc0: acc0("RMSPROP-2", 1, "eps"),
    weights,
  },
  compose(choice) {
    const { epsSite: site, acc0: start } = choice;
    const { old, states } = accumulator("r", start!);
    return {
      states,
      assignments: [
        movingAverage("r", "rho", "(g*g)", choice, old),
        `theta = theta - lr*g / ${rootWithEps("r", site!)}`,
      ],
    };
  },
};
