import { adagradFamily } from "./families/adagrad.ts";
import { adamFamily } from "./families/adam.ts";
import { adamaxFamily } from "./families/adamax.ts";
import { gdFamily } from "./families/gd.ts";
import { momentumFamily } from "./families/momentum.ts";
import { rmspropFamily } from "./families/rmsprop.ts";
import type { Family } from "./family.ts";

/** The family of every rule, by the rule's name. */
export const families: Readonly<Record<string, Family>> = {
  gd: gdFamily,
  momentum: momentumFamily,
  adagrad: adagradFamily,
  rmsprop: rmspropFamily,
  adam: adamFamily,
  adamax: adamaxFamily,
};
