import { type DecayedRule, type DecayKind, decayedProgram, type Rule } from "@optspec/core";
import { withDecayTerm } from "../../bounds/decay.ts";
import { isDecayed } from "../../cases/rule-named.ts";
import { withAssignments } from "../tree.ts";
import type { Form } from "./rewrite.ts";

const s = "s = beta1*s + (1 - beta1)*g";
const r = "r = beta2*r + (1 - beta2)*(g*g)";
const u = "u = max(beta2*u, abs(g))";
const mean = "r = rho*r + (1 - rho)*(g*g)";
const folded = "theta = theta - (lr*sqrt(1 - beta2^t)/(1 - beta1^t)) * s / sqrt(r + eps*(1 - beta2^t))";

/**
 * Orders of operations in which libraries and textbooks write the rules: rule → name → assignments. Each has about as
 * many roundings as the definition. Not among them are forms that cancel: g − beta·g in place of (1 − beta)·g, or
 * (θ + γ·v) − η·g in place of θ + (γ·v − η·g), which round at the size of what cancels and which no library has.
 */
const written: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  gd: {
    program: ["theta = theta - lr*g"],
    "negated-rate": ["theta = theta + -lr*g"],
    "added-last": ["theta = -(lr*g - theta)"],
  },
  momentum: {
    program: ["v = momentum*v - lr*g", "theta = theta + v"],
    "velocity-downhill": ["d = lr*g - momentum*v", "v = -d", "theta = theta - d"],
    "step-first": ["d = momentum*v - lr*g", "theta = theta + d", "v = d"],
  },
  adagrad: {
    program: ["r = r + g*g", "theta = theta - lr*g/sqrt(r + eps)"],
    "effective-rate": ["r = r + g*g", "theta = theta - lr/sqrt(r + eps)*g"],
    "scaled-gradient": ["r = r + g*g", "theta = theta - lr*(g/sqrt(r + eps))"],
    "reciprocal-root": ["r = r + g*g", "theta = theta - lr*g*(1/sqrt(r + eps))"],
    "reciprocal-first": ["r = r + g*g", "theta = theta - lr*(g*(1/sqrt(r + eps)))"],
    "root-of-reciprocal": ["r = r + g*g", "theta = theta - lr*(g*sqrt(1/(r + eps)))"],
  },
  rmsprop: {
    program: [mean, "theta = theta - lr*g/sqrt(r + eps)"],
    "effective-rate": [mean, "theta = theta - lr/sqrt(r + eps)*g"],
    "scaled-gradient": [mean, "theta = theta - lr*(g/sqrt(r + eps))"],
    "reciprocal-root": [mean, "theta = theta - lr*g*(1/sqrt(r + eps))"],
    "reciprocal-first": [mean, "theta = theta - lr*(g*(1/sqrt(r + eps)))"],
    "root-of-reciprocal": [mean, "theta = theta - lr*(g*sqrt(1/(r + eps)))"],
    "squares-apart": ["r = (1 - rho)*g*g + r*rho", "theta = theta - lr*g/sqrt(r + eps)"],
    "moved-mean": ["r = r + (1 - rho)*(g*g - r)", "theta = theta - lr*g/sqrt(r + eps)"],
  },
  adam: {
    program: [s, r, folded],
    textbook: [
      s,
      r,
      "shat = s/(1 - beta1^t)",
      "rhat = r/(1 - beta2^t)",
      "theta = theta - lr*shat/sqrt(rhat + eps)",
    ],
    "rate-last": [s, r, "theta = theta - lr*(s/(1 - beta1^t)/sqrt(r/(1 - beta2^t) + eps))"],
    "rate-first": [s, r, "theta = theta - lr/sqrt(r/(1 - beta2^t) + eps)*(s/(1 - beta1^t))"],
    "hat-free": [s, r, "theta = theta - lr/(1 - beta1^t)*(s/sqrt(r/(1 - beta2^t) + eps))"],
    "two-roots": [
      s,
      r,
      "alpha = lr/(1 - beta1^t)",
      "theta = theta - alpha*s/(sqrt(r + eps*(1 - beta2^t))/sqrt(1 - beta2^t))",
    ],
    "reciprocal-corrections": [
      s,
      r,
      "shat = s*(1/(1 - beta1^t))",
      "rhat = r*(1/(1 - beta2^t))",
      "theta = theta - lr*shat*(1/sqrt(rhat + eps))",
    ],
    "corrections-apart": [
      s,
      r,
      "theta = theta - lr*(sqrt(1 - beta2^t)*(s/(1 - beta1^t)))*(1/sqrt(r + eps*(1 - beta2^t)))",
    ],
    "squares-apart": ["s = (1 - beta1)*g + s*beta1", "r = (1 - beta2)*g*g + r*beta2", folded],
    "moved-moments": ["s = s + (1 - beta1)*(g - s)", "r = r + (1 - beta2)*(g*g - r)", folded],
    "moved-first-moment": ["s = s + (1 - beta1)*(g - s)", r, folded],
  },
  adamax: {
    program: [s, u, "theta = theta - lr/(1 - beta1^t)*s/(u + eps)"],
    textbook: [s, u, "shat = s/(1 - beta1^t)", "theta = theta - lr*shat/(u + eps)"],
    "rate-last": [s, u, "theta = theta - lr*(s/(1 - beta1^t)/(u + eps))"],
    "rate-apart": [s, u, "theta = theta - lr/(1 - beta1^t)*(s/(u + eps))"],
    "one-divisor": [s, u, "theta = theta - lr*s/((1 - beta1^t)*(u + eps))"],
    "reciprocal-norm": [s, u, "theta = theta - lr/(1 - beta1^t)*s*(1/(u + eps))"],
    "moved-moment": ["s = s + (1 - beta1)*(g - s)", u, "theta = theta - lr/(1 - beta1^t)*s/(u + eps)"],
  },
};

/** Terms in which libraries have weight decay, by its kind. */
const decayTerms: Readonly<Record<DecayKind, Readonly<Record<string, string>>>> = {
  coupled: { decay: "g + weight_decay*theta", "decay-first": "weight_decay*theta + g" },
  decoupled: {
    decay: "(1 - lr*weight_decay)*theta",
    subtracted: "theta - lr*weight_decay*theta",
    "rate-last": "theta - theta*weight_decay*lr",
  },
};

/** Each of the terms in the rule's own program and in one other form of it; those are all judged without decay. */
function decayedForms({ undecayed, decay }: DecayedRule): Form[] {
  return formsOf(undecayed)
    .slice(0, 2)
    .flatMap(({ name, program }) =>
      Object.entries(decayTerms[decay]).map(([term, text]) => ({
        name: `${name}-${term}`,
        program: withDecayTerm(decayedProgram(program, decay), decay, text),
      })),
    );
}

/** The written forms of a rule; of a rule without any, its program. */
export function formsOf(rule: Rule): Form[] {
  if (isDecayed(rule)) return decayedForms(rule);
  const forms = written[rule.name] ?? { program: undefined };
  return Object.entries(forms).map(([name, lines]) => ({
    name,
    program: lines === undefined ? rule.program : withAssignments(rule.program, lines),
  }));
}
