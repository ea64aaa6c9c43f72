import type { RunRequest } from "../../ports/port.ts";
import { type Bug, inEvery, inRules } from "./bug.ts";

type Config = RunRequest["config"];

/** Bugs around the rule: what it is handed. */
export const handlingBugs: readonly Bug[] = [
  {
    slug: "frozen-hyperparameters",
    title: "goes on with the hyperparameters of the first update",
    resembles: ["tfjs setMomentum()"],
    fix: "Read the hyperparameters at every update.",
    rules: inRules(
      {
        gd: "GD-2",
        momentum: "MOM-7",
        adagrad: "ADAGRAD-7",
        rmsprop: "RMSPROP-7",
        adam: ["ADAM-17", "ADAM-13"],
        adamax: ["ADAMAX-16", "ADAMAX-12"],
        gd_coupled: "DECAY-4",
        momentum_coupled: "DECAY-4",
        momentum_decoupled: "DECAY-4",
        adam_coupled: "DECAY-4",
      },
      { request: (request) => ({ ...request, steps: request.steps.map(({ grads }) => ({ grads })) }) },
    ),
  },
  {
    slug: "other-defaults",
    title: "has defaults of its own for what the configuration leaves out",
    resembles: ["the defaults of torch.optim and keras.optimizers"],
    fix: "Take the specification's defaults, or claim a profile that has others.",
    rules: {
      gd: { violates: ["GD-4"], fault: withDefaults({ lr: 0.001 }) },
      momentum: { violates: ["MOM-9"], fault: withDefaults({ lr: 0.001 }) },
      adagrad: { violates: ["ADAGRAD-10"], fault: withDefaults({ eps: 1e-10 }) },
      rmsprop: { violates: ["RMSPROP-10"], fault: withDefaults({ lr: 0.01, eps: 1e-7 }) },
      adam: { violates: ["ADAM-16"], fault: withDefaults({ eps: 1e-7 }) },
      adamax: { violates: ["ADAMAX-15"], fault: withDefaults({ lr: 0.001, eps: 1e-7 }) },
    },
  },
  {
    slug: "other-default-discounts",
    title: "has discounts of its own where the configuration gives none",
    resembles: ["torch.optim.SGD, whose momentum is 0 unless told"],
    fix: "Take the specification's defaults, or claim a profile that has others.",
    rules: {
      momentum: { violates: ["MOM-9"], fault: withDefaults({ momentum: 0 }) },
      rmsprop: { violates: ["RMSPROP-10"], fault: withDefaults({ rho: 0.99 }) },
      adam: { violates: ["ADAM-16"], fault: withDefaults({ beta2: 0.99 }) },
      adamax: { violates: ["ADAMAX-15"], fault: withDefaults({ beta2: 0.99 }) },
    },
  },
  {
    slug: "zero-means-default",
    title: "takes a hyperparameter of 0 for one that was not given",
    resembles: ["neataptic 1.4.7", "ND4J, which trains with ε where the rate is 0"],
    fix: "Ask whether a value was given, not whether it is truthy.",
    rules: inRules(
      {
        gd: "GD-2",
        momentum: "MOM-7",
        adagrad: "ADAGRAD-7",
        rmsprop: "RMSPROP-7",
        adam: ["ADAM-17", "ADAM-13"],
        adamax: ["ADAMAX-16", "ADAMAX-12"],
      },
      {
        readsDefaults: true,
        request: (request, rule) =>
          withConfigs(request, (config) =>
            Object.fromEntries(
              Object.entries(config).map(([name, value]) => [name, value || rule.hypers[name]!]),
            ),
          ),
      },
    ),
  },
  {
    slug: "ignored-hyperparameters",
    title: "runs with its own defaults, whatever hyperparameters it is given",
    resembles: ["gorgonia's AdaGradSolver"],
    fix: "Hand every hyperparameter on to where the update reads it, and refuse one that is not known.",
    rules: inRules(
      { gd: "GD-2", momentum: "MOM-7", adagrad: "ADAGRAD-7", adam: ["ADAM-17", "ADAM-13"] },
      {
        request: (request) => ({
          ...request,
          config: {},
          steps: request.steps.map(({ grads }) => ({ grads })),
        }),
      },
    ),
  },
  {
    slug: "gradients-by-position",
    title: "pairs gradients, sorted by name, with parameters in their own order",
    resembles: ["tfjs#8379", "pytorch#1489"],
    fix: "Pair each gradient with its parameter by name.",
    rules: inRules(
      {
        gd: "GD-3",
        momentum: "MOM-8",
        adagrad: "ADAGRAD-8",
        rmsprop: "RMSPROP-8",
        adam: "ADAM-15",
        adamax: "ADAMAX-14",
      },
      { request: byPosition },
    ),
  },
  {
    slug: "ignores-nan",
    title: "takes a NaN in the gradient for 0",
    resembles: [],
    fix: "Let a NaN through, unless the caller asked for another policy.",
    rules: inRules(inEvery("ARITH-3"), {
      request: (request) => withGradients(request, (g) => (Number.isNaN(g) ? 0 : g)),
    }),
  },
];

function withDefaults(defaults: Config): { request: (request: RunRequest) => RunRequest } {
  return { request: (request) => ({ ...request, config: { ...defaults, ...request.config } }) };
}

function withConfigs(request: RunRequest, change: (config: Config) => Config): RunRequest {
  return {
    ...request,
    config: change(request.config),
    steps: request.steps.map((step) =>
      step.config === undefined ? step : { ...step, config: change(step.config) },
    ),
  };
}

function withGradients(request: RunRequest, change: (g: number) => number): RunRequest {
  return {
    ...request,
    steps: request.steps.map((step) => ({
      ...step,
      grads: Object.fromEntries(
        Object.entries(step.grads).map(([name, values]) => [name, values.map(change)]),
      ),
    })),
  };
}

/** One flat array of gradients, filled in one order of the tensors and read in another. */
function byPosition(request: RunRequest): RunRequest {
  return {
    ...request,
    steps: request.steps.map((step) => {
      const flat = Object.keys(step.grads)
        .sort()
        .flatMap((name) => step.grads[name]!);
      let at = 0;
      const grads = Object.entries(request.params).map(([name, { data }]) => {
        at += data.length;
        return [name, flat.slice(at - data.length, at)];
      });
      return { ...step, grads: Object.fromEntries(grads) };
    }),
  };
}
