import { describe, expect, it } from "vitest";
import { adagrad, adam, adamax, createOptimizer, gd, momentum, type Rule, rmsprop } from "../../src/index.ts";

// Worked out on paper from the source's formulas, with numbers that every step keeps exactly.
describe.each([Float32Array, Float64Array])("%o", (Type) => {
  const w = (...values: number[]) => ({ w: new Type(values) });

  it("gd: θ − η·g", () => {
    const optimizer = createOptimizer(gd, { lr: 0.5 }, w(1, -2, 0));
    optimizer.step(w(2, -4, 0.25));
    expect([...optimizer.params.w]).toEqual([0, 0, -0.125]);
    optimizer.step(w(1, 1, 0));
    expect([...optimizer.params.w]).toEqual([-0.5, -0.5, -0.125]);
  });

  it("momentum: v ← γ·v − η·g, θ ← θ + v, with the rate of each step in the velocity", () => {
    const optimizer = createOptimizer(momentum, { lr: 0.5, momentum: 0.25 }, w(1));
    optimizer.step(w(2));
    expect([optimizer.state.w.v[0], optimizer.params.w[0]]).toEqual([-1, 0]);
    optimizer.configure({ lr: 2 });
    optimizer.step(w(1));
    expect([optimizer.state.w.v[0], optimizer.params.w[0]]).toEqual([-2.25, -2.25]);
    optimizer.step(w(0));
    expect([optimizer.state.w.v[0], optimizer.params.w[0]]).toEqual([-0.5625, -2.8125]);
  });

  it("adagrad: r ← r + g², θ − η·g/√(r + ε)", () => {
    const optimizer = createOptimizer(adagrad, { lr: 0.5, eps: 7 }, w(1));
    optimizer.step(w(3)); // √(9 + 7) = 4
    expect([optimizer.state.w.r[0], optimizer.params.w[0]]).toEqual([9, 0.625]);
    optimizer.configure({ eps: 2 });
    optimizer.step(w(-5)); // √(34 + 2) = 6
    expect(optimizer.state.w.r[0]).toBe(34);
    expect(optimizer.params.w[0]).toBe(
      Type === Float32Array ? Math.fround(0.625 + Math.fround(2.5 / 6)) : 0.625 + 2.5 / 6,
    );
  });

  it("rmsprop: r ← ρ·r + (1 − ρ)·g², θ − η·g/√(r + ε)", () => {
    const optimizer = createOptimizer(rmsprop, { lr: 0.5, rho: 0.75, eps: 5 }, w(1));
    optimizer.step(w(4)); // r = 16/4, √(4 + 5) = 3
    expect(optimizer.state.w.r[0]).toBe(4);
    expect(optimizer.params.w[0]).toBeCloseTo(1 - 2 / 3, Type === Float32Array ? 6 : 15);
    optimizer.configure({ rho: 0.5, eps: 14 });
    optimizer.step(w(-12)); // r = 4/2 + 144/2
    expect(optimizer.state.w.r[0]).toBe(74);
    optimizer.configure({ eps: 7 });
    optimizer.step(w(0)); // r = 37, and θ stays
    expect(optimizer.state.w.r[0]).toBe(37);
  });

  it("adamax: ŝ/(u + ε), the norm uncorrected", () => {
    const optimizer = createOptimizer(adamax, { lr: 3, beta1: 0.5, beta2: 0.5, eps: 2 }, w(1));
    optimizer.step(w(-4)); // ŝ = −4, u = 4
    expect([optimizer.state.w.s[0], optimizer.state.w.u[0], optimizer.params.w[0]]).toEqual([-2, 4, 3]);
    optimizer.step(w(1)); // s = −1 + 1/2, u = max(2, 1), ŝ = −(1/2)/(3/4) = −2/3
    expect([optimizer.state.w.s[0], optimizer.state.w.u[0]]).toEqual([-0.5, 2]);
    expect(optimizer.params.w[0]).toBeCloseTo(3.5, Type === Float32Array ? 6 : 15);
    optimizer.step(w(3)); // u = max(1, 3)
    expect(optimizer.state.w.u[0]).toBe(3);
  });

  it("adam: ŝ/√(r̂ + ε) with both moments corrected", () => {
    const optimizer = createOptimizer(adam, { lr: 5, beta1: 0.5, beta2: 0.75, eps: 9 }, w(1));
    optimizer.step(w(4)); // ŝ = 4, r̂ = 16, √(16 + 9) = 5
    expect([optimizer.state.w.s[0], optimizer.state.w.r[0]]).toEqual([2, 4]);
    expect(optimizer.params.w[0]).toBe(-3);
    optimizer.configure({ eps: 0 });
    optimizer.step(w(-4)); // s = 1 − 2 = −1, r = 3 + 4 = 7; r̂ = 7/(1 − 9/16) = 16, ŝ = −1/(1 − 1/4) = −4/3
    expect([optimizer.state.w.s[0], optimizer.state.w.r[0]]).toEqual([-1, 7]);
    expect(optimizer.params.w[0]).toBeCloseTo(-3 + (5 * 4) / 3 / 4, Type === Float32Array ? 5 : 14);
  });
});

it("the defaults are those of the specification", () => {
  const one = () => ({ w: new Float64Array([1]) });
  const after = (rule: Rule): number => {
    const optimizer = createOptimizer(rule, {}, one());
    optimizer.step({ w: new Float64Array([1e-4]) });
    return 1 - optimizer.params.w[0]!;
  };
  expect(after(gd)).toBeCloseTo(0.01 * 1e-4, 15);
  expect(after(momentum)).toBeCloseTo(0.01 * 1e-4, 15);
  expect(after(adagrad)).toBeCloseTo((0.01 * 1e-4) / Math.sqrt(1e-8 + 1e-7), 15);
  expect(after(adam)).toBeCloseTo((0.001 * 1e-4) / Math.sqrt(1e-8 + 1e-8), 15);
  expect(after(rmsprop)).toBeCloseTo((0.001 * 1e-4) / Math.sqrt(1e-9 + 1e-8), 15);
  expect(after(adamax)).toBeCloseTo((0.002 * 1e-4) / (1e-4 + 1e-8), 15);
});
