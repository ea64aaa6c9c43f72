import type { FloatArray, Optimizer } from "@optspec/core";
import {
  checkpointOf,
  exportForeign,
  type ForeignArray,
  importForeign,
  resumeCheckpoint,
} from "@optspec/schema";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { beforeAll, describe, expect, it } from "vitest";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const config: Readonly<Record<string, Record<string, number>>> = {
  gd: { lr: 0.125 },
  momentum: { lr: 0.125, momentum: 0.875 },
  adagrad: { lr: 0.125 },
  adam: { lr: 0.125, beta1: 0.875, beta2: 0.96875, eps: 1e-3 },
};
const make: Readonly<Record<string, () => tf.Optimizer>> = {
  gd: () => tf.train.sgd(0.125),
  momentum: () => tf.train.momentum(0.125, 0.875),
  adagrad: () => tf.train.adagrad(0.125),
  adam: () => tf.train.adam(0.125, 0.875, 0.96875, 1e-3),
};

function gradient(t: number): Float32Array {
  return Float32Array.from([0, 1, 2], (i) => (((7 * t + 3 * i) % 11) - 5) / 8);
}

/** A real tfjs optimizer with one variable, `w`, after some updates. */
class Library {
  readonly optimizer: tf.Optimizer;
  readonly variable: tf.Variable;
  t = 0;
  constructor(rule: string, values: FloatArray | readonly number[]) {
    // Names are for ever in tfjs.
    for (const name of Object.keys(tf.engine().registeredVariables))
      tf.engine().registeredVariables[name]!.dispose();
    this.optimizer = make[rule]!();
    this.variable = tf.variable(tf.tensor1d([...values], "float32"), true, "w");
  }
  step(): void {
    this.t++;
    this.optimizer.applyGradients([{ name: "w", tensor: tf.tensor1d(gradient(this.t)) }]);
  }
  values(): Float32Array {
    return this.variable.dataSync() as Float32Array;
  }
}

function goOn(optimizer: Optimizer<string, string, string, FloatArray>, steps: number): void {
  for (let step = 0; step < steps; step++) optimizer.step({ w: gradient(optimizer.t + 1) });
}

function close(got: FloatArray, want: FloatArray): void {
  want.forEach((value, index) => {
    expect(Math.abs(got[index]! - value)).toBeLessThanOrEqual(8 * 2 ** -23 * Math.max(Math.abs(value), 0.1));
  });
}

const start = [0.5, -1.25, 2];

// The rules whose states are translated from and to tfjs.
describe.each(Object.keys(make))("%s of tfjs", (rule) => {
  it("goes on in OptSpec", async () => {
    const library = new Library(rule, start);
    for (let step = 0; step < 3; step++) library.step();
    const arrays = new Map<string, ForeignArray>();
    for (const { name, tensor } of await library.optimizer.getWeights())
      arrays.set(name, { shape: tensor.shape, values: tensor.dataSync() as Float32Array });
    arrays.set("param.w", { shape: [3], values: library.values().slice() });
    const state = { metadata: {}, arrays };
    const optimizer = resumeCheckpoint(importForeign("tfjs", state, { rule, config: config[rule]!, t: 3 }));
    expect(optimizer.t).toBe(3);
    goOn(optimizer, 3);
    for (let step = 0; step < 3; step++) library.step();
    close(optimizer.params.w!, library.values());
  });

  it("goes on in tfjs", async () => {
    const library = new Library(rule, start);
    library.step();
    const weights = new Map(
      (await library.optimizer.getWeights()).map(({ name, tensor }) => [name, tensor.shape]),
    );
    const arrays = new Map<string, ForeignArray>();
    for (const { name, tensor } of await library.optimizer.getWeights())
      arrays.set(name, { shape: tensor.shape, values: tensor.dataSync() as Float32Array });
    arrays.set("param.w", { shape: [3], values: library.values().slice() });
    const optimizer = resumeCheckpoint(
      importForeign("tfjs", { metadata: {}, arrays }, { rule, config: config[rule]!, t: 1 }),
    );
    goOn(optimizer, 2);
    const state = exportForeign("tfjs", checkpointOf(optimizer));

    const other = new Library(rule, optimizer.params.w!);
    other.t = 3;
    for (const name of weights.keys()) expect([...state.arrays.keys()]).toContain(name);
    await other.optimizer.setWeights(
      [...weights.keys()].map((name) => {
        const { shape, values } = state.arrays.get(name)!;
        const dtype = name === "iter" ? "int32" : "float32";
        return { name, tensor: tf.tensor(values as Float32Array, [...shape], dtype) };
      }),
    );
    for (let step = 0; step < 3; step++) other.step();
    goOn(optimizer, 3);
    close(optimizer.params.w!, other.values());
  });
});
