import { multiply } from "../../exact/big-float.ts";
import { type ClosedForm, descend, exactly, quotient, rootOfSum } from "../closed-form.ts";
import { sum, valuesOf } from "../sums.ts";

/** r_t = Σ_{i=1}^{t} gᵢ² and θ_t = θ₀ − Σ_{k=1}^{t} η_k·g_k / √(ε_k + r_k). */
export const adagrad: ClosedForm = ({ theta, gradients, hypers }) => {
  const rates = valuesOf(hypers, "lr");
  const epsilons = valuesOf(hypers, "eps");
  const exact = exactly(gradients);
  const sums = exact.squares.map((_, index) => sum(exact.squares.slice(0, index + 1)));
  const differences = exact.gradients.map((g, index) =>
    quotient(multiply(rates[index]!, g), rootOfSum(sums[index]!, epsilons[index]!)),
  );
  return descend(theta, differences).map((value, index) => ({ theta: value, state: { r: sums[index]! } }));
};
