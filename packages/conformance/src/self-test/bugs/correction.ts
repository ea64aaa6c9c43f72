import type { Rule } from "@optspec/core";
import { simulate } from "../simulate.ts";
import { type Bug, type Fault, inRules } from "./bug.ts";
import { tensorByTensor } from "./tensor-by-tensor.ts";

const s = "s = beta1*s + (1 - beta1)*g";
const r = "r = beta2*r + (1 - beta2)*(g*g)";
const u = "u = max(beta2*u, abs(g))";

const clock = (t: (update: number) => number): Fault => ({
  port: (rule: Rule) => simulate(rule, { clock: t }),
});

/** Bugs of Adam's bias correction and of the clock that it reads. */
export const correctionBugs: readonly Bug[] = [
  {
    slug: "no-bias-correction",
    title: "uses the moments uncorrected",
    resembles: ["js-pytorch 0.7.2", "mlx#1640"],
    fix: "Divide s by 1 − beta1ᵗ and r by 1 − beta2ᵗ.",
    rules: {
      adam: {
        violates: ["ADAM-4", "ADAM-5"],
        fault: { program: [s, r, "theta = theta - lr*s/sqrt(r + eps)"] },
      },
      adamax: {
        violates: ["ADAMAX-4"],
        fault: { program: [s, u, "theta = theta - lr*s/(u + eps)"] },
      },
    },
  },
  {
    slug: "correction-multiplies",
    title: "multiplies the moments by 1 − betaᵗ instead of dividing",
    resembles: ["convnetjs#70", "convnetjs#107"],
    fix: "Divide by 1 − betaᵗ: it makes the first moments larger.",
    rules: {
      adam: {
        violates: ["ADAM-4", "ADAM-5"],
        fault: {
          program: [s, r, "theta = theta - lr*(s*(1 - beta1^t))/sqrt(r*(1 - beta2^t) + eps)"],
        },
      },
      adamax: {
        violates: ["ADAMAX-4"],
        fault: { program: [s, u, "theta = theta - lr*(s*(1 - beta1^t))/(u + eps)"] },
      },
    },
  },
  {
    slug: "correction-accumulates",
    title: "corrects the moments in place, so that the corrections pile up",
    resembles: ["holocron#1", "nd4j#1891"],
    fix: "Keep s and r uncorrected, and correct copies of them for the step.",
    rules: {
      adam: {
        violates: ["ADAM-8"],
        fault: {
          program: [
            "s = (beta1*s + (1 - beta1)*g)/(1 - beta1^t)",
            "r = (beta2*r + (1 - beta2)*(g*g))/(1 - beta2^t)",
            "theta = theta - lr*s/sqrt(r + eps)",
          ],
        },
      },
      adamax: {
        violates: ["ADAMAX-10"],
        fault: {
          program: ["s = (beta1*s + (1 - beta1)*g)/(1 - beta1^t)", u, "theta = theta - lr*s/(u + eps)"],
        },
      },
    },
  },
  {
    slug: "correction-without-power",
    title: "corrects by 1 − beta at every update, without the power of t",
    resembles: ["pennylane#1929", "ML-From-Scratch#35", "root#5042"],
    fix: "Raise beta to the number of the update.",
    rules: {
      adam: {
        violates: ["ADAM-4", "ADAM-5", "ADAM-6"],
        fault: { program: [s, r, "theta = theta - lr*(s/(1 - beta1))/sqrt(r/(1 - beta2) + eps)"] },
      },
      adamax: {
        violates: ["ADAMAX-4", "ADAMAX-8"],
        fault: { program: [s, u, "theta = theta - lr*(s/(1 - beta1))/(u + eps)"] },
      },
    },
  },
  {
    slug: "clock-from-two",
    title: "counts updates from 2",
    resembles: ["cs231n#179"],
    fix: "Let t be 1 at the first update.",
    rules: inRules(
      { adam: "ADAM-6", adamax: "ADAMAX-8" },
      clock((update) => update + 1),
    ),
  },
  {
    slug: "clock-from-zero",
    title: "counts updates from 0, so that the first correction divides by zero",
    resembles: [],
    fix: "Let t be 1 at the first update.",
    rules: {
      adam: {
        violates: ["ADAM-6"],
        fault: {
          program: [s, r, "theta = theta - lr*(s/(1 - beta1^(t - 1)))/sqrt(r/(1 - beta2^(t - 1)) + eps)"],
        },
      },
      adamax: {
        violates: ["ADAMAX-8"],
        fault: { program: [s, u, "theta = theta - lr*(s/(1 - beta1^(t - 1)))/(u + eps)"] },
      },
    },
  },
  {
    slug: "clock-per-sample",
    title: "counts samples, 32 in a batch, instead of updates",
    resembles: ["convnetjs's trainer"],
    fix: "Advance t once per update, whatever the batch size.",
    rules: inRules(
      { adam: "ADAM-6", adamax: "ADAMAX-8" },
      clock((update) => 32 * update),
    ),
  },
  {
    slug: "clock-per-epoch",
    title: "counts epochs, here of three updates, instead of updates",
    resembles: ["root#5042"],
    fix: "Advance t at every update.",
    rules: inRules(
      { adam: "ADAM-6", adamax: "ADAMAX-8" },
      clock((update) => Math.ceil(update / 3)),
    ),
  },
  {
    slug: "clock-per-tensor",
    title: "advances one clock with every tensor that is updated",
    resembles: ["flashlight#143", "DiffSharp#292"],
    fix: "Advance t once per update, before or after all tensors.",
    rules: inRules(
      { adam: "ADAM-7", adamax: "ADAMAX-9" },
      { port: (rule) => tensorByTensor(rule, { sharedClock: true }) },
    ),
  },
  {
    slug: "corrects-mean-square",
    title: "divides the mean square by 1 − rhoᵗ, as Adam does",
    resembles: ["optax.rmsprop(bias_correction=True)"],
    fix: "Use r as it is: RMSProp does not correct it for its start at 0.",
    rules: {
      rmsprop: {
        violates: ["RMSPROP-6"],
        fault: {
          program: ["r = rho*r + (1 - rho)*(g*g)", "theta = theta - lr*g/sqrt(r/(1 - rho^t) + eps)"],
        },
      },
    },
  },
  {
    slug: "corrects-norm",
    title: "corrects the infinity norm as well",
    resembles: [],
    fix: "Use u as it is: a maximum does not need to be corrected for its start at 0.",
    rules: {
      adamax: {
        violates: ["ADAMAX-5"],
        fault: {
          program: [s, u, "theta = theta - lr/(1 - beta1^t)*s/(u/(1 - beta2^t) + eps)"],
        },
      },
    },
  },
];
