import { gd } from "../../rules/gd.ts";
import type { Family } from "../family.ts";

/** Gradient descent, which every library computes in the same way (spec/profiles.md). */
export const gdFamily: Family = {
  rule: gd,
  axes: {},
  compose: () => ({ assignments: ["theta = theta - lr*g"] }),
};
