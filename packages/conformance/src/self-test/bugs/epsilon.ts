import type { Bug } from "./bug.ts";

const s = "s = beta1*s + (1 - beta1)*g";
const r = "r = beta2*r + (1 - beta2)*(g*g)";
const mean = "r = rho*r + (1 - rho)*(g*g)";
const alpha = "lr*sqrt(1 - beta2^t)/(1 - beta1^t)";

/** Bugs of ε: where it stands, and what it is added to. */
export const epsilonBugs: readonly Bug[] = [
  {
    slug: "eps-outside-root",
    title: "adds ε outside the square root",
    resembles: ["torch.optim.Adam and Adagrad", "tensorflow#9047", "pytorch#23796"],
    fix: "Add ε to r below the root, or claim a profile that adds it outside.",
    rules: {
      adagrad: {
        violates: ["ADAGRAD-5"],
        fault: { program: ["r = r + g*g", "theta = theta - lr*g/(sqrt(r) + eps)"] },
      },
      rmsprop: {
        violates: ["RMSPROP-5"],
        fault: { program: [mean, "theta = theta - lr*g/(sqrt(r) + eps)"] },
      },
      adam: {
        violates: ["ADAM-11"],
        fault: {
          program: [s, r, `theta = theta - (${alpha})*s/(sqrt(r) + eps*sqrt(1 - beta2^t))`],
        },
      },
    },
  },
  {
    slug: "eps-uncorrected",
    title: "adds ε to the second moment before its correction",
    resembles: ["keras#17391", "the paper's ε̂"],
    fix: "Add ε to r̂, or multiply it by 1 − beta2ᵗ where r is not corrected.",
    rules: {
      adam: {
        violates: ["ADAM-12"],
        fault: { program: [s, r, `theta = theta - (${alpha})*s/sqrt(r + eps)`] },
      },
    },
  },
  {
    slug: "eps-missing",
    title: "ignores ε",
    resembles: ["TensorFlow's first Adagrad kernel", "onnx#7749"],
    fix: "Add the given ε below the root.",
    rules: {
      adagrad: {
        violates: ["ADAGRAD-5"],
        fault: { program: ["r = r + g*g", "theta = theta - lr*g/sqrt(r)"] },
      },
      rmsprop: {
        violates: ["RMSPROP-5"],
        fault: { program: [mean, "theta = theta - lr*g/sqrt(r)"] },
      },
      adam: {
        violates: ["ADAM-11"],
        fault: { program: [s, r, `theta = theta - (${alpha})*s/sqrt(r)`] },
      },
      adamax: {
        violates: ["ADAMAX-6"],
        fault: {
          program: [s, "u = max(beta2*u, abs(g))", "theta = theta - lr/(1 - beta1^t)*s/u"],
        },
      },
    },
  },
  {
    slug: "eps-in-norm",
    title: "adds ε to the gradient that enters the infinity norm, so that u carries it",
    resembles: ["torch.optim.Adamax", "optax.adamax"],
    fix: "Keep ε out of u, and add it where u divides.",
    rules: {
      adamax: {
        violates: ["ADAMAX-6", "ADAMAX-2"],
        fault: {
          program: [s, "u = max(beta2*u, abs(g) + eps)", "theta = theta - lr/(1 - beta1^t)*s/u"],
        },
      },
    },
  },
];
