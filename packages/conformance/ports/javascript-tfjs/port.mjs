// TensorFlow.js on its own CPU backend: the optimizers of `tf.train`, driven with raw gradients.
// What is said here about tfjs is read from @tensorflow/tfjs-core 4.22.0, src/optimizers/*.
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";

tf.enableProdMode(); // no banner, no checks of every kernel's result
await tf.setBackend("cpu");

const setLearningRate = (optimizer, lr) => optimizer.setLearningRate(lr);
// No setter here: assigning the field, which every update reads, is how tfjs programs change the rate.
const assignLearningRate = (optimizer, lr) => {
  optimizer.learningRate = lr;
};

/**
 * Rule → how tfjs does it.
 * - needs: hyperparameters for which tfjs has no default.
 * - fixed: hyperparameters that tfjs has as constants.
 * - changes: hyperparameters that can change between updates, and how.
 * - state: the specification's slots, and the optimizer's accumulators, one per variable, that hold them.
 */
const rules = {
  gd: {
    needs: ["lr"],
    fixed: {},
    make: ({ lr }) => tf.train.sgd(lr),
    changes: { lr: setLearningRate },
    state: {},
  },
  momentum: {
    needs: ["lr", "momentum"],
    fixed: {},
    make: ({ lr, momentum }) => tf.train.momentum(lr, momentum),
    // setMomentum() is left out: it stores a number that no update reads, so it changes nothing.
    changes: { lr: setLearningRate },
    // Parameters alone: tfjs's accumulator carries no learning rate, so it is not the specification's v.
    state: {},
  },
  adagrad: {
    needs: ["lr"],
    fixed: { eps: 1e-7 },
    make: ({ lr }) => tf.train.adagrad(lr),
    changes: { lr: assignLearningRate },
    state: { r: "accumulatedGrads" },
  },
  adam: {
    needs: [],
    fixed: {},
    make: ({ lr, beta1, beta2, eps }) => tf.train.adam(lr, beta1, beta2, eps),
    changes: { lr: assignLearningRate },
    state: { s: "accumulatedFirstMoment", r: "accumulatedSecondMoment" },
  },
};

/** @type {import("@optspec/conformance").Port} */
export default {
  port: { name: "tfjs", version: tf.version_core, language: "javascript" },
  claims: Object.keys(rules).map((rule) => ({ rule, profile: "tfjs", dtypes: ["f32"] })),
  capabilities: ["state"],
  run(request) {
    const rule = rules[request.rule];
    const skipped = rule === undefined ? `tfjs has no rule ${request.rule}` : reasonToSkip(rule, request);
    return skipped === undefined ? { steps: train(rule, request) } : { skipped };
  },
};

function reasonToSkip({ needs, fixed, changes }, { dtype, config, steps }) {
  if (dtype !== "f32") return `tfjs has no tensors of ${dtype}`;
  for (const name of needs) if (!(name in config)) return `tfjs has no default for ${name}`;
  const current = { ...fixed };
  for (const [name, value] of Object.entries(config)) {
    if (name in fixed && value !== fixed[name]) return `tfjs fixes ${name} at ${fixed[name]}`;
    current[name] = value;
  }
  for (const step of steps)
    for (const [name, value] of Object.entries(step.config ?? {}))
      if (!(name in changes) && value !== current[name]) return `tfjs cannot change ${name} between updates`;
  return undefined;
}

let runs = 0;

function train({ make, changes, state }, { config, params, steps }) {
  // tfjs finds variables by name in one registry for the whole process.
  const prefix = `optspec/${++runs}/`;
  const variables = [];
  const optimizer = make(config);
  try {
    for (const [name, { shape, data }] of Object.entries(params)) {
      const variable = tf.tidy(() => tf.variable(tf.tensor(data, shape, "float32"), true, prefix + name));
      variables.push({ name, variable });
    }
    return steps.map(({ grads, config: changed = {} }) => {
      for (const [name, value] of Object.entries(changed)) changes[name]?.(optimizer, value);
      tf.tidy(() =>
        // Always all variables in one order: tfjs keeps its accumulators by position in this list.
        optimizer.applyGradients(
          variables.map(({ name, variable }) => ({
            name: variable.name,
            tensor: tf.tensor(grads[name], variable.shape, "float32"),
          })),
        ),
      );
      return reply(variables, Object.entries(state), optimizer);
    });
  } finally {
    optimizer.dispose();
    optimizer.c?.dispose(); // MomentumOptimizer.dispose() forgets this scalar
    for (const { variable } of variables) variable.dispose();
  }
}

function reply(variables, slots, optimizer) {
  const byName = (values) => Object.fromEntries(variables.map(({ name }, index) => [name, values(index)]));
  const params = byName((index) => variables[index].variable.dataSync().slice());
  if (slots.length === 0) return { params };
  const slotsOf = (index) =>
    slots.map(([slot, accumulators]) => [slot, optimizer[accumulators][index].variable.dataSync().slice()]);
  return { params, state: byName((index) => Object.fromEntries(slotsOf(index))) };
}
