// The Trainer of ConvNetJS, which updates whatever a net lists as parameters and gradients: here a net of nothing else.
// What is said here about ConvNetJS is read from build/convnet.js of convnetjs 0.3.0 on npm.
import convnetjs from "convnetjs";
import manifest from "convnetjs/package.json" with { type: "json" };

/** Rule → the method, its options that make it the rule, and the options that are the specification's hyperparameters. */
const rules = {
  gd: { method: "sgd", fixed: { momentum: 0 }, names: { lr: "learning_rate" } },
  momentum: { method: "sgd", fixed: {}, names: { lr: "learning_rate", momentum: "momentum" } },
  adagrad: { method: "adagrad", fixed: {}, names: { lr: "learning_rate", eps: "eps" } },
  rmsprop: { method: "windowgrad", fixed: {}, names: { lr: "learning_rate", rho: "ro", eps: "eps" } },
  adam: {
    method: "adam",
    fixed: {},
    names: { lr: "learning_rate", beta1: "beta1", beta2: "beta2", eps: "eps" },
  },
};

/** The accumulator `gsum` of a method, where it is a slot of the specification. */
const slots = { momentum: "v", adagrad: "r", rmsprop: "r" };

/**
 * ConvNetJS as a port.
 * @param {readonly string[]} claimed - rules.
 * @param {string} profile - that it claims for them.
 * @returns {import("@optspec/conformance").Port}
 */
export function convnetPort(claimed, profile) {
  return {
    port: { name: "convnetjs", version: manifest.version, language: "javascript" },
    claims: claimed.map((rule) => ({ rule, profile, dtypes: ["f64"] })),
    capabilities: ["state"],
    run(request) {
      if (!claimed.includes(request.rule))
        return { skipped: `convnetjs is not asked for ${request.rule} here` };
      if (request.dtype !== "f64") return { skipped: "convnetjs keeps its accumulators in binary64" };
      return { steps: train(request) };
    },
  };
}

export default convnetPort(["gd", "momentum", "adagrad", "rmsprop"], "convnetjs");

function train({ rule, config, params, steps }) {
  const { method, fixed, names } = rules[rule];
  const options = (settings) =>
    Object.fromEntries(Object.entries(settings).map(([name, value]) => [names[name], value]));
  const tensors = Object.entries(params).map(([name, { data }]) => ({
    name,
    params: Float64Array.from(data),
    grads: new Float64Array(data.length),
  }));
  const net = { forward() {}, backward: () => 0, getParamsAndGrads: () => tensors };
  const trainer = new convnetjs.Trainer(net, { method, ...fixed, ...options(config) });
  return steps.map(({ grads, config: changes = {} }) => {
    Object.assign(trainer, options(changes));
    for (const tensor of tensors) tensor.grads.set(grads[tensor.name]);
    trainer.train();
    return {
      params: Object.fromEntries(tensors.map((tensor) => [tensor.name, tensor.params.slice()])),
      ...stateOf(trainer, tensors, slots[rule]),
    };
  });
}

function stateOf({ gsum }, tensors, slot) {
  // Nothing is accumulated where the momentum has been 0 from the start.
  if (slot === undefined || gsum.length === 0) return {};
  return {
    state: Object.fromEntries(tensors.map(({ name }, index) => [name, { [slot]: gsum[index].slice() }])),
  };
}
