import { multiply } from "../../exact/big-float.ts";
import { type ClosedForm, descend, exactly, movingSums, quotient, rootOfSum } from "../closed-form.ts";
import { valuesOf } from "../sums.ts";

/**
 * r_t = Σ_{i=1}^{t} (1−ρ)·ρ^{t−i}·gᵢ² and θ_t = θ₀ − Σ_{k=1}^{t} η_k·g_k / √(ε_k + r_k). Where ρ changes, the weights
 * become (1−ρᵢ)·Π_{j=i+1}^{t} ρⱼ.
 */
export const rmsprop: ClosedForm = ({ theta, gradients, hypers }) => {
  const rates = valuesOf(hypers, "lr");
  const epsilons = valuesOf(hypers, "eps");
  const exact = exactly(gradients);
  const sums = movingSums(exact.squares, valuesOf(hypers, "rho"));
  const differences = exact.gradients.map((g, index) =>
    quotient(multiply(rates[index]!, g), rootOfSum(sums[index]!, epsilons[index]!)),
  );
  return descend(theta, differences).map((value, index) => ({ theta: value, state: { r: sums[index]! } }));
};
