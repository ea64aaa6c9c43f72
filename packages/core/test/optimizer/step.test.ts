import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { createOptimizer, defineRule, type FloatArray, gd } from "../../src/index.ts";
import { bitsOf, everySubject, trained } from "./subjects.ts";

describe.each(everySubject)("$name", ({ rule, Type }) => {
  const gradients = (): Record<string, FloatArray> => ({ w: new Type([1, -2, 0.5]), b: new Type([7]) });

  it("step(grads) does what writing the gradients and step() does", () => {
    const [given, written] = [trained(rule, Type), trained(rule, Type)];
    expect(bitsOf(given)).toEqual(bitsOf(written));
    expect(given.step(gradients())).toBe(true);
    written.grads.w!.set([1, -2, 0.5]);
    written.grads.b!.set([7]);
    expect(written.step()).toBe(true);
    expect(bitsOf(given)).toEqual(bitsOf(written));
    expect(given.t).toBe(4);
  });

  it("step(grads) copies: the arrays given stay the caller's", () => {
    const optimizer = trained(rule, Type);
    const given = gradients();
    optimizer.step(given);
    expect(given).toEqual(gradients());
    expect(optimizer.grads).toEqual(gradients());
    given.w!.fill(99);
    expect(optimizer.grads).toEqual(gradients());
  });

  it("step(undefined) is step(), and step(optimizer.grads) too", () => {
    const [plain, none, own] = [trained(rule, Type), trained(rule, Type), trained(rule, Type)];
    plain.step();
    none.step(undefined);
    own.step(own.grads);
    expect(bitsOf(none)).toEqual(bitsOf(plain));
    expect(bitsOf(own)).toEqual(bitsOf(plain));
  });

  it("optimizers do not share anything", () => {
    const first = trained(rule, Type);
    const before = bitsOf(first);
    const second = trained(rule, Type);
    second.configure({ lr: 9 });
    second.configure({ lr: 9 }, "slow");
    second.step(gradients());
    expect(bitsOf(first)).toEqual(before);
  });
});

it("takes objects and arrays from another realm, and objects without a prototype", () => {
  const optimizer = createOptimizer(
    gd,
    { lr: 1 },
    { w: runInNewContext("new Float32Array([1])") as Float32Array },
  );
  const grads = Object.assign(Object.create(null) as object, { w: runInNewContext("new Float32Array([2])") });
  optimizer.step(grads as { w: Float32Array<ArrayBuffer> });
  optimizer.configure(Object.assign(Object.create(null) as object, { lr: 3 }));
  expect(optimizer.config).toEqual({ lr: 3 });
  optimizer.configure(runInNewContext("({ lr: 4 })") as { lr: number });
  expect(optimizer.config).toEqual({ lr: 4 });
  expect(optimizer.params.w).toEqual(new Float32Array([-1]));
});

describe("a scalar that cannot be evaluated", () => {
  const rule = defineRule(
    "rule a\nhyper lr = 1 in [0, 9]\nstate s = 0\ns = g\ntheta = theta - lr*2^(3 - t)*g",
  );
  it("stops the update before anything is written, every time", () => {
    const optimizer = createOptimizer(rule, {}, { w: new Float32Array([1]) });
    const step = (g: number): boolean => optimizer.step({ w: new Float32Array([g]) });
    step(1);
    step(1);
    step(1);
    expect([...optimizer.params.w]).toEqual([1 - 4 - 2 - 1]);
    const before = bitsOf(optimizer);
    for (let i = 0; i < 2; i++) {
      expect(() => step(5)).toThrow("power: expected a whole exponent >= 0, got -1");
      expect(() => optimizer.step()).toThrow(RangeError);
      expect(bitsOf(optimizer)).toEqual(before);
    }
  });
});

it("the order of assignments counts, and reads above an assignment see the old value", () => {
  const rule = defineRule(
    "rule a\nstate s = 1\nstate q = 2\nx = s\ns = q + g\nq = x + s\ntheta = theta + x*100 + q",
  );
  const optimizer = createOptimizer(rule, {}, { w: new Float64Array([0]) });
  optimizer.step({ w: new Float64Array([10]) });
  expect([optimizer.state.w.s[0], optimizer.state.w.q[0], optimizer.params.w[0]]).toEqual([12, 13, 113]);
  optimizer.step({ w: new Float64Array([0]) });
  expect([optimizer.state.w.s[0], optimizer.state.w.q[0], optimizer.params.w[0]]).toEqual([
    13,
    25,
    113 + 1225,
  ]);
});

it.each(["portable", "wasm"] as const)(
  "%s: gradients may be handed over as each other's views",
  (backend) => {
    const params = { a: Float64Array.of(1), b: Float64Array.of(2) };
    const optimizer = createOptimizer(gd, { lr: 1 }, params, { backend });
    optimizer.grads.a[0] = 10;
    optimizer.grads.b[0] = 20;
    optimizer.step({ a: optimizer.grads.b, b: optimizer.grads.a });
    expect([optimizer.params.a[0], optimizer.params.b[0]]).toEqual([-19, -8]);
  },
);
