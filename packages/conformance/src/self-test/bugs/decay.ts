import { type DecayKind, type Program, type Rule, ruleOf, substituted } from "@optspec/core";
import { withDecayTerm } from "../../bounds/decay.ts";
import { isDecayed } from "../../cases/rule-named.ts";
import { binary, named } from "../tree.ts";
import { type Bug, type BugInRule, type Fault, inRules } from "./bug.ts";
import { keepingGradients } from "./keeping-gradients.ts";

/** The rules with weight decay in which the bugs are hunted, by its kind. */
const decayed: Readonly<Record<DecayKind, readonly string[]>> = {
  coupled: ["gd_coupled", "momentum_coupled", "adam_coupled"],
  decoupled: ["momentum_decoupled"],
};

/** One fault in every rule of a kind. */
function inKind(
  kind: DecayKind,
  violates: string | readonly string[],
  fault: Fault,
): Record<string, BugInRule> {
  return inRules(Object.fromEntries(decayed[kind].map((rule) => [rule, violates])), fault);
}

/** Another term in place of the one with the decay. */
function term(kind: DecayKind, text: string): Fault {
  return rewritten((program) => withDecayTerm(program, kind, text));
}

function rewritten(change: (program: Program) => Program): Fault {
  return { rule: (rule: Rule) => ruleOf(change(rule.program)) };
}

/** The decay taken out again and put into the gradient, wherever that stands. */
function coupledInstead(program: Program): Program {
  const decayedGradient = binary("+", named("g"), binary("*", named("weight_decay"), named("theta")));
  const by = new Map([["g", decayedGradient]]);
  const { assignments, ...rest } = withDecayTerm(program, "decoupled", "theta");
  return {
    ...rest,
    assignments: assignments.map((each) => ({ ...each, value: substituted(each.value, by) })),
  };
}

/** θ written with (1 − ηλ)·θ in its old place. */
function decoupledInstead(program: Program): Program {
  const factor = binary(
    "-",
    { kind: "number", value: 1, at: 0 },
    binary("*", named("lr"), named("weight_decay")),
  );
  const by = new Map([["theta", binary("*", factor, named("theta"))]]);
  return inTheta(withDecayTerm(program, "coupled", "g"), (value) => substituted(value, by));
}

/** (1 − ηλ) around what the rule makes of θ. */
function afterStep(program: Program): Program {
  const factor = binary(
    "-",
    { kind: "number", value: 1, at: 0 },
    binary("*", named("lr"), named("weight_decay")),
  );
  return inTheta(withDecayTerm(program, "decoupled", "theta"), (value) => binary("*", factor, value));
}

type Value = Program["assignments"][number]["value"];

function inTheta(program: Program, change: (value: Value) => Value): Program {
  const assignments = program.assignments.map((each) =>
    each.target === "theta" ? { ...each, value: change(each.value) } : each,
  );
  return { ...program, assignments };
}

/** Bugs of weight decay, in whichever rule it is (spec/decay.md). */
export const decayBugs: readonly Bug[] = [
  {
    slug: "decay-ignored",
    title: "takes a weight decay and does nothing with it",
    resembles: ["tinygrad#17708", "nntrainer#3527"],
    fix: "Apply weight_decay at every update, or refuse it.",
    rules: {
      ...inKind("coupled", "DECAY-1", term("coupled", "g")),
      ...inKind("decoupled", "DECAY-2", term("decoupled", "theta")),
    },
  },
  {
    slug: "decay-inverted",
    title: "lets the parameters grow where they should decay",
    resembles: ["chainer#261"],
    fix: "Add weight_decay·θ to the gradient, or subtract lr·weight_decay·θ from θ.",
    rules: {
      ...inKind("coupled", "DECAY-1", term("coupled", "g - weight_decay*theta")),
      ...inKind("decoupled", "DECAY-2", term("decoupled", "(1 + lr*weight_decay)*theta")),
    },
  },
  {
    slug: "decay-coupled",
    title: "adds the decay to the gradient where it should be decoupled",
    resembles: ["the weight_decay of torch.optim.Adam"],
    fix: "Take lr·weight_decay·θ from θ itself, and keep it out of the gradient.",
    rules: inKind("decoupled", ["DECAY-3", "DECAY-2"], rewritten(coupledInstead)),
  },
  {
    slug: "decay-decoupled",
    title: "takes the decay from the parameter where it should be part of the gradient",
    resembles: ["the weight_decay of Keras's optimizers"],
    fix: "Add weight_decay·θ to the gradient before the rule sees it.",
    // For gradient descent both are the same.
    rules: inRules({ momentum_coupled: "DECAY-1", adam_coupled: "DECAY-1" }, rewritten(decoupledInstead)),
  },
  {
    slug: "decay-without-rate",
    title: "takes weight_decay·θ from θ, without the learning rate",
    resembles: [
      "apex#1849",
      "pytorch#38853",
      "TensorFlow Addons' AdamW",
      "Optimisers.jl's AdamW(couple = false)",
    ],
    fix: "Multiply the decay by the learning rate of the update.",
    rules: inKind("decoupled", "DECAY-2", term("decoupled", "(1 - weight_decay)*theta")),
  },
  {
    slug: "decay-after-step",
    title: "decays what the step has left of θ",
    resembles: [],
    fix: "Decay θ before the step, so that the step itself is not decayed.",
    rules: inKind("decoupled", "DECAY-2", rewritten(afterStep)),
  },
  {
    slug: "decay-scales-gradient",
    title: "multiplies the gradient by 1 + weight_decay·θ",
    resembles: ["mxnet#8925"],
    fix: "Add weight_decay·θ to the gradient.",
    rules: inKind("coupled", "DECAY-1", term("coupled", "g*(1 + weight_decay*theta)")),
  },
  {
    slug: "decay-kept-in-gradient",
    title: "adds the decay to the gradient in place, so that one that is given again carries it along",
    resembles: ["pytorch#12218", "mlx#4426"],
    fix: "Leave the gradient as it was given, and decay a copy of it.",
    rules: inKind("coupled", "DECAY-6", {
      port: (rule) => (isDecayed(rule) ? keepingGradients(rule) : () => ({ error: "a rule without decay" })),
    }),
  },
];
