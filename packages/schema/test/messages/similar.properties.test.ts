import fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance, similarNames } from "../../src/messages/similar.ts";

const name = fc.string({ unit: fc.constantFrom("a", "b", "1"), maxLength: 6 });

/** The definition, without the table: the fewest edits on the first letters, or on the first two swapped. */
function defined(from: string, to: string): number {
  if (from === "" || to === "") return from.length + to.length;
  const [a, b] = [from.slice(1), to.slice(1)];
  const swapped = from[0] === to[1] && from[1] === to[0] && from.length > 1 && to.length > 1;
  return Math.min(
    defined(a, b) + (from[0] === to[0] ? 0 : 1),
    defined(a, to) + 1,
    defined(from, b) + 1,
    ...(swapped ? [defined(from.slice(2), to.slice(2)) + 1] : []),
  );
}

test("the table computes what the definition says", () => {
  fc.assert(
    fc.property(name, name, (from, to) => {
      expect(editDistance(from, to)).toBe(defined(from, to));
    }),
  );
  expect(editDistance("beta1", "beat1")).toBe(1);
  expect(editDistance("momentum", "moment")).toBe(2);
});

test("a name with one slip is found again", () => {
  const known = ["lr", "beta1", "momentum", "eps"];
  const letter = fc.constantFrom(..."abcxyz");
  fc.assert(
    fc.property(fc.constantFrom(...known), fc.nat(), letter, fc.nat(2), (target, place, other, kind) => {
      const at = place % target.length;
      const edits = [
        target.slice(0, at) + target.slice(at + 1),
        target.slice(0, at) + other + target.slice(at),
        target.slice(0, at) + other + target.slice(at + 1),
      ];
      expect(similarNames(edits[kind]!, known)).toContain(target);
    }),
  );
});

test("nothing is suggested for what is like nothing", () => {
  expect(similarNames("theta", ["lr", "beta1"])).toEqual([]);
  expect(similarNames("a".repeat(1e6), ["lr", "beta1"])).toEqual([]);
  expect(similarNames("", ["momentum"])).toEqual([]);
});
