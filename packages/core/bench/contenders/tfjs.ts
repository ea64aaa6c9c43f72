// TensorFlow.js on its CPU backend, with its own optimizers.
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { serve } from "./serve.ts";

const optimizers: Record<string, () => tf.Optimizer> = {
  gd: () => tf.train.sgd(0.01),
  momentum: () => tf.train.momentum(0.01, 0.9),
  adagrad: () => tf.train.adagrad(0.01),
  adam: () => tf.train.adam(0.001),
};

await tf.setBackend("cpu");
await serve(async ({ rule, dtype, n, tensors, threads }) => {
  if (dtype === "f64") return "f32 only";
  if (threads > 1) return "one thread only";
  if (n * tensors > 1e7) return "too slow to wait for";
  const names = Array.from({ length: tensors }, (_, index) => `w${index}`);
  const variables = names.map((name) => tf.variable(tf.fill([n], 0.3), true, name));
  const grads = Object.fromEntries(names.map((name) => [name, tf.keep(tf.fill([n], 0.1))]));
  const optimizer = optimizers[rule]!();
  return {
    step: () => optimizer.applyGradients(grads),
    close() {
      optimizer.dispose();
      for (const tensor of [...variables, ...Object.values(grads)]) tensor.dispose();
    },
  };
});
