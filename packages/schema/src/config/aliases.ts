import { bare } from "../messages/similar.ts";

/**
 * What libraries and papers call the specification's hyperparameters. Names are compared without case, separators
 * and subscripts, so `learning_rate`, `learningRate` and `LearningRate` are one row; a rule without the hyperparameter
 * skips the row.
 */
const aliases: Readonly<Record<string, readonly string[]>> = {
  lr: ["learningRate", "learningRateInit", "initialLr", "lr0", "eta", "eta0", "η", "α", "alpha", "stepSize"],
  momentum: ["γ", "gamma", "mu", "μ", "beta", "β"],
  beta1: ["betas", "b1", "β1", "rho1", "ρ1", "adamBeta1"],
  beta2: ["betas", "b2", "β2", "rho2", "ρ2", "adamBeta2"],
  weight_decay: ["wd", "l2", "lambda", "λ"],
  eps: ["epsilon", "ε", "epsRoot", "epsilonHat", "adamEpsilon", "delta", "δ"],
};

const targets = new Map<string, string[]>();
for (const [target, names] of Object.entries(aliases))
  for (const name of names) targets.set(bare(name), [...(targets.get(bare(name)) ?? []), target]);

/** What other libraries' optimizers take and the specification's rules do not have. */
const absent: ReadonlyMap<string, string> = new Map(
  Object.entries({
    weightDecay: "weight decay; withDecay makes a rule that has it",
    wd: "weight decay; withDecay makes a rule that has it",
    l2: "weight decay; withDecay makes a rule that has it",
    lambda: "weight decay; withDecay makes a rule that has it",
    decay: "decay",
    lrDecay: "decay of the learning rate; change lr between steps",
    learningRateDecay: "decay of the learning rate; change lr between steps",
    nesterov: "Nesterov momentum",
    useNesterov: "Nesterov momentum",
    nesterovsMomentum: "Nesterov momentum",
    amsgrad: "AMSGrad",
    dampening: "dampening",
    maximize: "maximization; negate the gradients",
    initialAccumulatorValue: "initial accumulator; it starts at 0",
    clipnorm: "clipping; clip the gradients before the step",
    clipvalue: "clipping; clip the gradients before the step",
  }).map(([name, meaning]) => [bare(name), meaning]),
);

/** The specification's names for what a library calls `name`. */
export function specificationNames(name: string): readonly string[] {
  return targets.get(bare(name)) ?? [];
}

/** What `name` means elsewhere, where no rule of the specification has it. */
export function absentMeaning(name: string): string | undefined {
  return absent.get(bare(name));
}
