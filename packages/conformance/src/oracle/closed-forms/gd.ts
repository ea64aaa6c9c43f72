import { fromNumber, multiply } from "../../exact/big-float.ts";
import { type ClosedForm, descend } from "../closed-form.ts";
import { valuesOf } from "../sums.ts";

/** θ_t = θ₀ − Σ_{i=1}^{t} ηᵢ·gᵢ. */
export const gd: ClosedForm = ({ theta, gradients, hypers }) => {
  const rates = valuesOf(hypers, "lr");
  const terms = gradients.map((gradient, index) => multiply(rates[index]!, fromNumber(gradient)));
  return descend(theta, terms).map((value) => ({ theta: value, state: {} }));
};
