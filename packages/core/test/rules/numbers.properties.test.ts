import fc from "fast-check";
import { expect, it } from "vitest";
import { createOptimizer, type FloatArray, rules } from "../../src/index.ts";
import { type Element, references, rounding } from "./references.ts";

// From zero over subnormals to numbers whose squares overflow, of both signs, and the specials of IEEE 754.
const magnitude = fc
  .tuple(fc.double({ min: 1, max: 2 }), fc.integer({ min: -160, max: 90 }))
  .map(([digits, exponent]) => digits * 2 ** exponent);
const element = fc
  .oneof(
    { weight: 6, arbitrary: magnitude },
    { weight: 3, arbitrary: fc.double({ min: 0, max: 1 }) },
    { weight: 1, arbitrary: fc.constantFrom(0, -0, 1, 5e-324, Infinity, Number.NaN, 1e300) },
  )
  .chain((value) => fc.constantFrom(value, -value));
const fraction = fc.oneof(
  fc.double({ min: 0, max: 0.9999999, noNaN: true }),
  fc.constantFrom(0, 0.5, 0.9, 0.999),
);
const hypers: Readonly<Record<string, fc.Arbitrary<number>>> = {
  lr: fc.oneof(fc.double({ min: 0, max: 10, noNaN: true }), fc.constantFrom(0, 0.001, 0.1)),
  eps: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1e-8, 1e-2)),
  momentum: fc.oneof(fraction, fc.constant(1)),
  rho: fraction,
  beta1: fraction,
  beta2: fraction,
};

const cases = Object.keys(rules).flatMap((name) => [
  { name, dtype: "f32" as const, Type: Float32Array },
  { name, dtype: "f64" as const, Type: Float64Array },
]);

it.each(cases)("$name $dtype: every bit is the straight-line formula's", ({ name, dtype, Type }) => {
  const rule = rules[name]!;
  const config = fc.record(
    Object.fromEntries(Object.keys(rule.hypers).map((hyper) => [hyper, hypers[hyper]!])),
  );
  const trajectory = fc.integer({ min: 1, max: 4 }).chain((length) =>
    fc.record({
      theta: fc.array(element, { minLength: length, maxLength: length }),
      steps: fc.array(fc.record({ config, g: fc.array(element, { minLength: length, maxLength: length }) }), {
        minLength: 1,
        maxLength: 12,
      }),
    }),
  );
  fc.assert(
    fc.property(trajectory, ({ theta, steps }) => {
      const array = (values: number[]): FloatArray => new Type(values);
      const optimizer = createOptimizer(rule, {}, { w: array(theta) });
      const elements = theta.map(
        (x): Element => ({
          theta: rounding[dtype](x),
          ...Object.fromEntries(rule.states.map((slot) => [slot, 0])),
        }),
      );
      steps.forEach(({ config: now, g }, index) => {
        optimizer.configure(now);
        optimizer.step({ w: array(g) });
        elements.forEach((e, i) => {
          e.g = rounding[dtype](g[i]!);
          references[name]!(e, now, index + 1, rounding[dtype]);
          expect(optimizer.params.w![i]).toBe(e.theta);
          for (const slot of rule.states) expect(optimizer.state.w![slot]![i]).toBe(e[slot]);
        });
      });
    }),
    { numRuns: 300 },
  );
});

it.each(cases)("$name $dtype: as well over hundreds of updates", ({ name, dtype, Type }) => {
  const rule = rules[name]!;
  const optimizer = createOptimizer(rule, {}, { w: new Type([0.5]) as FloatArray });
  const e: Element = { theta: 0.5, ...Object.fromEntries(rule.states.map((slot) => [slot, 0])) };
  for (let t = 1; t <= 700; t++) {
    const g = rounding[dtype](((t * 37) % 101) / 50 - 1);
    optimizer.grads.w![0] = g;
    optimizer.step();
    e.g = g;
    references[name]!(e, rule.hypers, t, rounding[dtype]);
    expect(optimizer.params.w![0]).toBe(e.theta);
  }
  expect(optimizer.t).toBe(700);
});

it.each(cases)("$name $dtype: an element's bits do not depend on where it stands", ({ name, Type }) => {
  const rule = rules[name]!;
  const filled = (length: number, at: (i: number) => number): FloatArray =>
    new Type(Array.from({ length }, (_, i) => at(i)));
  const value = (i: number): number => ((i * 7919) % 1009) / 504 - 1;
  const whole = createOptimizer(rule, {}, { w: filled(1300, value) });
  const lengths = [0, 1, 3, 252, 0, 257, 511, 276];
  const starts = lengths.map((_, i) => lengths.slice(0, i).reduce((sum, length) => sum + length, 0));
  const slice = (array: FloatArray): Record<string, FloatArray> =>
    Object.fromEntries(lengths.map((length, i) => [`w${i}`, array.slice(starts[i], starts[i]! + length)]));
  const parts = createOptimizer(rule, {}, slice(whole.params.w!));
  for (let t = 0; t < 3; t++) {
    const gradient: FloatArray = filled(1300, (i) => value(i * 31 + t));
    whole.step({ w: gradient });
    parts.step(slice(gradient));
    expect(parts.params).toEqual(slice(whole.params.w!));
    for (const slot of rule.states)
      for (const [part, expected] of Object.entries(slice(whole.state.w![slot]!)))
        expect(parts.state[part]![slot]).toEqual(expected);
  }
});
