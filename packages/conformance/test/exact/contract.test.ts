import { parseRule, rules } from "@optspec/core";
import { describe, expect, it } from "vitest";
import { evaluateByContract } from "../../src/exact/contract.ts";

const theta = (program: string, gradient: number, more: object = {}, options: object = {}): number =>
  evaluateByContract(
    parseRule(program),
    { theta: 0, gradients: [gradient], hypers: [{ h: 0.1 }], dtype: "f32", ...more },
    options,
  )[0]!.theta;
const { fround } = Math;

describe("evaluateByContract", () => {
  it("computes scalars in binary64 and rounds them once, where they meet a tensor", () => {
    const program = "rule r\nhyper h = 0 in (-inf, inf)\n\ntheta = (1 - h*h)*g\n";
    expect(theta(program, 7)).toBe(fround(fround(1 - 0.1 * 0.1) * 7));
    expect(theta(program, 7)).not.toBe(fround((1 - 0.1 * 0.1) * 7));
    expect(theta(program, 7, { dtype: "f64" })).toBe((1 - 0.1 * 0.1) * 7);
  });

  it("computes scalars in another type where it is told one", () => {
    const binary32 = { dtype: "f64", scalarType: "f32", hypers: [{ h: fround(0.1) }] };
    const h = fround(0.1);
    const program = "rule r\nhyper h = 0 in (-inf, inf)\n\ntheta = (1 - h*h)*g\n";
    expect(theta(program, 7, binary32)).toBe(fround(1 - fround(h * h)) * 7);
    const power = "rule r\nhyper h = 0 in (-inf, inf)\n\ntheta = h^3*g\n";
    expect(theta(power, 7, binary32)).toBe(fround(h * fround(h * h)) * 7);
    const rounded = "rule r\nhyper h = 0 in (-inf, inf)\n\ntheta = round(h)*g\n";
    expect(theta(rounded, 7, { ...binary32, hypers: [{ h: 0.1 }] })).toBe(h * 7);
  });

  it("rounds each tensor operation in the order of the parse tree", () => {
    const g = fround(0.1);
    expect(theta("rule r\n\ntheta = g*g*g + g\n", g)).toBe(fround(fround(fround(g * g) * g) + g));
    expect(theta("rule r\n\ntheta = g*(g*g + g)\n", g)).toBe(fround(g * fround(fround(g * g) + g)));
  });

  it("keeps signs of zero, infinities and NaN", () => {
    expect(theta("rule r\n\ntheta = g*0\n", -1)).toBe(-0);
    expect(theta("rule r\n\ntheta = 0 - g\n", 0)).toBe(0);
    expect(theta("rule r\n\ntheta = -g\n", 0)).toBe(-0);
    expect(theta("rule r\n\ntheta = sqrt(g)\n", -0)).toBe(-0);
    expect(theta("rule r\n\ntheta = g*g\n", 2 ** 100)).toBe(Infinity);
    expect(theta("rule r\n\ntheta = g/0\n", -2)).toBe(-Infinity);
    expect(theta("rule r\n\ntheta = sqrt(g)\n", -2)).toBe(Number.NaN);
    expect(theta("rule r\n\ntheta = max(g, 0)\n", -0)).toBe(0);
    expect(theta("rule r\n\ntheta = min(g, sqrt(0 - 1))\n", 1)).toBe(Number.NaN);
  });

  it("fma: a tensor product that feeds a sum or a difference is not rounded, the left one of two", () => {
    const g = 1 + 2 ** -12;
    const square = 1 + 2 ** -11 + 2 ** -24;
    const fma = { fma: true };
    expect(theta("rule r\n\ntheta = g*g - 1\n", g)).toBe(2 ** -11);
    expect(theta("rule r\n\ntheta = g*g - 1\n", g, {}, fma)).toBe(square - 1);
    expect(theta("rule r\n\ntheta = 1 - g*g\n", g, {}, fma)).toBe(1 - square);
    expect(theta("rule r\n\ntheta = 1*(1 - 2) + g*g\n", g, {}, fma)).toBe(square - 1);
    expect(theta("rule r\n\ntheta = g*g - g*g\n", g, {}, fma)).toBe(2 ** -24);
    expect(theta("rule r\n\ntheta = g*0 - 0\n", -1, {}, fma)).toBe(-0);
    expect(theta("rule r\n\ntheta = g*g - sqrt(g)/0\n", 2 ** 100, {}, fma)).toBe(-Infinity);
  });

  it("tensorFormat: f64 computes in binary64 and rounds θ and state on storing", () => {
    const wide = { tensorFormat: "f64" };
    const g = fround(0.1);
    expect(theta("rule r\n\ntheta = g*g*g*0.1\n", g, {}, wide)).toBe(fround(g * g * g * 0.1));
    expect(theta("rule r\nstate s = 0\n\ns = g*g\ntheta = s*g\n", g, {}, wide)).toBe(
      fround(fround(g * g) * g),
    );
    expect(theta("rule r\n\nlocal = g*g\ntheta = local*g\n", g, {}, wide)).toBe(fround(g * g * g));
  });

  it("raises to powers by squaring from the least significant bit", () => {
    const program = "rule r\nhyper h = 0 in (-inf, inf)\n\ntheta = h^11 + g*0\n";
    const square = 0.1 * 0.1;
    const fourth = square * square;
    expect(theta(program, 1, { dtype: "f64" })).toBe(0.1 * square * (fourth * fourth));
  });

  it("chooses without rounding, by scalars in binary64 and by elements in the tensor's type", () => {
    const by = (condition: string): string =>
      `rule r\nhyper h = 0 in (-inf, inf)\n\ntheta = select(${condition}, g, h)\n`;
    const g = fround(0.1);
    // 0.1 in binary32 is greater than in binary64, but equal to it where it meets a tensor.
    expect(theta(by("g <= h"), -0, {})).toBe(-0);
    expect(theta(by("g < h"), g)).toBe(g);
    expect(theta("rule r\nhyper h = 0 in (-inf, inf)\n\ntheta = select(h < g, 1, 2)\n", g)).toBe(2);
    expect(theta("rule r\nhyper h = 0 in (-inf, inf)\n\ntheta = select(h < round(h), g, 2)\n", g)).toBe(g);
    expect(theta(by("g < h"), Number.NaN)).toBe(g);
    expect(theta(by("0 <= sqrt(0 - 1)"), 3)).toBe(g);
    expect(theta("rule r\n\ntheta = select(0 < -0, g, select(0 <= -0, 2, 3)*g)\n", 1)).toBe(2);
    expect(theta("rule r\n\ntheta = select(1 < 2, g, 1/0)\n", 1)).toBe(1);
  });

  it("refuses a negative exponent", () => {
    expect(() => theta("rule r\n\ntheta = g*2^(0 - 1)\n", 1)).toThrow("exponent: expected an integer");
  });

  it("goes on from a step count and a state", () => {
    const hypers = Array(5).fill({ ...rules.adam.hypers });
    const gradients = [1, -2, 0.5, 3, 4].map(fround);
    const whole = evaluateByContract(rules.adam.program, { theta: 1, gradients, hypers, dtype: "f32" });
    const { theta: middle, state } = whole[2]!;
    const rest = evaluateByContract(rules.adam.program, {
      theta: middle,
      gradients: gradients.slice(3),
      hypers: hypers.slice(3),
      dtype: "f32",
      from: { t: 3, state },
    });
    expect(rest).toEqual(whole.slice(3));
  });
});
