import { momentum } from "../../rules/momentum.ts";
import type { Family } from "../family.ts";

/** The gain of all updates but the first; 0.9 is what burn's default dampening of 0.1 leaves. */
const gains: Readonly<Record<string, string>> = { "1-momentum": "1 - momentum", "0.9": "0.9" };

/** Momentum along the axes of spec/profiles.md. */
export const momentumFamily: Family = {
  rule: momentum,
  axes: {
    lrInVelocity: {
      values: ["yes", "no"],
      meaning:
        "whether the velocity carries the learning rate of each step, or the update multiplies by the current one",
      requirement: "MOM-3",
    },
    gain: {
      values: ["1", "1-momentum", "0.9"],
      meaning: "the weight with which a gradient enters the velocity, 1 less what is called dampening",
      requirement: "MOM-5",
    },
    firstStep: {
      values: ["zeroBuffer", "firstGrad"],
      meaning: "whether the velocity starts at 0, or as the first gradient, which no gain then damps",
      requirement: "MOM-2",
    },
    nesterov: {
      values: ["no", "yes"],
      meaning: "whether the update looks one step of the velocity ahead",
      requirement: "MOM-4",
    },
  },
  compose({ lrInVelocity, gain, firstStep, nesterov }) {
    const damped = gains[gain as string];
    // 0^(t - 1) is 1 at the first update and 0 afterwards.
    const weight = firstStep === "firstGrad" ? `max(${damped}, 0^(t - 1))` : `(${damped})`;
    const weighted = damped === undefined ? "g" : `(${weight}*g)`;
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
