import { describe, expect, it } from "vitest";
import type { FloatArray } from "../../src/index.ts";
import { bitsOf, everySubject, trained } from "./subjects.ts";

describe.each(everySubject)("a call that $name refuses leaves every bit", ({ rule, Type }) => {
  const Other = Type === Float32Array ? Float64Array : Float32Array;
  const grads = (changes: Record<string, unknown>): Record<string, unknown> => ({
    w: new Type([9, 9, 9]),
    b: new Type([9]),
    ...changes,
  });
  const { w: _, ...withoutW } = grads({});
  const [Name, OtherName] = [Type.name, Other.name];
  const detached = new Type(3);
  structuredClone(detached, { transfer: [detached.buffer] });

  it.each<[what: string, call: (optimizer: Loose) => unknown, error: unknown]>([
    [
      "step(null)",
      (o) => o.step(null),
      new TypeError("grads: expected an object of arrays by name, got null"),
    ],
    ["step(5)", (o) => o.step(5), new TypeError("grads: expected an object of arrays by name, got 5")],
    ["step(array)", (o) => o.step(new Type(3)), new TypeError('grads: expected w, b, got "0"')],
    ["no gradients", (o) => o.step({}), new TypeError('grads: expected an array for "w", got none')],
    ["one gradient", (o) => o.step(withoutW), new TypeError('grads: expected an array for "w", got none')],
    [
      "an unknown gradient",
      (o) => o.step(grads({ c: new Type(1) })),
      new TypeError('grads: expected w, b, got "c"'),
    ],
    [
      "a gradient under an inherited name",
      (o) => o.step(grads({ constructor: new Type(1) })),
      new TypeError('grads: expected w, b, got "constructor"'),
    ],
    [
      "an undefined gradient",
      (o) => o.step(grads({ b: undefined })),
      new TypeError(`grads.b: expected a ${Name}, got undefined`),
    ],
    [
      "a plain array",
      (o) => o.step(grads({ b: [1] })),
      new TypeError(`grads.b: expected a ${Name}, got an array of length 1`),
    ],
    ["a number", (o) => o.step(grads({ b: 1 })), new TypeError(`grads.b: expected a ${Name}, got 1`)],
    [
      "another type",
      (o) => o.step(grads({ b: new Other(1) })),
      new TypeError(`grads.b: expected a ${Name}, got ${OtherName}`),
    ],
    [
      "too short",
      (o) => o.step(grads({ b: new Type(0) })),
      new RangeError("grads.b: expected length 1, got 0"),
    ],
    [
      "too long",
      (o) => o.step(grads({ w: new Type(4) })),
      new RangeError("grads.w: expected length 3, got 4"),
    ],
    ["detached", (o) => o.step(grads({ w: detached })), new RangeError("grads.w: expected length 3, got 0")],
    [
      "configure()",
      (o) => o.configure(),
      new TypeError(`${rule.name}: expected an object of hyperparameters, got undefined`),
    ],
    [
      "an unknown hyperparameter",
      (o) => o.configure({ lr: 1, decay: 1 }),
      /: expected hyperparameters lr.*, got "decay"$/,
    ],
    [
      "no number",
      (o) => o.configure({ lr: "1" }),
      new TypeError(`${rule.name}.lr: expected a number, got "1"`),
    ],
    [
      "out of range",
      (o) => o.configure({ lr: -1 }),
      new RangeError(`${rule.name}.lr: expected a number in [0, inf), got -1`),
    ],
    [
      "NaN",
      (o) => o.configure({ lr: Number.NaN }, "slow"),
      new RangeError("groups.slow.config.lr: expected a number in [0, inf), got NaN"),
    ],
    [
      "an unknown group",
      (o) => o.configure({ lr: 1 }, "fast"),
      new TypeError('group: expected default, slow, got "fast"'),
    ],
    [
      "an inherited group",
      (o) => o.configure({ lr: 1 }, "constructor"),
      new TypeError('group: expected default, slow, got "constructor"'),
    ],
  ])("%s", (_what, call, error) => {
    for (const nonFinite of [undefined, "skip", "throw"] as const) {
      const optimizer = trained(rule, Type, nonFinite && { nonFinite });
      const before = bitsOf(optimizer);
      expect(() => call(optimizer as unknown as Loose)).toThrow(error as Error);
      expect(bitsOf(optimizer)).toEqual(before);
      const untouched = trained(rule, Type);
      for (const o of [optimizer, untouched]) o.step(grads({}) as Record<string, FloatArray>);
      expect(bitsOf(optimizer)).toEqual(bitsOf(untouched));
    }
  });
});

interface Loose {
  step(grads: unknown): boolean;
  configure(config?: unknown, group?: unknown): void;
}
