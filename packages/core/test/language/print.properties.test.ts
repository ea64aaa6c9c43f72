import fc from "fast-check";
import { expect, it } from "vitest";
import {
  checkProgram,
  type Program,
  parseRule,
  printExpression,
  printInterval,
  printProgram,
} from "../../src/index.ts";
import { bare, expressions, programWith } from "./trees.ts";

const runs = { numRuns: 1000 };
const program = fc
  .tuple(expressions.scalar, expressions.tensor)
  .map(([scalar, tensor]) => programWith(scalar, tensor));

it("a printed program is the same program", () => {
  fc.assert(
    fc.property(program, (original) => {
      checkProgram(original);
      expect(bare(parseRule(printProgram(original)))).toEqual(bare(original));
    }),
    runs,
  );
});

it("a printed program is printed as itself", () => {
  fc.assert(
    fc.property(program, (original) => {
      const text = printProgram(original);
      expect(printProgram(parseRule(text))).toBe(text);
    }),
    runs,
  );
});

it("no pair of parentheses can be left out", () => {
  fc.assert(
    fc.property(expressions.tensor, (tensor) => {
      const text = printExpression(tensor);
      for (const shorter of withoutOnePair(text)) {
        let same: unknown;
        try {
          same = bare(
            parseRule(
              printProgram(programWith({ kind: "number", value: 0, at: 0 }, tensor)).replace(
                `s = ${text}\n`,
                `s = ${shorter}\n`,
              ),
            ).assignments[1]!.value,
          );
        } catch {
          continue;
        }
        expect(same).not.toEqual(bare(tensor));
      }
    }),
    { numRuns: 300 },
  );
});

/** The text without each pair of parentheses in turn that is not a call's. */
function* withoutOnePair(text: string): Generator<string> {
  for (const { index } of text.matchAll(/(?<![a-z])\(/g)) {
    let depth = 0;
    let end = index;
    do depth += { "(": 1, ")": -1 }[text[end]!] ?? 0;
    while (depth > 0 && ++end);
    yield text.slice(0, index) + text.slice(index + 1, end) + text.slice(end + 1);
  }
}

const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true });
it("declarations and ranges keep every bit", () => {
  fc.assert(
    fc.property(anyNumber, anyNumber, fc.boolean(), fc.boolean(), (first, second, lowOpen, highOpen) => {
      const range = { low: Math.min(first, second), high: Infinity, lowOpen, highOpen: true };
      const changed: Program = {
        ...programWith({ kind: "number", value: 0, at: 0 }, { kind: "name", name: "g", at: 0 }),
        hypers: [{ name: "lr", value: Math.max(first, second), range: { ...range, lowOpen: false }, at: 0 }],
        states: [{ name: "s", value: first, at: 0 }],
        scalars: [{ name: "count", value: second, at: 0 }],
      };
      expect(bare(parseRule(printProgram(changed)))).toEqual(bare(changed));
      const interval = { ...range, high: highOpen ? Infinity : Math.max(first, second), highOpen };
      const source = `rule a\nhyper x = 0 in ${printInterval(interval)}\ntheta = g`;
      fc.pre(first !== second && 0 > interval.low && (interval.highOpen || 0 < interval.high));
      expect(parseRule(source).hypers[0]!.range).toEqual(interval);
    }),
    runs,
  );
});
