import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeSnapshot, encodeSnapshot, SnapshotError } from "../../src/index.ts";
import { corruptions } from "../support/corruptions.ts";
import { sampleSnapshotJson, throughText } from "../support/samples.ts";

const dtype = fc.constantFrom("f32" as const, "f64" as const);

/** Edits that make another snapshot of the right form, which only the optimizer that restores it can tell apart. */
const harmless = [
  /^\/program: (element dropped|element twice)$/,
  /^\/program\/\d+: retyped: text$/,
  /^\/config: (beta2|eps) dropped$/,
  /^\/groups\/biases\/config: (lr|beta1) dropped$/,
  /^\/groups\/\w+(: schedules|\/schedules: \w+) dropped$/,
  /^\/config: extra field$/,
];

test("every single corruption is refused with a reason", () => {
  let refused = 0;
  for (const type of ["f32", "f64"] as const)
    for (const { path, edit, value } of corruptions(sampleSnapshotJson(type))) {
      const name = `${path}: ${edit}`;
      const accepted = () => {
        try {
          decodeSnapshot(value);
          return true;
        } catch (error) {
          expect(error, name).toBeInstanceOf(SnapshotError);
          expect((error as Error).message, name).toMatch(/^snapshot.*: expected .+, got .+/);
          refused++;
          return false;
        }
      };
      expect(accepted(), name).toBe(harmless.some((pattern) => pattern.test(name)));
    }
  expect(refused).toBeGreaterThan(500);
});

test("what is accepted is read in full: it is written back the same", () => {
  const junk = fc.oneof(
    fc.jsonValue(),
    fc.anything({ withBigInt: true, withMap: true, withTypedArray: true }),
  );
  fc.assert(
    fc.property(dtype, fc.array(fc.nat(30), { maxLength: 5 }), junk, (type, route, value) => {
      const json = sampleSnapshotJson(type);
      // Walk down from the top and replace what is found at the end.
      let parent: Record<string, unknown> = json as unknown as Record<string, unknown>;
      let key = Object.keys(parent)[route[0] ?? 0] ?? "rule";
      for (const turn of route.slice(1)) {
        const child = parent[key];
        if (typeof child !== "object" || child === null || Object.keys(child).length === 0) break;
        parent = child as Record<string, unknown>;
        key = Object.keys(parent)[turn % Object.keys(parent).length]!;
      }
      parent[key] = value;
      try {
        expect(throughText(encodeSnapshot(decodeSnapshot(json)))).toEqual(throughText(json));
      } catch (error) {
        if (!(error instanceof SnapshotError)) throw error;
      }
    }),
    { numRuns: 2000 },
  );
});

test("junk gives a SnapshotError", () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything({ withNullPrototype: true }), fc.jsonValue()), (input) => {
      expect(() => decodeSnapshot(input)).toThrow(SnapshotError);
    }),
    { numRuns: 1000 },
  );
});
