import { type ClosedForm, ofEveryElement, type TensorClosedForm } from "./closed-form.ts";
import { adagrad } from "./closed-forms/adagrad.ts";
import { adam } from "./closed-forms/adam.ts";
import { adamax } from "./closed-forms/adamax.ts";
import { coupledAdam, coupledMomentum, decayedDescent, decoupledMomentum } from "./closed-forms/decay.ts";
import { gd } from "./closed-forms/gd.ts";
import { momentum } from "./closed-forms/momentum.ts";
import { rmsprop } from "./closed-forms/rmsprop.ts";

/** The closed form of every rule that has fixtures, by the rule's name. */
export const closedForms: Readonly<Record<string, ClosedForm>> = {
  gd,
  momentum,
  adagrad,
  rmsprop,
  adam,
  adamax,
  gd_coupled: decayedDescent,
  momentum_coupled: coupledMomentum,
  momentum_decoupled: decoupledMomentum,
  adam_coupled: coupledAdam,
};

/** The closed form of a rule over whole parameters. */
export function closedFormOf(rule: string): TensorClosedForm {
  return ofEveryElement(closedForms[rule]!);
}
