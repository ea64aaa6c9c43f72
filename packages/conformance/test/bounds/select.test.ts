import { parseRule } from "@optspec/core";
import { describe, expect, it } from "vitest";
import { analyse } from "../../src/bounds/analyse.ts";
import { toFormat } from "../../src/exact/big-float.ts";

/** The exact value of θ and its error in units of 2⁻⁵³, or undefined where it is not judged. */
const judged = (value: string, gradient: number, h = 0.1): [value: number, units: number] | undefined => {
  const program = parseRule(`rule r\nhyper h = 0 in (-inf, inf)\n\ntheta = ${value} + 0*g\n`);
  const [step] = analyse(program, { theta: 0, gradients: [gradient], hypers: [{ h }], dtype: "f64" });
  const { theta } = step!;
  return theta && [toFormat(theta.value, "f64"), toFormat(theta.error, "f64") * 2 ** 53];
};

describe("a choice is judged", () => {
  it.each([
    ["select(g < 1, 2, 4)", 0.5, 2],
    ["select(g < 1, 2, 4)", 1, 4],
    ["select(g <= 1, 2, 4)", 1, 2],
    ["select(h < 0.1, 2, 4)", 1, 4],
    ["select(g*g < 9.0001, 2, 4)", 3, 2],
    ["select(h*h < 0.011, 2, 4)", 3, 2],
    // Of a zero there is no rounding.
    ["select(h*g < 0, 2, 4)", 0, 4],
    ["select(h*g <= 0, 2, 4)", 0, 2],
    ["select(0 < g, 2, 1/(g - g))", 1, 2],
  ])("%s for g = %d: it is decided, and its error is one rounding of the sum", (text, g, value) => {
    expect(judged(text, g)).toEqual([value, value]);
  });

  it("with the error of the branch that is due", () => {
    expect(judged("select(g < 1, g*g, 4)", 0.5)).toEqual([0.25, 0.5 * (1 + 2 ** -54)]);
  });

  it("by scalars in binary64, also in binary32", () => {
    const program = parseRule("rule r\nhyper h = 0 in (-inf, inf)\n\ntheta = select(0.1 < h, g, -g)\n");
    const of = (h: number): unknown => {
      const [step] = analyse(program, { theta: 0, gradients: [1], hypers: [{ h }], dtype: "f32" });
      return step!.theta && toFormat(step!.theta.value, "f32");
    };
    expect(of(0.1)).toBe(-1);
    expect(of(0.1 + 2 ** -56)).toBe(1);
    // Rounded to binary32 both sides are equal.
    expect(Math.fround(0.1 + 2 ** -56)).toBe(Math.fround(0.1));
  });

  it("where it is open but both branches agree within their errors: with the error of either", () => {
    const own = judged("(g*g - 9)", 3)!;
    const [value, units] = judged("select(0 < g*g - 9, g*g - 9, 9 - g*g)", 3)!;
    expect([value, units]).toEqual(own);
  });

  it("where the branch that is not due is the less exact one: with what that may come to", () => {
    // Both are 1, the first after 2¹⁰ has come and gone.
    const [rough, fine] = [judged("(g + 1024 - 1024)", 1)!, judged("(g*g)", 1)!];
    expect(rough[1]).toBeGreaterThan(100 * fine[1]);
    for (const text of [
      "select(h*g < h*1, g + 1024 - 1024, g*g)",
      "select(h*g <= h*1, g*g, g + 1024 - 1024)",
    ])
      expect(judged(text, 1)![1]).toBeGreaterThanOrEqual(rough[1] - fine[1]);
  });
});

describe("a choice is not judged", () => {
  it.each([
    ["select(g*g < 9, 2, 4)", 3],
    ["select(h*h < 0.010000000000000002, 2, 4)", 3],
    ["select(g*g <= 9, 1/(g - g), 4)", 3],
    ["select(g*g <= 9, 4, 1/(g - g))", 3],
    ["select(0 < g, 1/(g - g), 2)", 1],
    ["select(g/0 < 1, 2, 2)", 1],
  ])("%s for g = %d: open, or not defined", (text, g) => {
    expect(judged(text, g)).toBe(undefined);
  });
});

it("an input is exact, so that a tie is decided", () => {
  expect(judged("select(g < 0, 2, select(0 < g, 3, 4))", 0)![0]).toBe(4);
});
