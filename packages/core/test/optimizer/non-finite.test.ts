import { describe, expect, it } from "vitest";
import { createOptimizer, type FloatArray, gd } from "../../src/index.ts";
import { bitsOf, everySubject, trained } from "./subjects.ts";

const places = [
  ["w", 0],
  ["w", 2],
  ["b", 0],
] as const;
const values = [Number.NaN, Infinity, -Infinity];

describe.each(everySubject)("$name", ({ rule, Type }) => {
  const finite = (): Record<string, FloatArray> => ({ w: new Type([1, -0, 3]), b: new Type([1]) });
  const bad = (name: string, index: number, value: number): Record<string, FloatArray> => {
    const grads = finite();
    grads[name]![index] = value;
    return grads;
  };
  const cases = places.flatMap(([name, index]) => values.map((value) => ({ name, index, value })));

  it.each(cases)(
    "throw: $name[$index] = $value is named, and nothing is written",
    ({ name, index, value }) => {
      const optimizer = trained(rule, Type, { nonFinite: "throw" });
      const before = bitsOf(optimizer);
      const given = bad(name, index, value);
      expect(() => optimizer.step(given)).toThrow(
        new RangeError(`grads.${name}[${index}]: expected a finite number, got ${value}`),
      );
      expect(bitsOf(optimizer)).toEqual(before);
      optimizer.grads[name]![index] = value;
      const written = bitsOf(optimizer);
      expect(() => optimizer.step()).toThrow(RangeError);
      expect(bitsOf(optimizer)).toEqual(written);
      expect(optimizer.step(finite())).toBe(true);
    },
  );

  it.each(cases)(
    "skip: $name[$index] = $value is counted, and nothing else is written",
    ({ name, index, value }) => {
      const optimizer = trained(rule, Type, { nonFinite: "skip" });
      const before = bitsOf(optimizer);
      expect(optimizer.step(bad(name, index, value))).toBe(false);
      expect(bitsOf(optimizer)).toEqual({ ...before, skipped: 1 });
      optimizer.grads[name]![index] = value;
      const written = bitsOf(optimizer);
      expect(optimizer.step()).toBe(false);
      expect(bitsOf(optimizer)).toEqual({ ...written, skipped: 2 });
    },
  );

  it("skip: the trajectory is that of the finite gradients alone", () => {
    const [skipping, plain] = [trained(rule, Type, { nonFinite: "skip" }), trained(rule, Type)];
    for (const { name, index, value } of cases) {
      skipping.step(bad(name, index, value));
      skipping.step(finite());
      plain.step(finite());
    }
    expect(bitsOf(skipping)).toEqual({ ...bitsOf(plain), skipped: cases.length });
  });

  it("propagate is the default: only the element concerned is lost, and what sees it", () => {
    const [optimizer, plain] = [trained(rule, Type), trained(rule, Type)];
    expect(optimizer.step(bad("w", 1, Number.NaN))).toBe(true);
    plain.step(finite());
    expect(optimizer.params.w![1]).toBeNaN();
    expect([optimizer.t, optimizer.skipped]).toEqual([4, 0]);
    for (const [name, index] of places)
      if (name !== "w" || rule.compiled.reductions === undefined)
        expect(optimizer.params[name]![index]).toBe(plain.params[name]![index]);
  });
});

it("every finite gradient passes, however large or small", () => {
  const extremes = [Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324, -0, 0];
  const optimizer = createOptimizer(
    gd,
    { lr: 0 },
    { w: new Float64Array(5), e: new Float64Array(0) },
    { nonFinite: "throw" },
  );
  expect(optimizer.step({ w: new Float64Array(extremes), e: new Float64Array(0) })).toBe(true);
});

it("the first place is named where there are several", () => {
  const optimizer = createOptimizer(
    gd,
    {},
    { a: new Float32Array(3), b: new Float32Array(1) },
    { nonFinite: "throw" },
  );
  const grads = { b: new Float32Array([Number.NaN]), a: new Float32Array([1, Infinity, Number.NaN]) };
  expect(() => optimizer.step(grads)).toThrow(
    /^grads\.(a\[1\]|b\[0\]): expected a finite number, got (Infinity|NaN)$/,
  );
});
