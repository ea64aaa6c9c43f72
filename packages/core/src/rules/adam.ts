import { defineRule, type Rule } from "./rule.ts";

/**
 * Adam with ε inside the root, on the corrected second moment: θ ← θ − η·ŝ / √(r̂ + ε) (spec/rules/adam.md).
 * The last line gathers every scalar into factor (1), so that an element costs one division and one root.
 */
export const adam: Rule<"lr" | "beta1" | "beta2" | "eps", "s" | "r"> = /* @__PURE__ */ defineRule(`rule adam
hyper lr    = 0.001 in [0, inf)
hyper beta1 = 0.9   in [0, 1)
hyper beta2 = 0.999 in [0, 1)
hyper eps   = 1e-8  in [0, inf)
state s = 0
state r = 0

s = beta1*s + (1 - beta1)*g
r = beta2*r + (1 - beta2)*(g*g)
theta = theta - (lr*sqrt(1 - beta2^t)/(1 - beta1^t)) * s / sqrt(r + eps*(1 - beta2^t))
`);
