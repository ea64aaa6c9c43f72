import { createOptimizer, rules } from "@optspec/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ConfigError, parseConfig } from "../../src/index.ts";

const rule = fc.constantFrom(...Object.values(rules));
const nearRange = fc.constantFrom(
  0,
  -0,
  1,
  2,
  -1,
  Number.MIN_VALUE,
  -Number.MIN_VALUE,
  1 - 2 ** -53,
  1 + 2 ** -52,
);
const junk = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
});

/** What parseConfig makes of an input; any error but its own is thrown on. */
function attempt(
  target: (typeof rules)[string],
  input: unknown,
): Readonly<Record<string, number>> | ConfigError {
  try {
    return parseConfig(target, input);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

test("a configuration is accepted exactly where core accepts it, and means the same there", () => {
  const field = fc.constantFrom(
    "lr",
    "momentum",
    "beta1",
    "beta2",
    "eps",
    "epsilon",
    "toString",
    "__proto__",
  );
  const value = fc.oneof({ weight: 4, arbitrary: fc.double() }, { weight: 4, arbitrary: nearRange }, junk);
  fc.assert(
    fc.property(rule, fc.array(fc.tuple(field, value), { maxLength: 4 }), (target, entries) => {
      const config = Object.fromEntries(entries) as Record<string, number>;
      const result = attempt(target, config);
      const core = () => createOptimizer(target, config, { w: new Float64Array(1) }).config;
      if (result instanceof ConfigError) expect(core).toThrow();
      else expect(core()).toEqual(result);
    }),
    { numRuns: 2000 },
  );
});

test("junk gives a ConfigError whose issues say what stood there", () => {
  fc.assert(
    fc.property(rule, junk, (target, input) => {
      const result = attempt(target, input);
      if (!(result instanceof ConfigError)) {
        // Only an object without any fields of its own is a configuration by accident.
        expect(Object.keys(input as object)).toEqual([]);
        return;
      }
      expect(result.issues.length).toBeGreaterThan(0);
      for (const { message, expected, got } of result.issues) {
        expect(message.startsWith(target.name)).toBe(true);
        expect(message).toContain(`: expected ${expected}, got ${got}`);
      }
    }),
    { numRuns: 2000 },
  );
});

test("parsing is idempotent", () => {
  fc.assert(
    fc.property(rule, fc.double({ min: 0, max: 0.999, noNaN: true }), (target, value) => {
      const config = parseConfig(
        target,
        Object.fromEntries(Object.keys(target.hypers).map((name) => [name, value])),
      );
      expect(parseConfig(target, config)).toEqual(config);
    }),
  );
});
