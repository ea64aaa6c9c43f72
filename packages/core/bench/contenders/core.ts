// @optspec/core as it is published. Argument: which way to use it.
import { createOptimizer, rules } from "@optspec/core";
import { arrays, serve } from "./serve.ts";

const way = process.argv[2];

await serve(async (given) => {
  const { n, tensors } = given;
  const work = way === "flat" ? { ...given, n: n * tensors, tensors: 1 } : given;
  const threads = way === "alone" ? 1 : work.threads;
  const params = arrays(work, 0.3) as Record<string, Float32Array>;
  const optimizer = createOptimizer(rules[work.rule]!, {}, params, {
    backend: way === "portable" ? "portable" : "wasm",
    threads,
  });
  const grads = arrays(work, 0.1) as Record<string, Float32Array>;
  for (const name in grads) optimizer.grads[name]!.set(grads[name]!);
  if (threads > 1) await new Promise((resolve) => setTimeout(resolve, 200));
  return {
    step: way === "foreign" ? () => void optimizer.step(grads) : () => void optimizer.step(),
    close: () => optimizer.close(),
  };
});
