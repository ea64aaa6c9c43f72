import { deserialize, serialize } from "node:v8";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createOptimizer, type FloatArray, type Rule, type Snapshot } from "../../src/index.ts";
import { bitsOf, everySubject, trained } from "./subjects.ts";

const lengths = { w: 5, empty: 0, b: 2 };
const names = ["w", "empty", "b"] as const;
const total = 7;
const number = fc.oneof(
  fc.double({ min: -1e3, max: 1e3, noNaN: true }),
  fc.double(),
  fc.constantFrom(0, -0, 5e-324, Number.NaN, Infinity),
);
const update = fc.record({
  gradient: fc.array(number, { minLength: total, maxLength: total }),
  lr: fc.option(fc.double({ min: 0, max: 2, noNaN: true }), { nil: undefined }),
  group: fc.constantFrom(undefined, "slow"),
});
const journeys: Record<string, (snapshot: Snapshot) => Snapshot> = {
  itself: (snapshot) => snapshot,
  structuredClone: (snapshot) => structuredClone(snapshot),
  serialized: (snapshot) => deserialize(serialize(snapshot)) as Snapshot,
};

describe.each(everySubject)("$name", ({ rule, Type }) => {
  const arrays = (
    values: readonly number[],
    order: readonly string[] = names,
  ): Record<string, FloatArray> => {
    const all = { w: values.slice(0, 5), empty: [], b: values.slice(5) };
    return Object.fromEntries(order.map((name) => [name, new Type(all[name as keyof typeof lengths])]));
  };
  const create = (config: Readonly<Record<string, number>>, values: number[], order?: readonly string[]) =>
    createOptimizer(rule as Rule, config, arrays(values, order), {
      groups: {
        slow: { params: ["b" as string], config: config.lr === undefined ? {} : { lr: config.lr / 2 } },
      },
      nonFinite: "skip",
    });
  type Created = ReturnType<typeof create>;
  const apply = (
    optimizer: Created,
    { gradient, lr, group }: { gradient: number[]; lr: number | undefined; group: string | undefined },
  ): void => {
    if (lr !== undefined) optimizer.configure({ lr }, group);
    optimizer.step(arrays(gradient));
  };
  const updates = fc.array(update, { maxLength: 8 });

  it("N + M updates are N, a snapshot into a fresh and different optimizer, and M", () => {
    const initial = fc.array(number, { minLength: total, maxLength: total });
    fc.assert(
      fc.property(
        initial,
        initial,
        updates,
        updates,
        fc.constantFrom(...Object.keys(journeys)),
        (theta, other, before, after, journey) => {
          const whole = create({}, theta);
          for (const each of before) apply(whole, each);
          const snapshot = journeys[journey]!(whole.snapshot());
          const resumed = create({ lr: 0.123 }, other, ["b", "w", "empty"]);
          apply(resumed, { gradient: other, lr: 1.5, group: "slow" });
          resumed.restore(snapshot);
          expect(bitsOf(resumed)).toMatchObject(withoutGradients(bitsOf(whole)));
          for (const each of after) {
            apply(whole, each);
            apply(resumed, each);
            expect(bitsOf(resumed)).toMatchObject(withoutGradients(bitsOf(whole)));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  const junk = fc.oneof(
    fc.constantFrom<unknown>(
      undefined,
      null,
      true,
      "",
      "w",
      "lr",
      0,
      -0,
      -1,
      0.5,
      7,
      2 ** 53,
      Number.NaN,
      Infinity,
      1n,
    ),
    fc
      .constantFrom<() => unknown>(
        () => ({}),
        () => [],
        () => ["w"],
        () => ({ w: new Type(3), b: new Type(1) }),
        () => ({ lr: 0.5 }),
        () => new Float32Array(3),
        () => new Float64Array(3),
        () => new Type(1),
        () => new Map(),
      )
      .map((make) => make()),
  );

  it("a snapshot with any one part replaced is restored exactly, or refused with every bit kept", () => {
    let [restored, refused] = [0, 0];
    const pristine = trained(rule, Type).snapshot();
    const paths = pathsOf(pristine);
    fc.assert(
      fc.property(fc.constantFrom(...paths), junk, fc.boolean(), (path, value, remove) => {
        const snapshot = replaced(pristine, path, value, remove);
        const optimizer = trained(rule, Type);
        optimizer.configure({ lr: 0.75 });
        const before = bitsOf(optimizer);
        try {
          optimizer.restore(snapshot);
        } catch (error) {
          refused++;
          expect((error as Error).message).toMatch(/^snapshot(\.\S+)?: expected .+, got /);
          expect(bitsOf(optimizer)).toEqual(before);
          return;
        }
        restored++;
        expect(optimizer.snapshot()).toEqual(snapshot);
      }),
      { numRuns: 400 },
    );
    expect(Math.min(restored, refused)).toBeGreaterThan(5);
  });
});

function withoutGradients(bits: Record<string, unknown>): Record<string, unknown> {
  const { grads: _, groups, ...rest } = bits;
  return rest;
}

/** The ways to each part of a plain value, the whole left out; arrays of numbers are not entered. */
function pathsOf(value: unknown): string[][] {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [key],
    ...pathsOf(inner).map((path) => [key, ...path]),
  ]);
}

function replaced(snapshot: Snapshot, path: readonly string[], value: unknown, remove: boolean): Snapshot {
  const copy = structuredClone(snapshot);
  const parent = path.slice(0, -1).reduce((at: Record<string, never>, key) => at[key]!, copy as never);
  const last = path.at(-1)!;
  if (remove) delete parent[last];
  else parent[last] = value as never;
  return copy;
}
