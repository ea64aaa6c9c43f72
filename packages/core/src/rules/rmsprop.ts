import { defineRule, type Rule } from "./rule.ts";

/** RMSProp with ε inside the root: r ← ρ·r + (1 − ρ)·g⊙g, θ ← θ − η·g / √(r + ε) (spec/rules/rmsprop.md). */
export const rmsprop: Rule<"lr" | "rho" | "eps", "r"> = /* @__PURE__ */ defineRule(`rule rmsprop
hyper lr  = 0.001 in [0, inf)
hyper rho = 0.9   in [0, 1)
hyper eps = 1e-8  in [0, inf)
state r = 0

r = rho*r + (1 - rho)*(g*g)
theta = theta - lr*g / sqrt(r + eps)
`);
