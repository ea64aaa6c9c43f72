import { adam, createOptimizer } from "@optspec/core";
import { encodeSnapshot, parseConfig } from "@optspec/schema";

/** A training's whole state as text, the same in Node and in a page. */
export function training() {
  const optimizer = createOptimizer(adam, parseConfig(adam, { lr: 0.01 }), {
    w: Float32Array.from({ length: 99 }, (_, i) => i / 9 - 5),
  });
  for (let step = 0; step < 50; step++) optimizer.step({ w: optimizer.params.w.map((x) => 2 * x) });
  return `${optimizer.backend} ${JSON.stringify(encodeSnapshot(optimizer.snapshot()))}`;
}
