import { absolute, add, type BigFloat, multiply } from "../../exact/big-float.ts";
import { type ClosedForm, corrected, descend, exactly, movingSums, quotient } from "../closed-form.ts";
import { largestDiscounted, valuesOf } from "../sums.ts";

/**
 * s_t = Σ_{i=1}^{t} (1−ρ₁)·ρ₁^{t−i}·gᵢ, u_t = max_{1≤i≤t} ρ₂^{t−i}·|gᵢ|, ŝ_t = s_t/(1−ρ₁ᵗ) and
 * θ_t = θ₀ − Σ_{k=1}^{t} η_k·ŝ_k / (u_k + ε_k). Where ρ₁ and ρ₂ change, products take the place of their powers, but for
 * the correction, which takes the ρ₁ of its own update.
 */
export const adamax: ClosedForm = ({ theta, gradients, hypers }) => {
  const rates = valuesOf(hypers, "lr");
  const epsilons = valuesOf(hypers, "eps");
  const [rho1, rho2] = [valuesOf(hypers, "beta1"), valuesOf(hypers, "beta2")];
  const exact = exactly(gradients).gradients;
  const sums = movingSums(exact, rho1);
  const sizes = exact.map(absolute);
  const norms: BigFloat[] = sizes.map((_, index) => largestDiscounted(index + 1, sizes, rho2));
  const differences = corrected(sums, rho1).map((mean, index) =>
    quotient(multiply(rates[index]!, mean), add(norms[index]!, epsilons[index]!)),
  );
  return descend(theta, differences).map((value, index) => ({
    theta: value,
    state: { s: sums[index]!, u: norms[index]! },
  }));
};
