import { multiply } from "../../exact/big-float.ts";
import {
  type ClosedForm,
  corrected,
  descend,
  exactly,
  movingSums,
  quotient,
  rootOfSum,
} from "../closed-form.ts";
import { valuesOf } from "../sums.ts";

/**
 * s_t = Σ_{i=1}^{t} (1−ρ₁)·ρ₁^{t−i}·gᵢ, r_t = Σ_{i=1}^{t} (1−ρ₂)·ρ₂^{t−i}·gᵢ², ŝ_t = s_t/(1−ρ₁ᵗ),
 * r̂_t = r_t/(1−ρ₂ᵗ) and θ_t = θ₀ − Σ_{k=1}^{t} η_k·ŝ_k / √(r̂_k + ε_k).
 * The source has ρ₁ and ρ₂ constant. Where they change, the weights become (1−ρᵢ)·Π_{j=i+1}^{t} ρⱼ, and the
 * correction of update t takes that update's ρ; the weights then no longer sum to 1−ρᵗ.
 */
export const adam: ClosedForm = ({ theta, gradients, hypers }) => {
  const rates = valuesOf(hypers, "lr");
  const epsilons = valuesOf(hypers, "eps");
  const [rho1, rho2] = [valuesOf(hypers, "beta1"), valuesOf(hypers, "beta2")];
  const exact = exactly(gradients);
  const first = movingSums(exact.gradients, rho1);
  const second = movingSums(exact.squares, rho2);
  const [means, squares] = [corrected(first, rho1), corrected(second, rho2)];
  const differences = means.map((mean, index) =>
    quotient(multiply(rates[index]!, mean), rootOfSum(squares[index]!, epsilons[index]!)),
  );
  return descend(theta, differences).map((value, index) => ({
    theta: value,
    state: { s: first[index]!, r: second[index]! },
  }));
};
