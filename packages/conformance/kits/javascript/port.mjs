// A port to start from: gradient descent and Adam, as the specification has them.
// Replace the two classes by your library, and the claims by what it has.
import { Skip, serve } from "./optspec.mjs";

const arrays = { f32: Float32Array, f64: Float64Array };

class Descent {
  constructor(config, params) {
    this.params = params;
    this.state = mapValues(params, () => ({}));
    this.config = { lr: 0.01, ...config };
  }

  configure(config) {
    Object.assign(this.config, config);
  }

  step(grads) {
    const { lr } = this.config;
    for (const [name, theta] of Object.entries(this.params)) {
      const g = grads[name];
      for (let i = 0; i < theta.length; i++) theta[i] -= lr * g[i];
    }
  }

  restore() {}

  save() {
    return { ...this.config };
  }

  load(config) {
    this.config = config;
  }
}

class Adam {
  constructor(config, params) {
    this.params = params;
    this.state = mapValues(params, (theta) => ({
      s: new theta.constructor(theta.length),
      r: new theta.constructor(theta.length),
    }));
    this.config = { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8, ...config };
    this.t = 0;
  }

  configure(config) {
    Object.assign(this.config, config);
  }

  step(grads) {
    const { lr, beta1, beta2, eps } = this.config;
    this.t++;
    const correction1 = 1 - beta1 ** this.t;
    const correction2 = 1 - beta2 ** this.t;
    for (const [name, theta] of Object.entries(this.params)) {
      const { s, r } = this.state[name];
      const g = grads[name];
      for (let i = 0; i < theta.length; i++) {
        s[i] = beta1 * s[i] + (1 - beta1) * g[i];
        r[i] = beta2 * r[i] + (1 - beta2) * g[i] * g[i];
        theta[i] -= (lr * (s[i] / correction1)) / Math.sqrt(r[i] / correction2 + eps);
      }
    }
  }

  restore(t, state) {
    this.t = t;
    for (const [name, slots] of Object.entries(this.state))
      for (const [slot, values] of Object.entries(slots)) values.set(state[name][slot]);
  }

  save() {
    return structuredClone({ t: this.t, config: this.config, state: this.state });
  }

  load({ t, config, state }) {
    this.config = config;
    this.restore(t, state);
  }
}

const optimizers = { gd: Descent, adam: Adam };

await serve({
  port: { name: "my-port", version: "0.0.0", language: "javascript" },
  claims: Object.keys(optimizers).map((rule) => ({ rule, profile: "normative", dtypes: ["f32", "f64"] })),
  capabilities: ["state", "restore", "resume"],
  create({ rule, dtype, config, params }) {
    const Optimizer = optimizers[rule];
    if (Optimizer === undefined) throw new Skip(`no rule ${rule}`);
    return new Optimizer(
      config,
      mapValues(params, ({ data }) => arrays[dtype].from(data)),
    );
  },
});

function mapValues(record, change) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
