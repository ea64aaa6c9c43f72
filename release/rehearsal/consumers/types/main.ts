import { conforms, type Port, verify } from "@optspec/conformance";
import { createOptimizer, type Optimizer, profileRule, rules } from "@optspec/core";
import { adam } from "@optspec/core/rules/adam";
import { decodeSnapshot, encodeSnapshot, parseConfig } from "@optspec/schema";

const optimizer: Optimizer = createOptimizer(adam, parseConfig(adam, { lr: 0.1 }), {
  w: new Float32Array(3),
});
optimizer.step({ w: new Float32Array(3) });
optimizer.restore(decodeSnapshot(JSON.parse(JSON.stringify(encodeSnapshot(optimizer.snapshot())))));
export const t: number = optimizer.t;
export const names: readonly string[] = [...Object.keys(rules), profileRule("pytorch", "adam").name];
export const judged = async (port: Port): Promise<boolean> => conforms(await verify(port));

// Types that are lost would make all of this pass.
// @ts-expect-error: a number is no set of parameters
createOptimizer(adam, { lr: 0.1 }, 3);
// @ts-expect-error: the number of updates is no text
export const wrong: string = optimizer.t;
// @ts-expect-error: a text is no port
judged("port");
