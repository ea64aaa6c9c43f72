// brain.js: a NeuralNetwork of one input and one layer, whose nodes hold the elements of all tensors. Its own methods
// adjust them from the deltas that stand in the network, which are the gradients here, with the opposite sign.
// What is said here about brain.js is read from dist/neural-network.js of brain.js 1.6.1.
import brain from "brain.js";
import manifest from "brain.js/package.json" with { type: "json" };

const names = {
  lr: "learningRate",
  momentum: "momentum",
  beta1: "beta1",
  beta2: "beta2",
  eps: "epsilon",
};

/** Rule → how training is told to follow it, and how each of the specification's slots is read from the accumulators. */
const rules = {
  momentum: { praxis: null, state: { v: ["changes", 1] } },
  // What comes in has the gradient's opposite sign, and so has what is accumulated of it.
  adam: { praxis: "adam", state: { s: ["changesLow", -1], r: ["changesHigh", 1] } },
};

/** What a layer adjusts: a weight, which multiplies the input, or a bias; `of` reads either, by node. */
const places = {
  weights: { of: (layers) => Array.from(layers[1], ([value]) => value), states: true },
  biases: { of: (layers) => Array.from(layers[1]), states: false },
};

/**
 * brain.js as a port.
 * @param {"weights" | "biases"} place - where the elements of the tensors stand.
 * @returns {import("@optspec/conformance").Port}
 */
export function brainPort(place) {
  return {
    port: { name: `brain.js, ${place}`, version: manifest.version, language: "javascript" },
    claims: Object.keys(rules).map((rule) => ({ rule, profile: "brainjs", dtypes: ["f32"] })),
    capabilities: places[place].states ? ["state"] : [],
    run(request) {
      if (!Object.hasOwn(rules, request.rule))
        return { skipped: `brain.js is not asked for ${request.rule} here` };
      if (request.dtype !== "f32") return { skipped: "brain.js keeps its numbers in binary32" };
      try {
        return { steps: train(place, request) };
      } catch (error) {
        // It refuses rates that it deems unfit.
        if (/out of normal training range/.test(error.message))
          return { skipped: `brain.js: ${error.message}` };
        throw error;
      }
    },
  };
}

export default brainPort("weights");

function train(place, { rule, config, params, steps }) {
  const { praxis, state } = rules[rule];
  const { of, states } = places[place];
  let current = { ...config };
  const options = () => ({
    praxis,
    ...Object.fromEntries(Object.entries(current).map(([name, value]) => [names[name], value])),
  });
  const net = new brain.NeuralNetwork(options());
  net.sizes = [1, Object.values(params).reduce((sum, { data }) => sum + data.length, 0)];
  net.initialize();
  net.outputs[0][0] = 1;
  const initial = Object.values(params).flatMap(({ data }) => data);
  initial.forEach((value, node) => {
    if (place === "weights") net.weights[1][node][0] = value;
    else net.biases[1][node] = value;
  });
  return steps.map(({ grads, config: changes = {} }) => {
    current = { ...current, ...changes };
    net.updateTrainingOptions(options());
    net.deltas[1].set(Object.keys(params).flatMap((name) => grads[name].map((g) => -g)));
    net.adjustWeights();
    const tensors = byTensor(params, of(net[place]));
    if (!states) return { params: tensors };
    const slots = Object.entries(state).map(([slot, [own, sign]]) => [
      slot,
      byTensor(
        params,
        of(net[own]).map((value) => sign * value),
      ),
    ]);
    return {
      params: tensors,
      state: Object.fromEntries(
        Object.keys(params).map((name) => [
          name,
          Object.fromEntries(slots.map(([slot, values]) => [slot, values[name]])),
        ]),
      ),
    };
  });
}

/** One list of all elements, by tensor. */
function byTensor(params, values) {
  let at = 0;
  return Object.fromEntries(
    Object.entries(params).map(([name, { data }]) => {
      at += data.length;
      return [name, values.slice(at - data.length, at)];
    }),
  );
}
