import { expectTypeOf, it } from "vitest";
import {
  adam,
  createOptimizer,
  defineRule,
  type FloatArray,
  gd,
  type Optimizer,
  rules,
} from "../../src/index.ts";

// These hold at compile time: `npm run typecheck` fails otherwise. None of the calls under @ts-expect-error is run.

const params = () => ({ w: new Float32Array(2), b: new Float32Array(1) });

it("the names and the type of the parameters, and the rule's names, are known", () => {
  const optimizer = createOptimizer(adam, { lr: 0.1 }, params());
  expectTypeOf(optimizer).toExtend<
    Optimizer<"lr" | "beta1" | "beta2" | "eps", "s" | "r", "w" | "b", Float32Array>
  >();
  expectTypeOf(optimizer.params.w).toExtend<Float32Array>();
  expectTypeOf(optimizer.state.b).toExtend<Readonly<Record<"s" | "r", Float32Array>>>();
  expectTypeOf(optimizer.config.beta1).toEqualTypeOf<number>();
  expectTypeOf(createOptimizer(gd, {}, { w: new Float64Array(1) }).grads.w).toExtend<Float64Array>();
  expectTypeOf(optimizer).toExtend<Pick<Optimizer, "snapshot" | "restore" | "t">>();
});

it("names that are known only when it runs are any names", () => {
  const named: Record<string, Float32Array> = params();
  const optimizer = createOptimizer(rules.adam, { lr: 1 }, named);
  expectTypeOf(optimizer.params.anything).toEqualTypeOf<Float32Array | undefined>();
  const rule = defineRule(String("rule a\nhyper h = 1 in [0, 1]\ntheta = theta - h*g"));
  expectTypeOf(createOptimizer(rule, { h: 0.5 }, named).state.w!.any).toEqualTypeOf<
    Float32Array | undefined
  >();
  expectTypeOf<FloatArray>().toEqualTypeOf<Float32Array | Float64Array>();
});

it("what does not fit does not compile", () => {
  const optimizer = createOptimizer(gd, {}, params());
  void [
    // @ts-expect-error no such hyperparameter
    () => createOptimizer(gd, { rate: 1 }, params()),
    // @ts-expect-error a text for a number
    () => createOptimizer(gd, { lr: "1" }, params()),
    // @ts-expect-error a plain array
    () => createOptimizer(gd, {}, { w: [1, 2] }),
    // @ts-expect-error no such policy
    () => createOptimizer(gd, {}, params(), { nonFinite: "ignore" }),
    // @ts-expect-error no such option
    () => createOptimizer(gd, {}, params(), { nonfinite: "skip" }),
    // @ts-expect-error no such parameter
    () => createOptimizer(gd, {}, params(), { groups: { x: { params: ["c"], config: {} } } }),
    // @ts-expect-error no such hyperparameter in a group
    () => createOptimizer(gd, {}, params(), { groups: { x: { params: ["w", "b"], config: { eps: 1 } } } }),
    // @ts-expect-error no such parameter
    () => optimizer.params.c,
    // @ts-expect-error gd has no state
    () => optimizer.state.w.v,
    // @ts-expect-error no gradient of b
    () => optimizer.step({ w: new Float32Array(2) }),
    // @ts-expect-error another type
    () => optimizer.step({ w: new Float64Array(2), b: new Float64Array(1) }),
    // @ts-expect-error no such hyperparameter
    () => optimizer.configure({ beta1: 0.5 }),
    // @ts-expect-error read only
    () => (optimizer.t = 5),
    // @ts-expect-error read only
    () => (optimizer.params.w = new Float32Array(2)),
  ];
});

it("a group names some of the parameters", () => {
  const groups = { x: { params: ["b"], config: { lr: 1 } } } as const;
  expectTypeOf(createOptimizer(gd, {}, params(), { groups }).params.w).toExtend<Float32Array>();
});

it("gradients may lie in any memory", () => {
  const gradient: Float32Array = new Float32Array(new SharedArrayBuffer(4));
  const optimizer = createOptimizer(gd, {}, { w: new Float32Array(1) });
  optimizer.step({ w: gradient });
});
