import { families, parseRule, printProgram, rules, variantsOf } from "@optspec/core";
import { describe, expect, test } from "vitest";
import { analyse } from "../../src/bounds/analyse.ts";
import { textbookOf } from "../../src/bounds/textbook.ts";
import { randomFrom } from "../../src/cases/random.ts";
import {
  absolute,
  type BigFloat,
  compare,
  fromNumber,
  multiply,
  subtract,
} from "../../src/exact/big-float.ts";
import { evaluateExactly } from "../../src/exact/evaluate.ts";

const updates = 5;
const values: Readonly<Record<string, readonly number[]>> = {
  lr: [0.5, 0.5, 0.25, 0.25, 0.125],
  momentum: [0.75, 0.75, 0.75, 0.5, 0.5],
  rho: [0.9, 0.9, 0.9, 0.75, 0.75],
  beta1: [0.9, 0.9, 0.8, 0.8, 0.8],
  beta2: [0.999, 0.999, 0.999, 0.99, 0.99],
  eps: [0.01, 0.01, 0.01, 0.02, 0.02],
};

const close = (a: BigFloat, b: BigFloat): boolean =>
  compare(absolute(subtract(a, b)), multiply(absolute(b), { mantissa: 1n, exponent: -200 })) <= 0;

describe.each(Object.keys(families))("%s: the definition of every variant is its program", (name) => {
  test.each(["f32", "f64"] as const)("over the real numbers, %s", (dtype) => {
    const random = randomFrom(1, name);
    const gradients = Array.from({ length: updates }, () => random.float(-4, 2));
    for (const variant of variantsOf(families[name]!, {}, dtype)) {
      const names = Object.keys(variant.hypers);
      const hypers = gradients.map((_, at) =>
        Object.fromEntries(names.map((hyper) => [hyper, values[hyper]![at]!])),
      );
      const trajectory = { theta: 1, gradients, hypers, dtype };
      const definition = evaluateExactly(textbookOf(variant), trajectory);
      const program = evaluateExactly(variant.program, trajectory);
      for (const [at, step] of program.entries())
        expect(close(definition[at]!.theta!, step.theta!), JSON.stringify(variant.choice)).toBe(true);
    }
  });
});

test("a variant with the rule's name but a program of its own is defined by that program", () => {
  const text = printProgram(rules.adam!.program).replace("sqrt(r + ", "sqrt(2*r + ");
  const program = parseRule(text);
  expect(textbookOf({ ...rules.adam!, program })).toBe(program);
});

describe("a power in the tensor's type", () => {
  const program = parseRule(`rule correction
hyper b = 0.9 in [0, 1)
scalar c = 0
c = round(1 - round(round(b)^t))
theta = theta - c*g
`);

  /** How libraries take binary32 powers. */
  const powers: Readonly<Record<string, (b: number, n: number) => number>> = {
    "a library's power function": (b, n) => Math.fround(b ** n),
    "a product per update"(b, n) {
      let power = b;
      for (let update = 1; update < n; update++) power = Math.fround(power * b);
      return power;
    },
    "squaring and multiplying"(b, n) {
      let power = 1;
      for (
        let square = b, rest = n;
        rest > 0;
        square = Math.fround(square * square), rest = Math.floor(rest / 2)
      )
        if (rest % 2 === 1) power = Math.fround(power * square);
      return power;
    },
  };

  test.each(Object.keys(powers))("as %s gives it is within its bound", (name) => {
    let furthest = 0;
    for (const b of [0.5, 0.75, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999]) {
      const steps = analyse(program, {
        theta: 0,
        gradients: Array.from({ length: 40 }, () => 1),
        hypers: Array.from({ length: 40 }, () => ({ b })),
        dtype: "f32",
      });
      for (const [at, { scalars }] of steps.entries()) {
        const { value, error } = scalars.c!;
        const got = Math.fround(1 - powers[name]!(Math.fround(b), at + 1));
        const off = absolute(subtract(fromNumber(got), value));
        expect(compare(off, error) <= 0, `1 - ${b}^${at + 1}`).toBe(true);
        if (compare(off, fromNumber(0)) > 0) furthest++;
        if (at === 0) expect(off).toEqual(fromNumber(0));
      }
    }
    // The bound is there for a reason, where the power is not rounded from the exact one.
    if (name !== "a library's power function") expect(furthest).toBeGreaterThan(10);
  });

  test("in binary64 has no room for a binary32 one", () => {
    const [, second] = analyse(program, {
      theta: 0,
      gradients: [1, 1],
      hypers: [{ b: 0.999 }, { b: 0.999 }],
      dtype: "f64",
    });
    const { value, error } = second!.scalars.c!;
    const narrow = Math.fround(1 - Math.fround(Math.fround(0.999) ** 2));
    expect(compare(absolute(subtract(fromNumber(narrow), value)), error)).toBe(1);
  });
});
