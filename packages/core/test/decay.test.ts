import { describe, expect, it } from "vitest";
import {
  adam,
  checkProgram,
  createOptimizer,
  type DecayKind,
  defineRule,
  gd,
  momentum,
  parseRule,
  printProgram,
  profileRule,
  profiles,
  type Rule,
  rules,
  withDecay,
} from "../src/index.ts";
import { bundled } from "./backends/bundle.ts";

const kinds: readonly DecayKind[] = ["coupled", "decoupled"];
const assignments = (rule: Rule): string[] => printProgram(rule.program).split("\n\n")[1]!.trim().split("\n");
const w = (...values: number[]) => ({ w: Float64Array.from(values) });

describe("withDecay", () => {
  it("coupled: the gradient is g + λ·θ, everywhere", () => {
    expect(assignments(withDecay(adam, "coupled"))).toEqual([
      "decayed = g + weight_decay*theta",
      "s = beta1*s + (1 - beta1)*decayed",
      "r = beta2*r + (1 - beta2)*(decayed*decayed)",
      "theta = theta - lr*sqrt(1 - beta2^t)/(1 - beta1^t)*s/sqrt(r + eps*(1 - beta2^t))",
    ]);
  });

  it("decoupled: η·λ·θ is taken from θ before the step", () => {
    expect(assignments(withDecay(momentum, "decoupled"))).toEqual([
      "v = momentum*v - lr*g",
      "theta = (1 - lr*weight_decay)*theta + v",
    ]);
  });

  it("adds the hyperparameter to those of the rule, and keeps what the rule has besides", () => {
    const rule = withDecay(profileRule("pytorch", "momentum"), "coupled");
    expect(rule).toMatchObject({ name: "momentum_coupled", decay: "coupled", states: ["v"] });
    expect(rule.hypers).toEqual({ lr: 0.001, momentum: 0, weight_decay: 0 });
    expect(rule).toHaveProperty("choice", { lrInVelocity: "no" });
    expect(rule.source).toContain("hyper weight_decay = 0 in [0, inf)\n");
    expect(rule.undecayed.name).toBe("momentum");
  });

  it.each(
    Object.entries(profiles).flatMap(([profile, rows]) =>
      Object.keys(rows).flatMap((rule) => kinds.map((kind) => [profile, rule, kind] as const)),
    ),
  )("%s %s %s: is a program, and reads back from its canonical text", (profile, rule, kind) => {
    const { program, source, name } = withDecay(profileRule(profile, rule), kind);
    checkProgram(program);
    expect(printProgram(parseRule(source))).toBe(source);
    expect(name).toBe(`${rule}_${kind}`);
  });

  it("finds a name for the decayed gradient that the program does not have", () => {
    const rule = defineRule(`rule taken
hyper decayed = 1 in [0, 9]
state v = 0
decayed_ = 2*g
v = v + decayed_
theta = theta - decayed*v*g`);
    const decayed = withDecay(rule, "coupled");
    expect(assignments(decayed)).toEqual([
      "decayed__ = g + weight_decay*theta",
      "decayed_ = 2*decayed__",
      "v = v + decayed_",
      "theta = theta - decayed*v*decayed__",
    ]);
    checkProgram(decayed.program);
  });

  it("decays what the whole step sees of θ, and nothing after it", () => {
    const rule = defineRule(`rule looking
hyper lr = 1 in [0, 9]
state before = 0
state after = 0
before = theta + g
theta = theta - lr*before
after = theta + g`);
    expect(assignments(withDecay(rule, "decoupled"))).toEqual([
      "before = (1 - lr*weight_decay)*theta + g",
      "theta = (1 - lr*weight_decay)*theta - lr*before",
      "after = theta + g",
    ]);
  });

  it("names what does not fit", () => {
    expect(() => withDecay(adam, "l2" as DecayKind)).toThrow("decay: expected coupled, decoupled, got l2");
    expect(() => withDecay(withDecay(adam, "coupled"), "decoupled")).toThrow(
      "adam_coupled: expected no weight_decay of its own, got one",
    );
    const rateless = defineRule("rule rateless\ntheta = theta - g");
    expect(() => withDecay(rateless, "decoupled")).toThrow(
      "rateless: expected a hyperparameter lr, got none",
    );
    expect(withDecay(rateless, "coupled").hypers).toEqual({ weight_decay: 0 });
  });
});

describe("an optimizer with decay", () => {
  it("coupled: works the decay into the state", () => {
    const optimizer = createOptimizer(
      withDecay(momentum, "coupled"),
      { lr: 0.5, momentum: 0.5, weight_decay: 0.25 },
      w(8),
    );
    optimizer.step(w(2)); // g + λθ = 4, v = −2
    expect([optimizer.state.w.v[0], optimizer.params.w[0]]).toEqual([-2, 6]);
    optimizer.step(w(0)); // g + λθ = 1.5, v = −1 − 0.75
    expect([optimizer.state.w.v[0], optimizer.params.w[0]]).toEqual([-1.75, 4.25]);
  });

  it("decoupled: keeps the decay out of the state, and takes the rate of each update", () => {
    const optimizer = createOptimizer(
      withDecay(momentum, "decoupled"),
      { lr: 0.5, momentum: 0.5, weight_decay: 0.25 },
      w(8),
    );
    optimizer.step(w(2)); // v = −1, θ = 7/8·8 − 1
    expect([optimizer.state.w.v[0], optimizer.params.w[0]]).toEqual([-1, 6]);
    optimizer.configure({ lr: 2 });
    optimizer.step(w(0)); // v = −0.5, θ = 1/2·6 − 0.5
    expect([optimizer.state.w.v[0], optimizer.params.w[0]]).toEqual([-0.5, 2.5]);
  });

  it("decays weights and leaves biases alone, where their group says so", () => {
    const params = { weight: Float64Array.of(4, -2), bias: Float64Array.of(4, -2) };
    const optimizer = createOptimizer(withDecay(adam, "decoupled"), { lr: 0.5, weight_decay: 0.5 }, params, {
      groups: { plain: { params: ["bias"], config: { weight_decay: 0 } } },
    });
    const nothing = { weight: new Float64Array(2), bias: new Float64Array(2) };
    optimizer.step(nothing);
    expect(optimizer.params).toEqual({ weight: Float64Array.of(3, -1.5), bias: Float64Array.of(4, -2) });
    optimizer.configure({ weight_decay: 1 });
    optimizer.step(nothing);
    expect(optimizer.params).toEqual({ weight: Float64Array.of(1.5, -0.75), bias: Float64Array.of(4, -2) });
  });

  it("goes on from a snapshot, which carries the program with the decay and each group's λ", () => {
    const create = (kind: DecayKind, weightDecay: number) =>
      createOptimizer(
        withDecay(momentum, kind),
        { lr: 0.1, weight_decay: weightDecay },
        { weight: Float32Array.of(1), bias: Float32Array.of(1) },
        { groups: { plain: { params: ["bias"], config: { weight_decay: weightDecay / 2 } } } },
      );
    const first = create("decoupled", 0.5);
    first.grads.weight.fill(1);
    first.step();
    const saved = first.snapshot();
    expect(saved.program).toContain("theta = (1 - lr*weight_decay)*theta + v");
    const second = create("decoupled", 0.125);
    second.restore(saved);
    second.grads.weight.fill(1);
    first.step();
    second.step();
    expect(second.snapshot()).toEqual(first.snapshot());
    expect(() => create("coupled", 0.5).restore(saved)).toThrow(
      'snapshot.rule: expected "momentum_coupled", got "momentum_decoupled"',
    );
    const plain = createOptimizer(momentum, {}, { weight: Float32Array.of(1), bias: Float32Array.of(1) });
    expect(() => plain.restore(saved)).toThrow('expected "momentum", got "momentum_decoupled"');
  });

  it.each(Object.values(rules).map((rule) => [rule.name, rule] as const))(
    "%s: decoupled with λ = 0 is the rule itself, every bit, also of −0 and ∞",
    (_, rule) => {
      const theta = [1, -2.5, -0, 0, Infinity, 1e-310, 3];
      const gradients = [0.5, -1, 0, -0, 1, 1e-300, Number.NaN];
      const [decayed, own] = [withDecay(rule, "decoupled"), rule].map((each: Rule) =>
        createOptimizer(each, { lr: 0.125 }, w(...theta)),
      );
      for (let t = 0; t < 5; t++) {
        decayed!.step(w(...gradients));
        own!.step(w(...gradients));
        expect(decayed!.params.w).toEqual(own!.params.w);
        expect(decayed!.state).toEqual(own!.state);
      }
    },
  );

  it("of gradient descent is the same for both kinds, over the reals", () => {
    const config = { lr: 0.5, weight_decay: 0.25 };
    const [coupled, decoupled] = kinds.map((kind) => createOptimizer(withDecay(gd, kind), config, w(8, -16)));
    for (const g of [2, -4, 0]) {
      coupled!.step(w(g, g));
      decoupled!.step(w(g, g));
    }
    expect(coupled!.params).toEqual(decoupled!.params);
  });
});

it("is in a bundle only where it is asked for", async () => {
  const [without] = await bundled("createOptimizer", "adam");
  const [with_] = await bundled("createOptimizer", "adam", "withDecay");
  expect(without!.code).not.toContain("weight_decay");
  expect(with_!.code).toContain("weight_decay");
  // What compiles a program comes with it, but neither the parser nor the checks.
  expect(with_!.bytes - without!.bytes).toBeLessThan(2000);
  expect(with_!.code).not.toContain("is a reserved name");
});
