import { describe, expect, it } from "vitest";
import { adam, createOptimizer, defineRule, gd, momentum, type Optimizer } from "../../src/index.ts";
import { bitsOf, everySubject, types } from "./subjects.ts";

const one = (...names: string[]): Record<string, Float64Array> =>
  Object.fromEntries(names.map((name) => [name, new Float64Array([0])]));
type Steppable = Pick<Optimizer<string, string, string, Float64Array>, "params" | "step">;
/** How far each parameter moves from 0 with a gradient of −1. */
const moves = (optimizer: Steppable): Record<string, number> => {
  const names = Object.keys(optimizer.params);
  for (const name of names) optimizer.params[name]!.fill(0);
  optimizer.step(Object.fromEntries(names.map((name) => [name, new Float64Array([-1])])));
  return Object.fromEntries(names.map((name) => [name, optimizer.params[name]![0]!]));
};

describe("a group's own hyperparameters", () => {
  const create = () =>
    createOptimizer(gd, { lr: 1 }, one("a", "b", "c", "d"), {
      groups: {
        slow: { params: ["d", "b" as string], config: { lr: 0.25 } },
        plain: { params: ["c"], config: {} },
      },
    });

  it("hold for its parameters; all others follow the optimizer's", () => {
    expect(moves(create())).toEqual({ a: 1, b: 0.25, c: 1, d: 0.25 });
  });

  it("survive configure, which reaches all groups without a value of their own", () => {
    const optimizer = create();
    optimizer.configure({ lr: 2 });
    expect(moves(optimizer)).toEqual({ a: 2, b: 0.25, c: 2, d: 0.25 });
    expect(optimizer.config).toEqual({ lr: 2 });
  });

  it("change with configure(…, group), and that group's alone", () => {
    const optimizer = create();
    optimizer.configure({ lr: 4 }, "plain");
    expect(moves(optimizer)).toEqual({ a: 1, b: 0.25, c: 4, d: 0.25 });
    optimizer.configure({ lr: 8 }, "slow");
    optimizer.configure({ lr: 3 });
    expect(moves(optimizer)).toEqual({ a: 3, b: 8, c: 4, d: 8 });
  });

  it("are each their own: another hyperparameter still follows the optimizer's", () => {
    const optimizer = createOptimizer(momentum, { lr: 1, momentum: 0 }, one("a", "b"), {
      groups: { slow: { params: ["b" as string], config: { lr: 0.5 } } },
    });
    optimizer.configure({ momentum: 1 });
    expect(moves(optimizer)).toEqual({ a: 1, b: 0.5 });
    expect(moves(optimizer)).toEqual({ a: 2, b: 1 });
  });

  it("are copied: later changes of the caller's objects change nothing", () => {
    const [config, own, members] = [{ lr: 1 }, { lr: 0.5 }, ["b"]];
    const optimizer = createOptimizer(gd, config, one("a", "b"), {
      groups: { slow: { params: members, config: own } },
    });
    [config.lr, own.lr, members[0]] = [9, 9, "a"];
    expect(moves(optimizer)).toEqual({ a: 1, b: 0.5 });
    const change = { lr: 2 };
    optimizer.configure(change);
    change.lr = 9;
    expect(moves(optimizer)).toEqual({ a: 2, b: 0.5 });
  });

  it("may cover every parameter, or none", () => {
    const all = createOptimizer(gd, { lr: 1 }, one("a"), {
      groups: { x: { params: ["a" as string], config: { lr: 2 } } },
    });
    expect(moves(all)).toEqual({ a: 2 });
    const none = createOptimizer(gd, { lr: 1 }, one("a"), {
      groups: { x: { params: [], config: { lr: 2 } } },
    });
    expect(moves(none)).toEqual({ a: 1 });
  });
});

it("a rule may be given with other defaults, in any order", () => {
  const { lr, momentum: decay } = momentum.hypers;
  const optimizer = createOptimizer(
    { ...momentum, hypers: { momentum: decay * 0, lr: lr * 100 } },
    {},
    one("a"),
  );
  expect(moves(optimizer)).toEqual({ a: 1 });
});

describe("configure", () => {
  it("takes effect at the next step, and not before", () => {
    const optimizer = createOptimizer(gd, { lr: 1 }, one("a"));
    expect(moves(optimizer)).toEqual({ a: 1 });
    const before = optimizer.params.a![0];
    optimizer.configure({ lr: 0 });
    expect(optimizer.params.a![0]).toBe(before);
    expect(moves(optimizer)).toEqual({ a: 0 });
  });

  it("keeps what it does not name, and t", () => {
    const optimizer = createOptimizer(adam, { beta1: 0.5 }, one("a"));
    moves(optimizer);
    optimizer.configure({ lr: 0.5 });
    optimizer.configure({});
    expect(optimizer.config).toEqual({ lr: 0.5, beta1: 0.5, beta2: 0.999, eps: 1e-8 });
    expect(optimizer.t).toBe(1);
  });

  it("config is a copy", () => {
    const optimizer = createOptimizer(gd, { lr: 1 }, one("a"));
    (optimizer.config as { lr: number }).lr = 5;
    expect(optimizer.config).toEqual({ lr: 1 });
    expect(moves(optimizer)).toEqual({ a: 1 });
    expect(gd.hypers).toEqual({ lr: 0.01 });
  });

  it("of the group default is what config shows", () => {
    const optimizer = createOptimizer(gd, { lr: 1 }, one("a"));
    optimizer.configure({ lr: 5 }, "default");
    expect(moves(optimizer)).toEqual({ a: 5 });
    expect(optimizer.config).toEqual({ lr: 5 });
  });
});

it("hyperparameters may have the names that objects have", () => {
  const rule = defineRule(
    "rule a\nhyper constructor = 2 in [0, 9]\nhyper toString = 3 in [0, 9]\ntheta = theta - constructor*toString*g",
  );
  const optimizer = createOptimizer(rule, {}, one("a", "b"), {
    groups: { valueOf: { params: ["b" as string], config: { toString: 1 } as never } },
  });
  expect(moves(optimizer)).toEqual({ a: 6, b: 2 });
});

it.each(everySubject)("$name: groups without values of their own change no bit", ({ rule, Type }) => {
  const params = () => ({ a: new Type([1, 2]), b: new Type([3]), c: new Type([-4, 5, 6]) });
  const grads = () => ({ a: new Type([0.1, -7]), b: new Type([1e-3]), c: new Type([4, 5, -6]) });
  const plain = createOptimizer(rule, {}, params());
  const grouped = createOptimizer(rule, {}, params(), {
    groups: { y: { params: ["c", "a"] as ("a" | "b" | "c")[], config: {} }, x: { params: [], config: {} } },
  });
  for (let i = 0; i < 3; i++) {
    plain.step(grads());
    grouped.step(grads());
  }
  const { groups: _, ...expected } = bitsOf(plain);
  expect(bitsOf(grouped)).toMatchObject(expected);
});

describe.each(types)("scalar slots, $dtype", ({ dtype, Type }) => {
  const rule = defineRule(`rule product
hyper beta = 0.1 in [0, 1)
state s = 0
scalar p = 1
scalar n = -0.5

p = p*round(beta)
n = n + 1
s = s + n
theta = theta + p*(g*0 + 1)`);
  const step = (optimizer: { step(grads: { w: never; b: never }): boolean }, times: number): void => {
    for (let i = 0; i < times; i++) optimizer.step({ w: new Type(1), b: new Type(1) } as never);
  };

  it("keep binary64 from step to step, one per group", () => {
    const optimizer = createOptimizer(
      rule,
      {},
      { w: new Type(1), b: new Type(1) },
      {
        groups: { other: { params: ["b"] as ("w" | "b")[], config: { beta: 0.5 } } },
      },
    );
    expect(optimizer.snapshot().groups.other!.scalars).toEqual({ p: 1, n: -0.5 });
    step(optimizer as never, 3);
    const tenth = dtype === "f32" ? Math.fround(0.1) : 0.1;
    const { groups } = optimizer.snapshot();
    expect(groups.default!.scalars).toEqual({ p: tenth * tenth * tenth, n: 2.5 });
    expect(groups.other!.scalars).toEqual({ p: 0.125, n: 2.5 });
    expect(optimizer.state.w.s[0]).toBe(0.5 + 1.5 + 2.5);
    expect(optimizer.params.b[0]).toBe(0.5 + 0.25 + 0.125);
  });

  it("see the configuration of each step", () => {
    const optimizer = createOptimizer(rule, { beta: 0.5 }, { w: new Type(1), b: new Type(1) });
    step(optimizer as never, 1);
    optimizer.configure({ beta: 0.25 });
    step(optimizer as never, 1);
    expect(optimizer.snapshot().groups.default!.scalars.p).toBe(0.125);
  });
});
