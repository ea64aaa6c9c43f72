import { describe, expect, it } from "vitest";
import { adam, createOptimizer, defineRule, type FloatArray, gd, type Snapshot } from "../../src/index.ts";
import { bitsOf, everySubject, trained } from "./subjects.ts";

type Changeable<T> = T extends FloatArray ? T : { -readonly [Key in keyof T]: Changeable<T[Key]> };

describe.each(everySubject)("$name", ({ rule, Type }) => {
  const grads = (): Record<string, FloatArray> => ({ w: new Type([1, -2, 0.5]), b: new Type([7]) });

  it("a snapshot has everything", () => {
    const optimizer = trained(rule, Type, { nonFinite: "skip" });
    optimizer.step({ ...grads(), b: new Type([Number.NaN]) });
    optimizer.configure({ lr: 0.5 });
    const { program, ...snapshot } = optimizer.snapshot();
    const { params, state } = structuredClone({ params: optimizer.params, state: optimizer.state });
    const known = { p: 0.125, n: 0.1 + 0.1 + 0.1 };
    const scalarsOf = (values: Record<string, number>): Record<string, number> =>
      Object.fromEntries(rule.program.scalars.map(({ name }) => [name, values[name]!]));
    const [scalars, slow] = [scalarsOf(known), scalarsOf({ ...known, n: 0.75 })];
    expect(snapshot).toEqual({
      rule: rule.name,
      dtype: Type === Float32Array ? "f32" : "f64",
      t: 3,
      skipped: 1,
      config: { ...rule.hypers, lr: 0.5 },
      groups: {
        default: { params: ["w"], config: {}, scalars },
        slow: { params: ["b"], config: { lr: 0.25 }, scalars: slow },
      },
      ...(rule.compiled.reductions && { shapes: { w: [3], b: [1] } }),
      params,
      state,
    });
    expect(program.length).toBe(rule.program.assignments.length);
    expect(program.at(-1)).toMatch(/^theta = theta [-+] /);
  });

  it("a snapshot is a deep copy: nothing done to the optimizer changes it", () => {
    const optimizer = trained(rule, Type);
    const snapshot = optimizer.snapshot();
    const copy = structuredClone(snapshot);
    optimizer.step(grads());
    optimizer.configure({ lr: 0 });
    optimizer.configure({ lr: 0 }, "slow");
    optimizer.params.w!.fill(9);
    expect(snapshot).toEqual(copy);
    for (const array of [snapshot.params.w!, ...Object.values(snapshot.state.w!)]) {
      expect(array.constructor).toBe(Type);
      expect(array.buffer.byteLength).toBe(array.byteLength);
    }
  });

  it("nothing done to a snapshot changes the optimizer, not even after it was restored", () => {
    const optimizer = trained(rule, Type);
    const before = bitsOf(optimizer);
    const snapshot = optimizer.snapshot() as Changeable<Snapshot>;
    optimizer.restore(snapshot);
    expect(bitsOf(optimizer)).toEqual(before);
    snapshot.t = 99;
    snapshot.config.lr = 99;
    snapshot.groups.slow!.config.lr = 99;
    snapshot.program.pop();
    for (const scalar of Object.keys(snapshot.groups.slow!.scalars))
      snapshot.groups.slow!.scalars[scalar] = 99;
    snapshot.params.w!.fill(99);
    for (const array of Object.values(snapshot.state.w!)) array.fill(99);
    expect(bitsOf(optimizer)).toEqual(before);
  });

  it("nor does a change of a group's list of parameters", () => {
    const optimizer = trained(rule, Type);
    const before = bitsOf(optimizer);
    (optimizer.snapshot() as Changeable<Snapshot>).groups.slow!.params.push("w");
    expect(bitsOf(optimizer)).toEqual(before);
  });

  it("restore takes back everything but the gradients, to the bit", () => {
    const optimizer = trained(rule, Type, { nonFinite: "skip" });
    optimizer.params.w![0] = Number.NaN;
    const before = bitsOf(optimizer);
    const snapshot = optimizer.snapshot();
    optimizer.step(grads());
    optimizer.step({ ...grads(), b: new Type([Infinity]) });
    optimizer.configure({ lr: 0 });
    optimizer.configure({ lr: 0 }, "slow");
    const { grads: last } = bitsOf(optimizer);
    optimizer.restore(snapshot);
    expect(bitsOf(optimizer)).toEqual({ ...before, grads: last });
  });

  it("restore keeps the views", () => {
    const optimizer = trained(rule, Type);
    const { w } = optimizer.params;
    const snapshot = optimizer.snapshot();
    w!.fill(5);
    optimizer.restore(snapshot);
    expect(optimizer.params.w).toBe(w);
    expect(w).toEqual(snapshot.params.w);
  });
});

describe("names, not positions, are matched", () => {
  it("parameters, states, scalars and groups may stand in another order", () => {
    const declarations = [
      "hyper lr = 1 in [0, 9]",
      "hyper c = 2 in [0, 9]",
      "state s = 1",
      "state q = 2",
      "scalar a = 3",
      "scalar b = 4",
    ];
    const body = "a = a + 1\nb = b*2\ns = s + a*g\nq = q + b*g\ntheta = theta - lr*c*(s + q)";
    const [first, second] = [declarations, [...declarations].reverse()].map((header) =>
      defineRule(`rule x\n${header.join("\n")}\n${body}`),
    );
    const array = (...values: number[]): FloatArray => new Float64Array(values);
    const one = createOptimizer(
      first!,
      {},
      { w: array(1, 2), b: array(3) },
      { groups: { y: { params: ["w"], config: {} }, z: { params: ["b"], config: { lr: 5 } } } },
    );
    const two = createOptimizer(
      second!,
      { lr: 3 },
      { b: array(0), w: array(0, 0) },
      { groups: { z: { params: ["b"], config: {} }, y: { params: ["w"], config: { c: 5 } } } },
    );
    for (const optimizer of [one, two]) optimizer.step({ w: array(1, 1), b: array(2) });
    two.restore(one.snapshot());
    for (const optimizer of [one, two]) optimizer.step({ w: array(-1, 4), b: array(3) });
    expect(two.snapshot()).toEqual(one.snapshot());
    expect(two.params).toEqual(one.params);
  });

  it("the caller's names may be any", () => {
    const names = ["__proto__", "constructor", "1", "0"];
    const make = (...order: string[]) =>
      createOptimizer(
        adam,
        {},
        Object.fromEntries(order.map((name) => [name, new Float32Array([Number(name.length)])])),
      );
    const one = make(...names);
    one.step(Object.fromEntries(names.map((name, i) => [name, new Float32Array([i])])));
    const two = make(...[...names].reverse());
    two.restore(structuredClone(one.snapshot()));
    expect(bitsOf(two).params).toEqual(bitsOf(one).params);
    expect(bitsOf(two).state).toEqual(bitsOf(one).state);
  });
});

it("the program's layout does not matter, its order of operations does", () => {
  const spaced = defineRule("rule gd # the same\nhyper lr = 0.5 in [0, 1]\n\n  theta = (theta) - (lr * g)");
  const other = defineRule("rule gd\nhyper lr = 0.5 in [0, 1]\ntheta = theta - g*lr");
  const snapshot = createOptimizer(gd, {}, { w: new Float32Array(1) }).snapshot();
  createOptimizer(spaced, {}, { w: new Float32Array(1) }).restore(snapshot);
  expect(() => createOptimizer(other, {}, { w: new Float32Array(1) }).restore(snapshot)).toThrow(
    'snapshot.program[0]: expected "theta = theta - g*lr", got "theta = theta - lr*g"',
  );
});
