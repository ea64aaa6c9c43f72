import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rolesOf } from "../../src/backends/lower.ts";
import { portable } from "../../src/backends/portable.ts";
import { type Example, parametersOf, planFor, runExample } from "./engines.ts";
import { interpret } from "./interpreter.ts";
import { anyProgram, anyReducingProgram } from "./programs.ts";
import { fillWild, firstDifference, randomWords } from "./wild.ts";

/** Runs an example by interpretation, as `runExample` runs it on a backend. */
function interpreted(example: Example): (Float32Array | Float64Array)[] {
  const { program, dtype, seed, steps } = example;
  const plan = planFor(example);
  const next = randomWords(seed);
  const names = rolesOf(program);
  const arrays = names.map(() =>
    dtype === "f32" ? new Float32Array(plan.length) : new Float64Array(plan.length),
  );
  for (const array of arrays) fillWild(array, dtype, next);
  const roles = Object.fromEntries(names.map((name, index) => [name, arrays[index]!]));
  const slots = plan.groups.map((_, group) =>
    Object.fromEntries(program.scalars.map(({ name, value }) => [name, value + group])),
  );
  const parameters = parametersOf(example, plan);
  for (let t = 1; t <= steps; t++) {
    if (t > 1) fillWild(arrays[1]!, dtype, next);
    for (const [group, old] of slots.entries())
      for (const parameter of parameters.filter((each) => each.group === group))
        slots[group] = interpret(program, dtype, parameter, roles, old, t);
  }
  return arrays;
}

describe("portable has the bits of the program's text", () => {
  const examples = (programs: typeof anyProgram): fc.Arbitrary<Example> =>
    fc.record({
      program: programs,
      dtype: fc.constantFrom("f32", "f64"),
      lengths: fc.array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 3 }),
      steps: fc.integer({ min: 1, max: 3 }),
      seed: fc.integer(),
    });
  it.each([
    ["any program of scalars and tensors", anyProgram],
    ["any program", anyReducingProgram],
  ])("%s", (_, programs) => {
    fc.assert(
      fc.property(examples(programs), (example) => {
        const engine = runExample(example, portable);
        const expected = interpreted(example);
        for (const { begin, end } of planFor(example).groups)
          expected.forEach((role, index) => {
            const difference = firstDifference(
              role.subarray(begin, end),
              engine.roles[index]!.subarray(begin, end),
            );
            expect(difference, `role ${index}`).toBe(undefined);
          });
      }),
      { numRuns: 1000 },
    );
  });
});
