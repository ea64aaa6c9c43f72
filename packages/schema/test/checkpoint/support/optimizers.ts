import {
  createOptimizer,
  type FloatArray,
  families,
  type Optimizer,
  type Options,
  type Rule,
  rules,
  variantsOf,
  withDecay,
} from "@optspec/core";

export type AnyOptimizer = Optimizer<string, string, string, FloatArray>;
export type DType = "f32" | "f64";
export const dtypes: readonly DType[] = ["f32", "f64"];

/** Every program of every family, the normative ones first, and two with weight decay; with what a test calls it. */
export const programs: readonly { readonly name: string; readonly rule: Rule }[] = [
  ...Object.values(families).flatMap((family) =>
    variantsOf(family).map((rule) => ({
      name: [rule.name, ...Object.entries(rule.choice).map(([axis, value]) => `${axis}=${value}`)].join(" "),
      rule,
    })),
  ),
  ...(["coupled", "decoupled"] as const).map((kind) => {
    const rule = withDecay(rules.momentum, kind);
    return { name: rule.name, rule };
  }),
];

export function numbersOf(dtype: DType, values: readonly number[]): FloatArray {
  return dtype === "f32" ? new Float32Array(values) : new Float64Array(values);
}

/** An optimizer with three parameters in two groups. */
export function makeOptimizer(rule: Rule, dtype: DType, options: Options = {}, seed = 1): AnyOptimizer {
  const random = generator(seed);
  const values = (count: number): FloatArray =>
    numbersOf(
      dtype,
      Array.from({ length: count }, () => 2 * random() - 1),
    );
  return createOptimizer<string, string, string, FloatArray>(
    rule,
    {},
    { w: values(7), b: values(3), "layers.0/weight": values(1) },
    { groups: { biases: { params: ["b"], config: { lr: 0.05 } } }, ...options },
  );
}

/** Steps with gradients that depend on t alone, so that whoever is at t goes the same way. */
export function train(optimizer: AnyOptimizer, steps: number): void {
  for (let step = 0; step < steps; step++) {
    const random = generator(1000 + optimizer.t);
    for (const gradient of Object.values(optimizer.grads))
      for (let i = 0; i < gradient.length; i++) gradient[i] = 2 * random() - 1;
    optimizer.step();
  }
}

/** Everything that the next steps depend on, arrays as their bits. */
export function bitsOf(optimizer: Pick<AnyOptimizer, "snapshot">): unknown {
  const { params, state, ...rest } = optimizer.snapshot();
  const bits = (arrays: Readonly<Record<string, FloatArray>>): [string, string][] =>
    Object.entries(arrays)
      .map(([name, array]): [string, string] => [name, hex(array)])
      .sort();
  return {
    ...rest,
    params: bits(params),
    state: Object.entries(state)
      .map(([name, slots]) => [name, bits(slots)] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  };
}

export function hex(array: ArrayBufferView): string {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString("hex");
}

/** Numbers in [0, 1) that are the same everywhere (a 32-bit linear congruence, Numerical Recipes). */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
