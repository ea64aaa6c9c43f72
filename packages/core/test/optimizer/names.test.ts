import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createOptimizer, type FloatArray, gd } from "../../src/index.ts";

describe("names", () => {
  const names = [
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "10",
    "2",
    "0",
    "",
    " ",
    "θ",
    "😀",
    "\ud800",
    "a.b/c",
  ];
  const record = (value: (index: number) => FloatArray, order = names): Record<string, FloatArray> =>
    Object.fromEntries(order.map((name) => [name, value(names.indexOf(name))]));

  it("may be anything: each tensor keeps to itself, whatever the order", () => {
    const optimizer = createOptimizer(
      gd,
      { lr: 1 },
      record((i) => new Float64Array(i).fill(100)),
      {
        groups: {
          ["__proto__"]: { params: ["__proto__", "2"], config: { lr: 2 } },
          constructor: { params: ["toString"], config: { lr: 3 } },
          "1": { params: ["constructor"], config: { lr: 4 } },
        },
      },
    );
    const rates = new Map([
      ["__proto__", 2],
      ["2", 2],
      ["toString", 3],
      ["constructor", 4],
    ]);
    optimizer.step(record((i) => new Float64Array(i).fill(i), [...names].reverse()));
    const check = (): void => {
      for (const [i, name] of names.entries()) {
        const rate = rates.get(name) ?? 1;
        expect(Object.getOwnPropertyDescriptor(optimizer.params, name)!.value).toEqual(
          new Float64Array(i).fill(100 - rate * i),
        );
        expect(Object.getOwnPropertyDescriptor(optimizer.grads, name)!.value).toEqual(
          new Float64Array(i).fill(i),
        );
      }
      expect(Object.keys(optimizer.params).length).toBe(names.length);
      expect(Object.getPrototypeOf(optimizer.params)).toBe(Object.prototype);
    };
    check();
    optimizer.restore(structuredClone(optimizer.snapshot()));
    check();
  });

  it("a gradient under an inherited name is none", () => {
    const optimizer = createOptimizer(
      gd,
      {},
      record((i) => new Float64Array(i)),
    );
    for (const name of ["__proto__", "constructor", "toString"]) {
      const others = names.filter((other) => other !== name);
      expect(() => optimizer.step(record((i) => new Float64Array(i), others))).toThrow(
        `grads: expected an array for "${name}", got none`,
      );
    }
  });

  it("random names and lengths: every tensor is updated with its own gradient", () => {
    const entries = fc.uniqueArray(fc.tuple(fc.string({ unit: "binary" }), fc.nat({ max: 9 })), {
      selector: ([name]) => name,
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(entries, (lengths) => {
        const arrays = (value: (i: number) => number): Record<string, FloatArray> =>
          Object.fromEntries(
            lengths.map(([name, length], i) => [name, new Float32Array(length).fill(value(i))]),
          );
        const optimizer = createOptimizer(
          gd,
          { lr: 1 },
          arrays((i) => i),
        );
        optimizer.step(arrays((i) => 3 * i));
        expect(optimizer.params).toEqual(arrays((i) => i - 3 * i));
      }),
    );
  });
});
