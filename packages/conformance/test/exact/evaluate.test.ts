import { parseRule, rules } from "@optspec/core";
import { describe, expect, it } from "vitest";
import { fromNumber, toFormat, zero } from "../../src/exact/big-float.ts";
import { evaluateExactly } from "../../src/exact/evaluate.ts";

const f64 = (
  program: string,
  gradients: number[],
  hyper: Record<string, number> = {},
  more = {},
): unknown[] =>
  evaluateExactly(parseRule(program), {
    theta: 1,
    gradients,
    hypers: gradients.map(() => hyper),
    dtype: "f64",
    ...more,
  }).map((step) => ({
    ...step.state,
    ...step.scalars,
    theta: step.theta && toFormat(step.theta, "f64"),
  }));

describe("evaluateExactly", () => {
  it("rounds nothing but quotients and roots", () => {
    const [step] = evaluateExactly(rules.gd.program, {
      theta: 1,
      gradients: [2 ** -900],
      hypers: [{ lr: 0.1 }],
      dtype: "f64",
    });
    const { mantissa, exponent } = fromNumber(0.1);
    expect(step!.theta).toEqual({
      mantissa: (1n << BigInt(900 - exponent)) - mantissa,
      exponent: exponent - 900,
    });
  });

  it("evaluates every operation of the language", () => {
    const program = `rule all
hyper h = 0 in (-inf, inf)
scalar c = 2
state m = 1

c = c * 2
low = min(h, 2) + max(h, 2) + -abs(h)
m = m * (c^3 / 4 - c^0)
theta = sqrt(max(g, 0) + low) * 0 + min(g, m)
`;
    expect(f64(program, [3, 99], { h: -1 })).toEqual([
      { c: fromNumber(4), m: fromNumber(15), theta: 3 },
      { c: fromNumber(8), m: fromNumber(15 * 127), theta: 99 },
    ]);
  });

  it("chooses by exact comparisons; what the other branch is does not matter", () => {
    const program =
      "rule r\nhyper h = 0 in (-inf, inf)\n\ntheta = select(0.1 < h, g/(h - 0.1), select(g <= 0, g, 7))\n";
    expect(f64(program, [3], { h: 0.1 })).toEqual([{ theta: 7 }]);
    expect(f64(program, [0], { h: 0.1 })).toEqual([{ theta: 0 }]);
    expect(f64(program, [3], { h: 0.6 })).toEqual([{ theta: 6 }]);
    expect(f64(program, [Number.NaN], { h: 0.1 })).toEqual([{ theta: undefined }]);
    expect(f64("rule r\n\ntheta = select(g < 1/0, 1, 2) + g\n", [1])).toEqual([{ theta: undefined }]);
  });

  it("rounds where the program rounds, to the tensor's type", () => {
    const program = "rule r\nhyper h = 0 in (-inf, inf)\n\ntheta = theta*0 + g*0 + round(h)\n";
    expect(f64(program, [1], { h: 0.1 }, { dtype: "f32" })).toEqual([{ theta: Math.fround(0.1) }]);
    expect(f64(program, [1], { h: 1e300 }, { dtype: "f32" })).toEqual([{ theta: undefined }]);
  });

  it("leaves undefined what is undefined, and all that follows from it, and nothing else", () => {
    const hyper = { lr: 1, eps: 0 };
    const steps = f64(rules.adagrad.source, [0, 2], hyper) as { theta: unknown; r: unknown }[];
    expect(steps).toEqual([
      { theta: undefined, r: zero },
      { theta: undefined, r: fromNumber(4) },
    ]);
    expect(f64("rule n\n\ntheta = theta + sqrt(g)\n", [-1])).toEqual([{ theta: undefined }]);
    expect(f64("rule n\n\ntheta = theta + 0*g\n", [Number.NaN])).toEqual([{ theta: undefined }]);
  });

  it("goes on from a step count, a state and scalars", () => {
    const program =
      "rule r\nstate s = 7\nscalar c = 7\n\nc = c + t\ns = s + g\ntheta = theta*0 + s + 2^t + c\n";
    const from = { t: 3, state: { s: 10 }, scalars: { c: 100 } };
    expect(f64(program, [1, 1], {}, { from })).toMatchObject([
      { theta: 11 + 16 + 104 },
      { theta: 12 + 32 + 109 },
    ]);
  });

  it("gives a state slot its initial value in the tensor's type", () => {
    const program = "rule r\nstate s = 0.1\n\ns = s + 0*g\ntheta = s\n";
    expect(f64(program, [1], {}, { dtype: "f32" })).toMatchObject([{ theta: Math.fround(0.1) }]);
  });

  it("refuses a missing hyperparameter and a negative exponent", () => {
    expect(() => f64(rules.gd.source, [1])).toThrow("hypers[0].lr: expected a number, got undefined");
    expect(() => f64("rule r\n\ntheta = g * 2^(1 - t)\n", [1, 1])).toThrow(
      "exponent: expected an integer of at least 0, got -1",
    );
  });
});
