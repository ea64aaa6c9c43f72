import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  createOptimizer,
  type DecayKind,
  type FloatArray,
  type Rule,
  rules,
  withDecay,
} from "../src/index.ts";

/** The parts of a fixture that an implementation needs; numbers that JSON lacks are strings. */
interface Fixture {
  id: string;
  rule: string;
  dtype: "f32" | "f64";
  config: Record<string, number>;
  params: Record<string, { data: (number | string)[] }>;
  steps: { grads: Record<string, (number | string)[]>; config?: Record<string, number> }[];
  expected: {
    params: Record<string, { algorithm: (number | string)[] }>;
    state: Record<string, Record<string, { algorithm: (number | string)[] }>>;
  }[];
}

const folder = new URL("../../../fixtures/", import.meta.url);
const fixtures = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".json") && !file.startsWith("checkpoints"))
  .map((file): Fixture => JSON.parse(readFileSync(new URL(file, folder), "utf8")));

function arrayOf(dtype: "f32" | "f64", data: readonly (number | string)[]): FloatArray {
  return dtype === "f32" ? Float32Array.from(data, Number) : Float64Array.from(data, Number);
}

/** A rule by the name that a fixture gives it: `adam`, or with weight decay `adam_coupled`. */
function ruleNamed(name: string): Rule {
  if (Object.hasOwn(rules, name)) return rules[name]!;
  const [, base, kind] = /^(\w+)_(coupled|decoupled)$/.exec(name)!;
  return withDecay(rules[base!]!, kind as DecayKind);
}

describe("golden fixtures", () => {
  it("exist for every rule and type", () => {
    for (const rule of Object.keys(rules))
      for (const dtype of ["f32", "f64"])
        expect(
          fixtures.filter((fixture) => fixture.rule === rule && fixture.dtype === dtype).length,
        ).toBeGreaterThan(5);
  });

  it.each(fixtures)(
    "$id: every bit of parameters and state",
    ({ rule, dtype, config, params, steps, expected }) => {
      const initial = Object.fromEntries(
        Object.entries(params).map(([name, { data }]) => [name, arrayOf(dtype, data)]),
      );
      const optimizer = createOptimizer(ruleNamed(rule), config, initial);
      steps.forEach(({ grads, config: changes }, index) => {
        if (changes) optimizer.configure(changes);
        optimizer.step(
          Object.fromEntries(Object.entries(grads).map(([name, data]) => [name, arrayOf(dtype, data)])),
        );
        for (const name of Object.keys(params)) {
          expect(optimizer.params[name]).toEqual(arrayOf(dtype, expected[index]!.params[name]!.algorithm));
          for (const [slot, { algorithm }] of Object.entries(expected[index]!.state[name]!))
            expect(optimizer.state[name]![slot]).toEqual(arrayOf(dtype, algorithm));
        }
      });
    },
  );
});
