// jax-js on its wasm backend. Its optimizers, packages/optax, are not on npm, so these are their formulas over the arrays
// of @jax-js/jax, update by update: what is verified besides them is the arithmetic of jax-js.
// The formulas are read from packages/optax/src/{alias,transform,treeUtils}.ts of ekzhang/jax-js, 4014cc4.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { defaultDevice, init, numpy as np } from "@jax-js/jax";

// The package exports its modules alone.
const entry = createRequire(import.meta.url).resolve("@jax-js/jax");
const { version } = JSON.parse(readFileSync(new URL("../package.json", pathToFileURL(entry)), "utf8"));

await init("wasm");
defaultDevice("wasm");

/**
 * Rule → its accumulators, whether they are the specification's slots, and the update. An operation takes its array
 * over; `ref` keeps it for another one.
 */
const rules = {
  gd: { slots: [], update: ({ lr }, g) => g.mul(-lr) },
  momentum: {
    // It carries no learning rate, so it is not the specification's v.
    slots: ["trace"],
    update({ lr, momentum = 0 }, g, state) {
      state.trace = state.trace.mul(momentum).add(g);
      return state.trace.ref.mul(-lr);
    },
  },
  adam: {
    slots: ["s", "r"],
    reported: true,
    update({ lr, beta1 = 0.9, beta2 = 0.999, eps = 1e-8 }, g, state, t) {
      const corrected = (moment, beta) => moment.mul(1 / (1 - beta ** t));
      state.s = state.s.mul(beta1).add(g.ref.mul(1 - beta1));
      state.r = state.r.mul(beta2).add(g.ref.mul(g).mul(1 - beta2));
      const root = np.sqrt(corrected(state.r.ref, beta2));
      return corrected(state.s.ref, beta1).div(root.add(eps)).mul(-lr);
    },
  },
};

/** @type {import("@optspec/conformance").Port} */
export default {
  port: { name: "jax-js, with its optax's formulas", version, language: "javascript" },
  claims: Object.keys(rules).map((rule) => ({ rule, profile: "jax_js", dtypes: ["f32"] })),
  capabilities: ["state"],
  run(request) {
    const rule = rules[request.rule];
    if (rule === undefined) return { skipped: `jax-js has no rule ${request.rule}` };
    if (request.dtype !== "f32") return { skipped: "jax-js computes in binary32 on wasm" };
    if (!("lr" in request.config)) return { skipped: "jax-js has no default for lr" };
    return { steps: train(rule, request) };
  },
};

function train({ slots, reported = false, update }, { config, params, steps }) {
  const array = (data, shape) => np.array(Float32Array.from(data), { shape });
  const tensors = Object.entries(params).map(([name, { shape, data }]) => ({
    name,
    shape,
    theta: array(data, shape),
    state: Object.fromEntries(slots.map((slot) => [slot, np.zeros(shape)])),
  }));
  let current = config;
  try {
    return steps.map(({ grads, config: changes }, index) => {
      current = { ...current, ...changes };
      for (const tensor of tensors) {
        const gradient = array(grads[tensor.name], tensor.shape);
        tensor.theta = tensor.theta.add(update(current, gradient, tensor.state, index + 1));
      }
      const read = (of) => Object.fromEntries(tensors.map((tensor) => [tensor.name, of(tensor)]));
      const values = (own) => own.ref.dataSync();
      const params = read(({ theta }) => values(theta));
      if (!reported) return { params };
      return {
        params,
        state: read(({ state }) => Object.fromEntries(slots.map((slot) => [slot, values(state[slot])]))),
      };
    });
  } finally {
    for (const { theta, state } of tensors) for (const own of [theta, ...Object.values(state)]) own.dispose();
  }
}
