import { createOptimizer, defineRule, type FloatArray, type Rule } from "@optspec/core";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { analyseTensor } from "../../src/bounds/analyse.ts";
import { absolute, compare, type Format, fromNumber, subtract, toFormat } from "../../src/exact/big-float.ts";
import { evaluateTensorByContract } from "../../src/exact/contract.ts";
import { evaluateTensorExactly } from "../../src/exact/evaluate.ts";
import { type Summation, summations } from "../../src/exact/summations.ts";
import type { TensorStep, TensorTrajectory } from "../../src/exact/trajectory.ts";
import { anyNumber } from "../exact/arbitraries.ts";
import { configOf, lengths, numberOf, tame } from "./arbitraries.ts";
import { arrayOf } from "./core-runs.ts";

// A slow machine is no failure.
vi.setConfig({ testTimeout: 60_000 });

/** Sums of rows, of wholes and of what sums gave; choices by layers and by rows. */
const reducing: readonly Rule[] = [
  defineRule(`rule normalized
hyper lr = 0.1 in [0, inf)
hyper eps = 1e-3 in [1e-6, inf)
state m = 0

m = 0.9*m + 0.1*g
theta = theta - lr*m/(sqrt(rowsum(m*m)) + eps) - lr*g/(sqrt(sum(g*g)) + eps)
`),
  defineRule(`rule centered
hyper lr = 0.1 in [0, inf)
state v = 0.5

d = g - rowsum(g)/columns
v = 0.9*v + 0.1*rowsum(d*d)/columns + 0*g
size = largest(rowsum(abs(d)))
theta = theta - lr*(d + sum(rowsum(d)*rowsum(g))/(rows + size))/max(v, 0.01)
`),
  defineRule(`rule projected
hyper lr = 0.1 in [0, inf)
hyper delta = 0.5 in [0, inf)

n = sqrt(rowsum(theta*theta))
cosine = abs(rowsum(theta*g))/(n*sqrt(rowsum(g*g)) + 1e-6)
u = theta/(n + 1e-6)
q = select(dims <= 1, g, select(largest(cosine) < delta/sqrt(columns), g - u*rowsum(u*g), 2*g))
theta = (1 - lr*select(largest(cosine) < 0.5, 0.1, 0.01))*theta - lr*q
`),
];

const shapes = fc.constantFrom<number[]>([], [1], [5], [9], [1, 7], [3, 1], [3, 4], [2, 9], [2, 2, 3]);
const trajectories = (
  rule: Rule,
  dtype: Format,
  values: fc.Arbitrary<number>,
): fc.Arbitrary<TensorTrajectory> =>
  fc.tuple(shapes, lengths(4)).chain(([shape, updates]) => {
    const length = shape.reduce((all, size) => all * size, 1);
    const tensor = fc.array(values, { minLength: length, maxLength: length });
    return fc.record({
      shape: fc.constant(shape),
      theta: tensor,
      gradients: fc.array(tensor, { minLength: updates, maxLength: updates }),
      hypers: fc.array(configOf(rule), { minLength: updates, maxLength: updates }),
      dtype: fc.constant(dtype),
    });
  });

function runCore(
  rule: Rule,
  { shape, theta, gradients, hypers, dtype }: TensorTrajectory,
): TensorStep<number>[] {
  const optimizer = createOptimizer<string, string, "w", FloatArray>(
    rule,
    {},
    { w: arrayOf(dtype, theta) },
    { shapes: { w: shape } },
  );
  return gradients.map((gradient, index) => {
    optimizer.configure(hypers[index]!);
    optimizer.step({ w: arrayOf(dtype, gradient) as Float32Array });
    return {
      theta: Array.from(optimizer.params.w),
      state: Object.fromEntries(
        Object.entries(optimizer.state.w).map(([slot, values]) => [slot, Array.from(values)]),
      ),
      scalars: {},
    };
  });
}

describe.each(reducing)("$name", (rule) => {
  describe.each(["f64", "f32"] as const)("in %s", (dtype) => {
    it("has the bits of the contract in core, for any bits", () => {
      fc.assert(
        fc.property(trajectories(rule, dtype, anyNumber[dtype]), (trajectory) => {
          expect(runCore(rule, trajectory)).toEqual(evaluateTensorByContract(rule.program, trajectory));
        }),
        { numRuns: 200 },
      );
    });

    it("is within its bound for every order of summation, fused or not", () => {
      let judged = 0;
      const options = fc.record({
        fma: fc.boolean(),
        summation: fc.constantFrom(...(Object.keys(summations) as Summation[])),
      });
      fc.assert(
        fc.property(trajectories(rule, dtype, numberOf(dtype, tame)), options, (trajectory, how) => {
          const bounds = analyseTensor(rule.program, trajectory);
          evaluateTensorByContract(rule.program, trajectory, how).forEach(({ theta }, step) => {
            theta.forEach((actual, index) => {
              const limit = bounds[step]!.theta[index];
              if (limit === undefined) return;
              judged++;
              const error = absolute(subtract(fromNumber(actual), limit.value));
              expect(compare(error, limit.error), `θ[${index}] of update ${step + 1}`).toBeLessThanOrEqual(0);
            });
          });
        }),
        { numRuns: 200 },
      );
      expect(judged).toBeGreaterThan(500);
    });

    it("is analysed around its exact value", () => {
      fc.assert(
        fc.property(trajectories(rule, dtype, numberOf(dtype, tame)), (trajectory) => {
          const exact = evaluateTensorExactly(rule.program, trajectory);
          analyseTensor(rule.program, trajectory).forEach(({ theta }, step) => {
            theta.forEach((limit, index) => {
              if (limit === undefined) return;
              expect(toFormat(limit.value, "f64")).toBe(toFormat(exact[step]!.theta[index]!, "f64"));
            });
          });
        }),
        { numRuns: 50 },
      );
    });
  });
});

it("a sum in whose worst order every addition rounds as far as it can is at its bound, and no more", () => {
  const summing = defineRule("rule summing\n\ntheta = sum(g) + 0*g\n");
  const gradient = [1, ...Array<number>(99).fill(2 ** -24)];
  const trajectory: TensorTrajectory = {
    ...{ shape: [100], theta: gradient, gradients: [gradient], hypers: [{}], dtype: "f32" },
  };
  const [{ theta }] = evaluateTensorByContract(summing.program, trajectory, { summation: "sequential" }) as [
    TensorStep<number>,
  ];
  expect(theta[0]).toBe(1);
  const { value, error } = analyseTensor(summing.program, trajectory)[0]!.theta[0]!;
  const bound = toFormat(error, "f64") * 2 ** 24;
  expect(toFormat(subtract(value, fromNumber(1)), "f64") * 2 ** 24).toBe(99);
  expect(bound).toBeGreaterThanOrEqual(99);
  // One more rounding, of the sum with 0·g.
  expect(bound).toBeLessThan(100.01);
});

describe("orders of summation", () => {
  const values = [2 ** 24, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
  it.each<[Summation, number]>([
    // The large number loses the two ones that it meets first, and rounds 3 up to 4 and 9 down to 8.
    ["lanes", 2 ** 24 + 8],
    ["sequential", 2 ** 24],
    ["reversed", 2 ** 24 + 10],
    ["pairwise", 2 ** 24 + 10],
    ["wide", 2 ** 24 + 10],
  ])("%s is an order of its own", (name, sum) => {
    expect(summations[name]("f32", values)).toBe(sum);
  });

  it.each(Object.keys(summations) as Summation[])("%s adds every number once, and none to 0", (name) => {
    for (let length = 0; length < 20; length++) {
      const whole = Array.from({ length }, (_, index) => 2 ** index);
      expect(summations[name]("f64", whole)).toBe(2 ** length - 1);
    }
  });
});
