import { defineRule, type Rule } from "./rule.ts";

/** Gradient descent: θ ← θ − η·g (spec/rules/gd.md). */
export const gd: Rule<"lr", never> = /* @__PURE__ */ defineRule(`rule gd
hyper lr = 0.01 in [0, inf)

theta = theta - lr*g
`);
