import { type FloatArray, type Rule, ruleOf } from "@optspec/core";
import { type SimulatedPort, simulate } from "../simulate.ts";
import { type Bug, inRules } from "./bug.ts";
import { tensorByTensor } from "./tensor-by-tensor.ts";

const mean = "r = rho*r + (1 - rho)*(g*g)";
const rmspropStep = "theta = theta - lr*g/sqrt(r + eps)";
const adamaxStep = "theta = theta - lr/(1 - beta1^t)*s/(u + eps)";
const adamStep = "theta = theta - (lr*sqrt(1 - beta2^t)/(1 - beta1^t))*s/sqrt(r + eps*(1 - beta2^t))";

/** Bugs of what is kept from update to update. */
export const stateBugs: readonly Bug[] = [
  {
    slug: "stale-state",
    title: "moves θ by the state of the previous update",
    resembles: ["brain.js 1.6.1 (Adam's biases)", "tfjs Adadelta"],
    fix: "Update the state first, and use its new value in the step.",
    rules: inRules(
      {
        momentum: "MOM-4",
        adagrad: "ADAGRAD-3",
        rmsprop: "RMSPROP-3",
        adam: "ADAM-9",
        adamax: "ADAMAX-11",
      },
      { rule: stateLast },
    ),
  },
  {
    slug: "lost-state",
    title: "starts every update from the initial state",
    resembles: ["rust-autograd#16", "pytorch_optimizer#516"],
    fix: "Write the new state back to where the next update reads it, and not to a copy.",
    rules: {
      momentum: { violates: ["MOM-1"], fault: { program: ["v = -(lr*g)", "theta = theta + v"] } },
      adagrad: {
        violates: ["ADAGRAD-1"],
        fault: { program: ["r = g*g", "theta = theta - lr*g/sqrt(r + eps)"] },
      },
      rmsprop: { violates: ["RMSPROP-1"], fault: { program: ["r = (1 - rho)*(g*g)", rmspropStep] } },
      adam: {
        violates: ["ADAM-1", "ADAM-2"],
        fault: { program: ["s = (1 - beta1)*g", "r = (1 - beta2)*(g*g)", adamStep] },
      },
      adamax: {
        violates: ["ADAMAX-1", "ADAMAX-2"],
        fault: { program: ["s = (1 - beta1)*g", "u = abs(g)", adamaxStep] },
      },
    },
  },
  {
    slug: "shared-state",
    title: "keeps one state for all tensors",
    resembles: ["tfjs#8379"],
    fix: "Give each tensor a state of its own, found by the tensor's name.",
    rules: inRules(
      {
        momentum: ["MOM-8", "ARITH-2"],
        adagrad: ["ADAGRAD-8", "ARITH-2"],
        rmsprop: ["RMSPROP-8", "ARITH-2"],
        adam: ["ADAM-15", "ARITH-2"],
        adamax: ["ADAMAX-14", "ARITH-2"],
      },
      { port: (rule) => tensorByTensor(rule, { sharedState: true }) },
    ),
  },
  {
    slug: "scalars-forget",
    title: "keeps no state for a parameter without dimensions",
    resembles: ["gorgonia's Momentum and AdaGradSolver"],
    fix: "Write the new state back for a single number too, which is a value and not a reference.",
    rules: inRules(
      { momentum: ["MOM-1", "MOM-8"], adagrad: ["ADAGRAD-1", "ADAGRAD-8"], adam: ["ADAM-1", "ADAM-15"] },
      { port: forgettingScalars },
    ),
  },
  {
    slug: "skips-zero-gradients",
    title: "leaves an element alone where its gradient is zero",
    resembles: [],
    fix: "Run the whole update for every element, whatever its gradient is.",
    rules: inRules(
      {
        momentum: "MOM-6",
        rmsprop: "RMSPROP-9",
        adam: "ADAM-14",
        adamax: "ADAMAX-13",
        momentum_decoupled: "DECAY-5",
      },
      { port: skippingZeros },
    ),
  },
  {
    slug: "initial-accumulator",
    title: "starts the accumulator at 0.1",
    resembles: ["tensorflow#37229", "keras and optax Adagrad"],
    fix: "Start r at 0, or claim a profile that does not.",
    rules: {
      adagrad: {
        violates: ["ADAGRAD-2"],
        fault: { program: ["r = r + g*g", "theta = theta - lr*g/sqrt(r + eps)"], initial: { r: 0.1 } },
      },
      rmsprop: {
        violates: ["RMSPROP-2"],
        fault: { program: [mean, rmspropStep], initial: { r: 0.1 } },
      },
      adam: {
        violates: ["ADAM-3"],
        fault: {
          program: ["s = beta1*s + (1 - beta1)*g", "r = beta2*r + (1 - beta2)*(g*g)", adamStep],
          initial: { r: 0.1 },
        },
      },
    },
  },
];

/** The rule, with its states assigned after everything else. */
function stateLast({ program }: Rule): Rule {
  const states = new Set(program.states.map(({ name }) => name));
  const [first, last] = [false, true].map((ofState) =>
    program.assignments.filter(({ target }) => states.has(target) === ofState),
  );
  return ruleOf({ ...program, assignments: [...first!, ...last!] });
}

/** The rule, with the state of every parameter without dimensions put back to where it started. */
function forgettingScalars(rule: Parameters<typeof simulate>[0]): SimulatedPort {
  return (request) => {
    const scalars = Object.keys(request.params).filter((name) => request.params[name]!.shape.length === 0);
    return simulate(rule, {
      afterUpdate({ optimizer }) {
        for (const name of scalars)
          for (const { name: slot, value } of rule.program.states) optimizer.state[name]![slot]!.fill(value);
      },
    })(request);
  };
}

/** The rule, with every element put back that had no gradient. */
function skippingZeros(rule: Rule): SimulatedPort {
  return simulate(rule, {
    afterUpdate({ optimizer, grads, params, state }) {
      const putBack = (now: FloatArray, before: FloatArray, gradient: FloatArray): void =>
        gradient.forEach((g, index) => {
          if (g === 0) now[index] = before[index]!;
        });
      for (const [name, gradient] of Object.entries(grads)) {
        putBack(optimizer.params[name]!, params[name]!, gradient);
        for (const [slot, before] of Object.entries(state[name]!))
          putBack(optimizer.state[name]![slot]!, before, gradient);
      }
    },
  });
}
