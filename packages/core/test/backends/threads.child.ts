// Run by memory.test.ts in a process of its own, which must end by itself although nobody closes the optimizer.
import { adam, createOptimizer } from "../../src/index.ts";

const optimizer = createOptimizer(adam, {}, { w: new Float32Array(300_000) }, { threads: 3 });
for (let step = 0; step < 20; step++) {
  optimizer.step();
  await new Promise((resolve) => setTimeout(resolve, 5));
}
console.log(JSON.stringify({ threads: optimizer.threads, t: optimizer.t }));
