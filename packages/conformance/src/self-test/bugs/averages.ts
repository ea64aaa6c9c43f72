import type { Bug } from "./bug.ts";

const rmspropStep = "theta = theta - lr*g/sqrt(r + eps)";
const adamaxStep = "theta = theta - lr/(1 - beta1^t)*s/(u + eps)";
const adamStep = "theta = theta - (lr*sqrt(1 - beta2^t)/(1 - beta1^t))*s/sqrt(r + eps*(1 - beta2^t))";

/** Bugs of sums, means and norms: how the old value and the new one are weighed. */
export const averageBugs: readonly Bug[] = [
  {
    slug: "discounted-accumulator",
    title: "discounts the sum of squares, as RMSProp does",
    resembles: [],
    fix: "Add g² to r and let nothing decay.",
    rules: {
      adagrad: {
        violates: ["ADAGRAD-6", "ADAGRAD-9"],
        fault: { program: ["r = 0.9*r + g*g", "theta = theta - lr*g/sqrt(r + eps)"] },
      },
    },
  },
  {
    slug: "undiscounted-accumulator",
    title: "adds up the squares without a discount, as AdaGrad does",
    resembles: [],
    fix: "Discount r by rho before the new square enters.",
    rules: {
      rmsprop: { violates: ["RMSPROP-1"], fault: { program: ["r = r + g*g", rmspropStep] } },
    },
  },
  {
    slug: "unweighted-square",
    title: "discounts r, and adds the square without its weight 1 − rho",
    resembles: [],
    fix: "Multiply the square by 1 − rho, so that r is a mean.",
    rules: {
      rmsprop: { violates: ["RMSPROP-1"], fault: { program: ["r = rho*r + g*g", rmspropStep] } },
    },
  },
  {
    slug: "undecayed-norm",
    title: "keeps the largest gradient for ever",
    resembles: [],
    fix: "Discount u by beta2 before it is compared with the gradient.",
    rules: {
      adamax: {
        violates: ["ADAMAX-2"],
        fault: { program: ["s = beta1*s + (1 - beta1)*g", "u = max(u, abs(g))", adamaxStep] },
      },
    },
  },
  {
    slug: "weights-swapped",
    title: "weighs the new gradient with beta and the old moment with 1 − beta",
    resembles: ["Optimisers.jl Lion"],
    fix: "Weigh the old moment with beta and the new gradient with 1 − beta.",
    rules: {
      adam: {
        violates: ["ADAM-1", "ADAM-2"],
        fault: {
          program: ["s = (1 - beta1)*s + beta1*g", "r = (1 - beta2)*r + beta2*(g*g)", adamStep],
        },
      },
      rmsprop: {
        violates: ["RMSPROP-1"],
        fault: { program: ["r = (1 - rho)*r + rho*(g*g)", rmspropStep] },
      },
      adamax: {
        violates: ["ADAMAX-1"],
        fault: { program: ["s = (1 - beta1)*s + beta1*g", "u = max(beta2*u, abs(g))", adamaxStep] },
      },
    },
  },
  {
    slug: "growing-weight",
    title: "weighs the new gradient with 1 − betaᵗ",
    resembles: ["gorgonia AdamW"],
    fix: "Weigh the new gradient with 1 − beta; powers of t belong to the correction alone.",
    rules: {
      adam: {
        violates: ["ADAM-1", "ADAM-2"],
        fault: {
          program: ["s = beta1*s + (1 - beta1^t)*g", "r = beta2*r + (1 - beta2^t)*(g*g)", adamStep],
        },
      },
      adamax: {
        violates: ["ADAMAX-1"],
        fault: {
          program: ["s = beta1*s + (1 - beta1^t)*g", "u = max(beta2*u, abs(g))", adamaxStep],
        },
      },
    },
  },
];
