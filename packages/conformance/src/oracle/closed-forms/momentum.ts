import { fromNumber, multiply, negate } from "../../exact/big-float.ts";
import { type ClosedForm, descend } from "../closed-form.ts";
import { discountedSum, valuesOf } from "../sums.ts";

/**
 * g̃_t = −Σ_{i=1}^{t} γ^{t−i}·ηᵢ·gᵢ and θ_t = θ₀ + Σ_{k=1}^{t} g̃_k. The source writes η before the sum, which holds
 * only while η is constant; a γ that changes gives Π_{j=i+1}^{t} γⱼ in place of γ^{t−i}.
 */
export const momentum: ClosedForm = ({ theta, gradients, hypers }) => {
  const rates = valuesOf(hypers, "lr");
  const discounts = valuesOf(hypers, "momentum");
  const terms = gradients.map((gradient, index) => multiply(rates[index]!, fromNumber(gradient)));
  const sums = terms.map((_, index) => discountedSum(index + 1, terms, discounts));
  return descend(theta, sums).map((value, index) => ({ theta: value, state: { v: negate(sums[index]!) } }));
};
