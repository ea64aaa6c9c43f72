import { defineRule, type Rule } from "./rule.ts";

/**
 * Adamax, Adam with the infinity norm: u ← max(ρ₂·u, |g|), θ ← θ − η/(1 − ρ₁ᵗ)·s / (u + ε) (spec/rules/adamax.md).
 */
export const adamax: Rule<"lr" | "beta1" | "beta2" | "eps", "s" | "u"> =
  /* @__PURE__ */ defineRule(`rule adamax
hyper lr    = 0.002 in [0, inf)
hyper beta1 = 0.9   in [0, 1)
hyper beta2 = 0.999 in [0, 1)
hyper eps   = 1e-8  in [0, inf)
state s = 0
state u = 0

s = beta1*s + (1 - beta1)*g
u = max(beta2*u, abs(g))
theta = theta - (lr/(1 - beta1^t)) * s / (u + eps)
`);
