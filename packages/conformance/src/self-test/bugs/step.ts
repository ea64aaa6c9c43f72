import { type Rule, ruleOf } from "@optspec/core";
import { placesOf } from "../tree.ts";
import { type Bug, inRules } from "./bug.ts";

const s = "s = beta1*s + (1 - beta1)*g";
const r = "r = beta2*r + (1 - beta2)*(g*g)";
const mean = "r = rho*r + (1 - rho)*(g*g)";
const u = "u = max(beta2*u, abs(g))";
const alpha = "lr*sqrt(1 - beta2^t)/(1 - beta1^t)";
const root = "sqrt(r + eps*(1 - beta2^t))";

/** Bugs of the step itself: its direction, its size, and where the learning rate stands. */
export const stepBugs: readonly Bug[] = [
  {
    slug: "ascends",
    title: "adds the step where it has to subtract it",
    resembles: ["Paddle#12231", "chainer#261"],
    fix: "Subtract the step: a positive gradient makes θ smaller.",
    rules: {
      gd: { violates: ["GD-1"], fault: { program: ["theta = theta + lr*g"] } },
      momentum: { violates: ["MOM-4"], fault: { program: ["v = momentum*v - lr*g", "theta = theta - v"] } },
      adagrad: {
        violates: ["ADAGRAD-4"],
        fault: { program: ["r = r + g*g", "theta = theta + lr*g/sqrt(r + eps)"] },
      },
      rmsprop: { violates: ["RMSPROP-4"], fault: { program: [mean, "theta = theta + lr*g/sqrt(r + eps)"] } },
      adam: { violates: ["ADAM-10"], fault: { program: [s, r, `theta = theta + (${alpha})*s/${root}`] } },
      adamax: {
        violates: ["ADAMAX-7"],
        fault: { program: [s, u, "theta = theta + lr/(1 - beta1^t)*s/(u + eps)"] },
      },
    },
  },
  {
    slug: "applied-twice",
    title: "applies the step twice",
    resembles: ["gorgonia#494", "simd_neuralnet#17"],
    fix: "Add the step to θ in one place only.",
    rules: {
      gd: { violates: ["GD-1"], fault: { program: ["theta = theta - lr*g - lr*g"] } },
      momentum: {
        violates: ["MOM-4"],
        fault: { program: ["v = momentum*v - lr*g", "theta = theta + v + v"] },
      },
      adagrad: {
        violates: ["ADAGRAD-4"],
        fault: { program: ["r = r + g*g", "theta = theta - 2*(lr*g/sqrt(r + eps))"] },
      },
      rmsprop: {
        violates: ["RMSPROP-4"],
        fault: { program: [mean, "theta = theta - 2*(lr*g/sqrt(r + eps))"] },
      },
      adam: { violates: ["ADAM-10"], fault: { program: [s, r, `theta = theta - 2*((${alpha})*s/${root})`] } },
      adamax: {
        violates: ["ADAMAX-7"],
        fault: { program: [s, u, "theta = theta - 2*(lr/(1 - beta1^t)*s/(u + eps))"] },
      },
    },
  },
  {
    slug: "another-method",
    title: "runs momentum, with that method's own defaults, under the name of Adam",
    resembles: ["convnetjs 0.3.0 on npm"],
    fix: "Look the rule up by the name that was asked for, and refuse a name that is not known.",
    rules: {
      adam: {
        violates: ["ADAM-10", "ADAM-1"],
        fault: { program: ["s = 0.9*s - lr*g", "r = r + 0*g", "theta = theta + s"], defaults: { lr: 0.01 } },
      },
    },
  },
  {
    slug: "nesterov",
    title: "looks one step of the velocity ahead, as Nesterov's method does",
    resembles: ["scikit-learn, unless told otherwise"],
    fix: "Add the velocity of this update to θ, not momentum·v − lr·g on top of it.",
    rules: {
      momentum: {
        violates: ["MOM-4"],
        fault: { program: ["v = momentum*v - lr*g", "theta = theta + (momentum*v - lr*g)"] },
      },
    },
  },
  {
    slug: "dampened",
    title: "damps the gradient by 1 − momentum before it enters the velocity",
    resembles: ["HIPS autograd's sgd", "burn, whose dampening is 0.1 unless told"],
    fix: "Let the gradient enter the velocity with the factor lr alone.",
    rules: {
      momentum: {
        violates: ["MOM-5", "MOM-1"],
        fault: { program: ["v = momentum*v - lr*((1 - momentum)*g)", "theta = theta + v"] },
      },
    },
  },
  {
    slug: "lr-outside-velocity",
    title: "keeps the velocity without the learning rate and multiplies by the current one",
    resembles: ["torch.optim.SGD", "optax.sgd", "tfjs momentum"],
    fix: "Multiply each gradient by lr when it enters the velocity, or claim a profile that does not.",
    rules: {
      momentum: {
        violates: ["MOM-3"],
        fault: { program: ["v = momentum*v + g", "theta = theta - lr*v"] },
      },
    },
  },
  {
    slug: "lr-in-moment",
    title: "multiplies the gradient by the learning rate before it enters the first moment",
    resembles: ["the lr inside the buffer of TensorFlow's RMSProp"],
    fix: "Keep lr out of s, and apply the current one to the whole step.",
    rules: {
      adam: {
        violates: ["ADAM-13"],
        fault: {
          program: [
            "s = beta1*s + (1 - beta1)*(lr*g)",
            r,
            `theta = theta - (sqrt(1 - beta2^t)/(1 - beta1^t))*s/${root}`,
          ],
        },
      },
      adamax: {
        violates: ["ADAMAX-12"],
        fault: {
          program: ["s = beta1*s + (1 - beta1)*(lr*g)", u, "theta = theta - 1/(1 - beta1^t)*s/(u + eps)"],
        },
      },
    },
  },
  {
    slug: "multiplies-by-root",
    title: "multiplies by the root where it has to divide by it",
    resembles: ["tribuo 4.3.2 (oracle/tribuo#401)"],
    fix: "Divide by the root: a parameter whose gradients are large takes smaller steps.",
    rules: inRules({ adagrad: "ADAGRAD-4", adam: "ADAM-10" }, { rule: multiplying }),
  },
  {
    slug: "no-root",
    title: "divides by r + ε instead of its square root",
    resembles: [],
    fix: "Take the square root of r + ε.",
    rules: {
      adagrad: {
        violates: ["ADAGRAD-4"],
        fault: { program: ["r = r + g*g", "theta = theta - lr*g/(r + eps)"] },
      },
      rmsprop: {
        violates: ["RMSPROP-4"],
        fault: { program: [mean, "theta = theta - lr*g/(r + eps)"] },
      },
      adam: {
        violates: ["ADAM-10"],
        fault: { program: [s, r, "theta = theta - lr*(s/(1 - beta1^t))/(r/(1 - beta2^t) + eps)"] },
      },
    },
  },
];

/** The rule, with a product in place of the outermost quotient of its step. */
function multiplying(rule: Rule): Rule {
  const assignments = rule.program.assignments.map((assignment) => {
    if (assignment.target !== "theta") return assignment;
    const quotient = placesOf(assignment.value).find(
      ({ expression }) => expression.kind === "binary" && expression.operator === "/",
    );
    if (quotient?.expression.kind !== "binary") return assignment;
    return { ...assignment, value: quotient.replaced({ ...quotient.expression, operator: "*" }) };
  });
  return ruleOf({ ...rule.program, assignments });
}
