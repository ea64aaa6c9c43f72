// Bundled into one script that runs on any engine: the bits of every rule's trajectories, on one backend.
import { createOptimizer, rules } from "@optspec/core";

const length = 259;
const steps = 400;

/** FNV-1a over the words of an array, every NaN counting as the same one. */
function hashOf(arrays) {
  let hash = 0x811c9dc5;
  for (const array of arrays) {
    const words = new Uint32Array(array.slice().buffer);
    const each = words.length / array.length;
    for (let i = 0; i < words.length; i++) {
      const word = Number.isNaN(array[Math.floor(i / each)]) ? 0x7fc00000 : words[i];
      hash = Math.imul(hash ^ word, 0x01000193);
    }
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** Numbers from a linear congruence, of many magnitudes: each is one correctly rounded division. */
function numbers(seed) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
  return () => (next() - 2147483648) / (1 + (next() >>> (next() >>> 27)));
}

/** Hashes of parameters and states by rule and type, or the reason why the backend is not there. */
globalThis.trajectories = (options) => {
  const bits = {};
  for (const rule of Object.values(rules))
    for (const Type of [Float32Array, Float64Array]) {
      const next = numbers(length);
      const optimizer = createOptimizer(rule, {}, { w: Type.from({ length }, next) }, options);
      for (let step = 0; step < steps; step++) {
        for (let i = 0; i < length; i++) optimizer.grads.w[i] = next();
        optimizer.step();
      }
      const arrays = [optimizer.params.w, ...Object.values(optimizer.state.w)];
      bits[`${rule.name} ${Type === Float32Array ? "f32" : "f64"}`] = hashOf(arrays);
      optimizer.close();
    }
  return JSON.stringify(bits);
};
