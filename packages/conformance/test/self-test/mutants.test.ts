import { checkProgram, parseRule, printProgram, rules } from "@optspec/core";
import { describe, expect, it } from "vitest";
import { textbookOf } from "../../src/bounds/textbook.ts";
import { edits } from "../../src/self-test/edits.ts";
import { allMutants } from "../../src/self-test/kill-matrix.ts";
import { mutantsOf } from "../../src/self-test/mutants.ts";

const program = parseRule(`rule tiny
hyper lr = 0.5 in [0, 1]
state v = 0

v = 0.5*v - g
theta = theta + lr*v
`);

/** The lines that edits of one kind make. */
const linesOf = (kind: string): string[] =>
  mutantsOf(program)
    .filter((mutant) => mutant.kind === kind)
    .map(({ text }) => text);

describe("mutantsOf", () => {
  it.each([
    ["swapped", ["v = g - 0.5*v"]],
    ["dropped-term", ["v = 0.5*v", "v = g", "theta = theta", "theta = lr*v"]],
    ["dropped-factor", ["v = 0.5 - g", "v = v - g", "theta = theta + lr", "theta = theta + v"]],
    ["parentheses", ["v = 0.5*(v - g)", "theta = (theta + lr)*v"]],
    ["order", ["theta = theta + lr*v, before v"]],
    ["lost-effect", ["v = 0.5*0 - g", "v = v"]],
    ["initial-value", ["v = 0.1 (initial-value)", "v = 1 (initial-value)"]],
    ["default", ["lr = 0.05 (default)", "lr = 0 (default)", "lr = 1 (default)"]],
  ])("%s", (kind, lines) => {
    expect(linesOf(kind)).toEqual(lines);
  });

  it("edits choices", () => {
    const choosing = parseRule("rule r\n\ntheta = theta - select(0 < g, 1, g)\n");
    const texts = mutantsOf(choosing)
      .filter(({ kind }) => ["comparison", "other-way", "dropped-select"].includes(kind))
      .map(({ text }) => text.slice("theta = theta - ".length));
    expect(texts).toEqual(["select(0 <= g, 1, g)", "select(g < 0, 1, g)", "select(0 < g, g, 1)", "1", "g"]);
  });

  it("edits powers, corrections and places of terms", () => {
    const texts = mutantsOf(rules.adam.program).map(({ id, text }) => `${id.split("/")[1]}: ${text}`);
    const root = "sqrt(r + eps*(1 - beta2^t))";
    const step = (factor: string, under = root): string =>
      `theta = theta - lr*sqrt(1 - beta2^t)/${factor}*s/${under}`;
    expect(texts).toContain(`dropped-correction: ${step("1")}`);
    expect(texts).toContain(`dropped-power: ${step("(1 - beta1)")}`);
    expect(texts).toContain(`exponent: ${step("(1 - beta1^(t + 1))")}`);
    expect(texts).toContain(`term-outside: ${step("(1 - beta1^t)", "(sqrt(r) + eps*(1 - beta2^t))")}`);
  });

  it.each(Object.values(rules).map((rule) => [rule.name, rule] as const))(
    "%s: every mutant is a program of its own, under an id of its own",
    (_, rule) => {
      const mutants = allMutants(rule);
      expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
      for (const order of [rule.program, textbookOf(rule)]) {
        const texts = mutantsOf(order).map((mutant) => printProgram(mutant.program));
        expect(new Set([...texts, printProgram(order)]).size).toBe(texts.length + 1);
      }
      for (const mutant of mutants) checkProgram(mutant.program);
    },
  );

  it("uses every kind of edit somewhere", () => {
    const used = new Set(Object.values(rules).flatMap((rule) => allMutants(rule).map(({ kind }) => kind)));
    const unused = Object.keys(edits).filter((kind) => !used.has(kind));
    // No rule has a unary minus or a choice; these kinds wait for one that has.
    expect(["comparison", "other-way", "dropped-select", "dropped-sign"]).toEqual(
      expect.arrayContaining(unused),
    );
  });
});
