import { adagrad } from "./adagrad.ts";
import { adam } from "./adam.ts";
import { gd } from "./gd.ts";
import { momentum } from "./momentum.ts";
import type { Rule } from "./rule.ts";

/** Every rule of the specification, by name, in the order of increasing complexity. */
export const rules: {
  readonly gd: typeof gd;
  readonly momentum: typeof momentum;
  readonly adagrad: typeof adagrad;
  readonly adam: typeof adam;
} & Readonly<Record<string, Rule>> = { gd, momentum, adagrad, adam };
