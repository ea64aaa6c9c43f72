import {
  createOptimizer,
  defineRule,
  type FloatArray,
  type Optimizer,
  type Rule,
  rules,
  withDecay,
} from "../../src/index.ts";

/** A rule with every kind of slot: two states, one not from zero, and two scalar slots, one a running product. */
export const running: Rule<"lr" | "beta", "m" | "top"> = defineRule(`rule running
hyper lr = 0.1 in [0, inf)
hyper beta = 0.5 in [0, 1)
state m = 0
state top = 0.1
scalar p = 1
scalar n = 0

p = p*beta
n = n + lr
m = beta*m + (1 - beta)*g
top = max(top, abs(m))
theta = theta - lr*m/(1 - p)/max(top, 1e-30) + n*1e-3*min(g, -0.5)
`);

/** A rule with layers and rows, whose elements see each other. */
export const reducing: Rule<"lr" | "eps", "m"> = defineRule(`rule reducing
hyper lr = 0.1 in [0, inf)
hyper eps = 1e-8 in [0, inf)
state m = 0
scalar n = 0

n = n + lr
m = 0.9*m + 0.1*g
size = sqrt(rowsum(m*m)) + eps
share = select(largest(size) < n/columns, n, sum(g)/rows)
theta = theta - lr*m/size - 1e-3*share*theta
`);

/** The rules of the specification, one with weight decay, and one that uses all the rest of the language. */
export const subjects: readonly Rule[] = [
  ...Object.values(rules),
  withDecay(rules.adam, "coupled"),
  running,
  reducing,
];
export const types: readonly { dtype: "f32" | "f64"; Type: typeof Float32Array | typeof Float64Array }[] = [
  { dtype: "f32", Type: Float32Array },
  { dtype: "f64", Type: Float64Array },
];
export const everySubject: readonly {
  name: string;
  rule: Rule;
  Type: typeof Float32Array | typeof Float64Array;
}[] = subjects.flatMap((rule) =>
  types.map(({ dtype, Type }) => ({ name: `${rule.name} ${dtype}`, rule, Type })),
);

const bytes = (array: FloatArray): string =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString("hex");
const allBytes = (arrays: Readonly<Record<string, FloatArray>>): Record<string, string> =>
  Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, bytes(array)]));

/** Everything that can be seen of an optimizer, every bit. */
export function bitsOf(optimizer: Optimizer): Record<string, unknown> {
  // Cloned, since a later look must not be able to change what this one saw.
  const { groups, config, program } = structuredClone(optimizer.snapshot());
  return {
    params: allBytes(optimizer.params),
    grads: allBytes(optimizer.grads),
    state: Object.fromEntries(
      Object.entries(optimizer.state).map(([name, slots]) => [name, allBytes(slots)]),
    ),
    t: optimizer.t,
    skipped: optimizer.skipped,
    config: [config, optimizer.config],
    groups,
    program,
  };
}

/** An optimizer of a rule over two tensors in two groups, three updates in. */
export function trained(
  rule: Rule,
  Type: typeof Float32Array | typeof Float64Array,
  options: { nonFinite?: "throw" | "skip" } = {},
): Optimizer {
  const params: Record<string, FloatArray> = { w: new Type([1, -0, 3]), b: new Type([-1]) };
  const groups = { slow: { params: ["b"], config: { lr: 0.25 } } };
  const optimizer = createOptimizer(rule, {}, params, { groups, ...options });
  for (let i = 1; i <= 3; i++)
    optimizer.step({ w: new Type([i, -i / 3, 0.1]) as FloatArray, b: new Type([i / 7]) as FloatArray });
  return optimizer;
}
