import { describe, expect, it } from "vitest";
import { createOptimizer, defineRule } from "../../src/index.ts";

const { fround } = Math;
/** 0.1, and the next binary64 number; in binary32 they are one. */
const [tenth, above] = [0.1, 0.1 + 2 ** -56];

describe.each(["portable", "wasm"] as const)("select on %s", (backend) => {
  const theta = (value: string, gradients: readonly number[], h = tenth): number[] => {
    const rule = defineRule(`rule r\nhyper h = 0 in (-inf, inf)\n\ntheta = ${value}\n`);
    const w = Float32Array.from(gradients);
    const optimizer = createOptimizer(rule, { h }, { w: new Float32Array(w.length) }, { backend });
    optimizer.step({ w });
    return Array.from(optimizer.params.w!);
  };

  it("compares scalars in binary64, whatever it chooses from", () => {
    expect(fround(above)).toBe(fround(tenth));
    expect(above).toBeGreaterThan(tenth);
    const both = (value: string): number[] => [...theta(value, [1], tenth), ...theta(value, [1], above)];
    expect(both("select(0.1 < h, g, -g)")).toEqual([-1, 1]);
    expect(both("select(0.1 < h, g, 5)")).toEqual([5, 1]);
    expect(both("select(0.1 < h, 5, g)")).toEqual([1, 5]);
    expect(both("select(h <= 0.1, g, -g)")).toEqual([1, -1]);
    expect(both("select(0.1 < h, 2, 3)*g")).toEqual([3, 2]);
    expect(both("select(0/0*h < 1, 2*g, 3*g)")).toEqual([3, 3]);
  });

  it("compares with elements in the tensor's type", () => {
    const g = fround(tenth);
    expect(g).toBeGreaterThan(above);
    expect(theta("select(h < g, 2, 3)", [g], tenth)).toEqual([3]);
    expect(theta("select(g <= h, 2, 3)", [g], tenth)).toEqual([2]);
    expect(theta("select(g < h, 2, 3)", [g, 0.05, g, 0.2], above)).toEqual([3, 2, 3, 3]);
  });

  it("takes bits as they are: zeros with their sign, and nothing of the other branch", () => {
    expect(theta("select(g < 0, -g, g)", [-2, -0, 0, 3])).toEqual([2, -0, 0, 3]);
    expect(theta("select(g <= 0, -g, g)", [-2, -0, 0, 3])).toEqual([2, 0, -0, 3]);
    expect(theta("select(0 < g, sqrt(g), 1/g)", [-4, 4, 0])).toEqual([-0.25, 2, Infinity]);
  });

  it("has no comparison with NaN that holds", () => {
    expect(theta("select(g < 1, 2, 3)", [NaN, Infinity, -Infinity])).toEqual([3, 3, 2]);
    expect(theta("select(g <= g, 2, 3)", [NaN, Infinity, -0])).toEqual([3, 2, 2]);
    expect(theta("select(0 < g, 1, select(g < 0, -1, g))", [NaN, 7, -7, -0])).toEqual([NaN, 1, -1, -0]);
  });
});
