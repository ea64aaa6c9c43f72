import { describe, expect, it } from "vitest";
import { adam, createOptimizer, defineRule, type FloatArray, gd, type Optimizer } from "../../src/index.ts";
import { types } from "./subjects.ts";

/** Each role's views in the order of the parameters. */
const rolesOf = ({ params, grads, state }: Optimizer): FloatArray[][] => {
  const names = Object.keys(params);
  const slots = Object.keys(state[names[0]!]!);
  return [
    names.map((name) => params[name]!),
    names.map((name) => grads[name]!),
    ...slots.map((slot) => names.map((name) => state[name]![slot]!)),
  ];
};

describe.each(types)("$dtype", ({ Type }) => {
  const lengths = { a: 3, empty: 0, b: 1, c: 257 };
  const params = (): Record<string, FloatArray> =>
    Object.fromEntries(
      Object.entries(lengths).map(([name, length], i) => [name, new Type(length).fill(i + 1)]),
    );

  it("all arrays are views of one memory; a role is one run of it, unbroken within a group", () => {
    const groups = { second: { params: ["a" as string], config: {} } };
    const optimizer = createOptimizer(adam, {}, params(), { groups });
    const roles = rolesOf(optimizer);
    expect(roles.length).toBe(4);
    const runs = roles.map((views) => {
      for (const view of views) expect(view.buffer).toBe(optimizer.params.a!.buffer);
      const [a, ...others] = views;
      others.slice(1).forEach((view, i) => {
        expect(view.byteOffset).toBe(others[i]!.byteOffset + others[i]!.byteLength);
      });
      const begin = Math.min(...views.map((view) => view.byteOffset));
      const end = Math.max(...views.map((view) => view.byteOffset + view.byteLength));
      expect(a!.byteOffset).toBeGreaterThanOrEqual(others.at(-1)!.byteOffset + others.at(-1)!.byteLength);
      // A group may begin at the next multiple of 16 elements.
      expect(end - begin).toBeLessThan((261 + 16) * Type.BYTES_PER_ELEMENT);
      return [begin, end] as const;
    });
    runs.sort(([first], [second]) => first - second);
    runs.slice(1).forEach(([begin], i) => {
      expect(begin).toBeGreaterThanOrEqual(runs[i]![1]);
    });
  });

  it("starts from copies of the parameters, zero gradients and the declared states", () => {
    const rule = defineRule("rule a\nstate one = 0.1\nstate two = -0\none = g\ntwo = g\ntheta = theta - g");
    const given = params();
    const optimizer = createOptimizer(rule, {}, given);
    const tenth = Type === Float32Array ? Math.fround(0.1) : 0.1;
    for (const [name, length] of Object.entries(lengths)) {
      expect(optimizer.params[name]).toEqual(given[name]);
      expect(optimizer.params[name]!.constructor).toBe(Type);
      expect(optimizer.grads[name]).toEqual(new Type(length));
      expect(optimizer.state[name]).toEqual({
        one: new Type(length).fill(tenth),
        two: new Type(length).fill(-0),
      });
    }
    optimizer.grads.a!.fill(1);
    optimizer.step();
    expect(given).toEqual(params());
    given.a!.fill(99);
    expect([...optimizer.params.a!]).toEqual([0, 0, 0]);
  });

  it("the views stay the same and live", () => {
    const optimizer = createOptimizer(adam, {}, params());
    const { params: theta, grads, state } = optimizer;
    const [a, g, s] = [theta.a!, grads.a!, state.a!.s];
    g.fill(2);
    optimizer.step();
    expect([optimizer.params.a, optimizer.grads.a, optimizer.state.a!.s]).toEqual([a, g, s]);
    expect(optimizer.params.a).toBe(a);
    expect(optimizer.state.a!.s).toBe(s);
    expect([...g]).toEqual([2, 2, 2]);
    expect(s[0]).toBeCloseTo(0.2, 7);
    a[0] = 7;
    s[0] = 0;
    g.fill(0);
    optimizer.step();
    expect([a[0], s[0]]).toEqual([7, 0]);
    expect(s[1]).toBeCloseTo(0.18, 7);
  });

  it("tensors may all be empty", () => {
    const optimizer = createOptimizer(adam, {}, { w: new Type(0), b: new Type(0) });
    expect(optimizer.step()).toBe(true);
    expect(optimizer.step({ w: new Type(0), b: new Type(0) })).toBe(true);
    expect([optimizer.t, optimizer.params.w.length, optimizer.state.b.r.length]).toEqual([2, 0, 0]);
    optimizer.restore(optimizer.snapshot());
    expect(optimizer.t).toBe(2);
  });

  it("parameters may be views into other memory, or shared memory", () => {
    const shared: FloatArray = new Type(new SharedArrayBuffer(64) as never, 8, 2);
    shared.set([5, 6]);
    const optimizer = createOptimizer(
      gd,
      { lr: 1 },
      { w: new Type([1, 2, 3, 4]).subarray(1, 3) as FloatArray, s: shared },
    );
    optimizer.step({ w: new Type([9, 1, 1, 9]).subarray(1, 3), s: shared });
    expect([...optimizer.params.w, ...optimizer.params.s]).toEqual([1, 2, 0, 0]);
  });
});

it("no two optimizers share an element, large or small", () => {
  const sizes = [1, 3, 0, 16, 17, 1000, 2, 70_000, 5, 300_000, 1];
  const optimizers = Array.from({ length: 40 }, (_, i) => {
    const w = new Float32Array(sizes[i % sizes.length]!).fill(i);
    return createOptimizer(adam, { lr: 0 }, { w });
  });
  for (const [i, { grads }] of optimizers.entries()) grads.w.fill(i);
  for (const optimizer of optimizers) optimizer.step();
  for (const [i, { params: theta, grads, state }] of optimizers.entries())
    for (const [view, value] of [
      [theta.w, i],
      [grads.w, i],
      [state.w.s, Math.fround(Math.fround(1 - 0.9) * i)],
    ] as const)
      expect(view.every((element) => element === value)).toBe(true);
});
