import { defineRule, type Rule } from "./rule.ts";

/** AdaGrad with ε inside the root: r ← r + g⊙g, θ ← θ − η·g / √(r + ε) (spec/rules/adagrad.md). */
export const adagrad: Rule<"lr" | "eps", "r"> = /* @__PURE__ */ defineRule(`rule adagrad
hyper lr  = 0.01 in [0, inf)
hyper eps = 1e-7 in [0, inf)
state r = 0

r = r + g*g
theta = theta - lr*g / sqrt(r + eps)
`);
