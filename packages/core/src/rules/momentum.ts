import { defineRule, type Rule } from "./rule.ts";

/** Momentum with the learning rate inside the velocity: v ← γ·v − η·g, θ ← θ + v (spec/rules/momentum.md). */
export const momentum: Rule<"lr" | "momentum", "v"> = /* @__PURE__ */ defineRule(`rule momentum
hyper lr       = 0.01 in [0, inf)
hyper momentum = 0.9  in [0, 1]
state v = 0

v = momentum*v - lr*g
theta = theta + v
`);
