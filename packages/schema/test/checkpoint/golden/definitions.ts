import { createOptimizer, type FloatArray, profileRule, type Rule, rules, scheduled } from "@optspec/core";
import { type CheckpointOptions, checkpointOf, encodeCheckpoint } from "../../../src/index.ts";
import { type AnyOptimizer, makeOptimizer, train } from "../support/optimizers.ts";

/** One optimizer whose checkpoint is kept for good. */
export interface Golden {
  readonly name: string;
  readonly make: () => AnyOptimizer;
  readonly options?: CheckpointOptions;
}

const trained = (rule: Rule, dtype: "f32" | "f64", steps: number) => (): AnyOptimizer => {
  const optimizer = makeOptimizer(rule, dtype, { backend: "portable" });
  train(optimizer, steps);
  return optimizer;
};

/** Every bit pattern that is easily lost, and names that are easily mistaken. */
function edges(): AnyOptimizer {
  const patterns = Uint32Array.of(
    0x7fc00000,
    0x7fc00001,
    0xffc00000,
    0x7f800001,
    0x7f800000,
    0xff800000,
    0x80000000,
    1,
  );
  const optimizer = createOptimizer<string, string, string, FloatArray>(
    rules.momentum,
    { lr: 0, momentum: 0.1 },
    JSON.parse('{"__proto__":1,"":1,"a/b":1,"μ🙂":1}', (_, value) =>
      value === 1 ? new Float32Array(patterns.length) : value,
    ),
    { backend: "portable" },
  );
  for (const arrays of [optimizer.params, ...Object.values(optimizer.state)])
    for (const array of Object.values(arrays))
      new Uint32Array(array.buffer, array.byteOffset, array.length).set(patterns);
  return optimizer;
}

/** In the middle of a warm-up, with another schedule for one group and a third hyperparameter. */
function inWarmUp(): AnyOptimizer {
  const optimizer = scheduled(
    makeOptimizer(rules.adam, "f64", { backend: "portable" }),
    {
      lr: {
        kind: "chained",
        pieces: [
          { kind: "linear", from: 0, to: 0.1, steps: 7 },
          { kind: "cosine", from: 0.1, to: 0, steps: 100 },
        ],
      },
      beta2: { kind: "constant", value: 0.99 },
    },
    { biases: { lr: { kind: "step", from: 0.05, factor: 0.1, every: 2 } } },
  );
  train(optimizer, 3);
  return optimizer;
}

export const goldens: readonly Golden[] = [
  { name: "gd-f64", make: trained(rules.gd, "f64", 3) },
  {
    name: "momentum-f32",
    make: trained(rules.momentum, "f32", 3),
    options: { shapes: { w: [7, 1], b: [3] } },
  },
  { name: "adagrad-f64", make: trained(rules.adagrad, "f64", 3) },
  {
    name: "adam-f32",
    make: trained(rules.adam, "f32", 5),
    options: {
      metadata: { run: "golden", epoch: 2, loss: [0.5, 0.25], note: '\u2028 "quoted"' },
    },
  },
  { name: "adam-f64", make: trained(rules.adam, "f64", 5) },
  { name: "adam-state-only-f32", make: trained(rules.adam, "f32", 5), options: { theta: false } },
  { name: "adam-tfjs-f32", make: trained(profileRule("tfjs", "adam"), "f32", 4) },
  { name: "adam-fresh-f32", make: trained(rules.adam, "f32", 0) },
  { name: "adam-scheduled-f64", make: inWarmUp },
  { name: "edges-f32", make: edges },
];

/** The files of a golden checkpoint by name, as this package writes them. */
export function filesOf({ name, make, options = {} }: Golden): [file: string, bytes: Uint8Array][] {
  const checkpoint = checkpointOf(make(), { ...options, writer: "@optspec/schema golden" });
  return (["json", "safetensors"] as const).map((container) => [
    `${name}.${container}`,
    encodeCheckpoint(checkpoint, { container }),
  ]);
}
