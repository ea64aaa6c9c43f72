import { readdirSync, readFileSync } from "node:fs";
import { type FloatArray, profileRule, type Rule } from "@optspec/core";
import { importForeign, readForeign, readTorch, resumeCheckpoint } from "@optspec/schema";
import { describe, expect, it } from "vitest";
import { expectationOf } from "../../src/cases/expectation.ts";

// Recorded from the real libraries by packages/schema/test/checkpoint/foreign/foreign.py: three updates, the state, three
// more updates. Both the library that was never interrupted and OptSpec that goes on from the state have to be within the
// bound of the library's profile.
const folder = new URL("../../../../fixtures/checkpoints/foreign/", import.meta.url);
const ends = JSON.parse(readFileSync(new URL("expected.json", folder), "utf8")) as Record<
  string,
  Record<string, number[]>
>;

/** Of update t; the same formula stands in foreign.py. */
const gradient = (t: number, name: string, length: number): number[] =>
  Array.from({ length }, (_, i) => (((7 * t + 3 * (i + (name === "w" ? 0 : 3))) % 11) - 5) / 8);

const plain = (arrays: Readonly<Record<string, FloatArray>>): Record<string, number[]> =>
  Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, [...array]]));

describe.each(readdirSync(folder).filter((file) => /\.(safetensors|pt)$/.test(file)))("%s", (file) => {
  const key = file.split(".")[0]!;
  const [library, name, dtype] = key.split("-") as [string, string, "f32" | "f64"];

  it("the library that went on, and OptSpec that goes on from its state, are within the profile's bound", () => {
    const bytes = readFileSync(new URL(file, folder));
    const state = file.endsWith(".pt") ? readTorch(bytes) : readForeign(bytes);
    const optimizer = resumeCheckpoint(importForeign(library, state, { rule: name, t: 3 }));
    const rule: Rule = profileRule(library, name);
    const steps = [4, 5, 6].map((t) => ({
      grads: Object.fromEntries(
        Object.entries(optimizer.params).map(([param, { length }]) => [param, gradient(t, param, length)]),
      ),
    }));
    const expected = expectationOf(rule, {
      rule: name,
      dtype,
      config: optimizer.config,
      params: Object.fromEntries(
        Object.entries(optimizer.params).map(([param, data]) => [
          param,
          { shape: [data.length], data: [...data] },
        ]),
      ),
      from: {
        t: 3,
        state: Object.fromEntries(
          Object.entries(optimizer.state).map(([param, slots]) => [param, plain(slots)]),
        ),
      },
      steps,
    });
    for (const { grads } of steps) {
      for (const [param, values] of Object.entries(grads)) optimizer.grads[param]!.set(values);
      optimizer.step();
    }
    for (const [param, { value, bound }] of Object.entries(expected.at(-1)!.params))
      value.forEach((number, index) => {
        expect(bound[index]).not.toBeNull();
        for (const got of [ends[key]![param]![index]!, optimizer.params[param]![index]!])
          expect(Math.abs(got - number)).toBeLessThanOrEqual(bound[index]!);
      });
  });
});
