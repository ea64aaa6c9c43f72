// Train, stop, resume: run it twice, or kill it in between; it goes on where it was, bit for bit.
import { adam, createOptimizer } from "@optspec/core";
import { checkpointStore } from "@optspec/schema/node";

const optimizer = createOptimizer(adam, { lr: 0.1 }, { w: new Float32Array([3, -2]) });
const store = checkpointStore(process.argv[2] ?? "run", { keep: 3, best: "lowest" });

if ((await store.latest()) !== undefined) await store.loadLatest(optimizer, { passOver: true });
console.log(`from update ${optimizer.t}`);

for (let update = 0; update < 50; update++) {
  const { w } = optimizer.params;
  const loss = w[0] ** 2 + 10 * w[1] ** 2;
  optimizer.grads.w.set([2 * w[0], 20 * w[1]]);
  optimizer.step();
  if (optimizer.t % 10 === 0) await store.save(optimizer, { score: loss });
}
console.log(`to update ${optimizer.t}: ${[...optimizer.params.w]}`);
