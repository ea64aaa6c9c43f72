import { adagrad } from "./adagrad.ts";
import { adam } from "./adam.ts";
import { adamax } from "./adamax.ts";
import { gd } from "./gd.ts";
import { momentum } from "./momentum.ts";
import { rmsprop } from "./rmsprop.ts";
import type { Rule } from "./rule.ts";

/** Every rule of the specification, by name, in the order of increasing complexity. */
export const rules: {
  readonly gd: typeof gd;
  readonly momentum: typeof momentum;
  readonly adagrad: typeof adagrad;
  readonly rmsprop: typeof rmsprop;
  readonly adam: typeof adam;
  readonly adamax: typeof adamax;
} & Readonly<Record<string, Rule>> = { gd, momentum, adagrad, rmsprop, adam, adamax };
