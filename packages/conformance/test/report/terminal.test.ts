import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { renderTerminal } from "../../src/report/terminal.ts";
import { conforming, deviating, everything, exact, groupOf, hostile, resultOf } from "./samples.ts";

const lines = (text: string): string[] => text.split("\n");

test("the table has a row for each group, under its port", () => {
  const rows = lines(renderTerminal([everything])).map((line) => line.trim().split(/\s{2,}/));
  expect(rows).toContainEqual(["a port 4.5.6 (javascript)"]);
  expect(rows).toContainEqual(["gd", "normative", "f32", "✓ exact", "1", "0", "0", "0", "0", "1", "0.40"]);
  expect(rows).toContainEqual([
    "adagrad",
    "normative",
    "f32",
    "✓ conforms",
    "1",
    "1",
    "0",
    "0",
    "1",
    "3",
    "0.73",
  ]);
  expect(rows).toContainEqual([
    "momentum",
    "normative",
    "f32",
    "✗ deviates",
    "1",
    "0",
    "2",
    "0",
    "1",
    "2.0e+9",
    "∞",
  ]);
  expect(rows).toContainEqual(["adam", "normative", "f64", "! error", "1", "0", "0", "1", "0", "0", "0"]);
  expect(rows).toContainEqual(["gd", "normative", "f64", "– not judged", "0", "0", "0", "0", "1", "–", "–"]);
});

test("a deviating group tells its first deviation, its worst case and its diagnosis", () => {
  const text = renderTerminal([everything]);
  expect(text).toContain("✗ a port · momentum · normative · f32  4 cases: 2 deviate");
  expect(text).toContain("First deviation: momentum-two, update 3, theta of w[2]");
  expect(text).toMatch(/expected {2}0\.1\n\s+got {7}0\.2, 8\.4e\+6 ULP away, 1\.0e\+7 times the bound/);
  expect(text).toMatch(/MOM-4: The port MUST .*velocity/);
  expect(text).toContain("Worst case: momentum-three, beyond any bound");
  expect(text).toContain(
    "which reproduces 3 of 3 cases:\n        v = momentum*v + g\n        theta = theta - lr*v",
  );
  expect(text).toContain("the same as in profiles pytorch, tfjs");
});

test.each([
  [{ lrInVelocity: "no" }, {}, "another variant of the rule"],
  [{}, { lr: 1 }, "the normative rule with other defaults"],
  [{}, {}, "the normative rule"],
])("the choice %o with the defaults %o is called %s", (choice, defaults, words) => {
  const explanations = deviating.diagnosis!.explanations.map((other) => ({ ...other, choice, defaults }));
  const group = { ...deviating, diagnosis: { cases: 3, explanations } };
  expect(renderTerminal([resultOf([group])])).toContain(`Diagnosis: evidently ${words}, which reproduces`);
});

test("without an explanation the diagnosis is unknown, not a guess", () => {
  const group = { ...deviating, diagnosis: { cases: 3, explanations: [] } };
  expect(renderTerminal([resultOf([group])])).toContain("Diagnosis: unknown.");
});

test("reasons of failures and skips are counted, not repeated", () => {
  const text = renderTerminal([everything]);
  expect(text).toContain("1 case of adam: TypeError: no such tensor");
  expect(text).toContain("2 cases of adagrad, momentum: no default for lr");
});

test("the last lines sum up", () => {
  expect(renderTerminal([everything])).toMatch(
    /\n5 groups: 1 exact, 1 conforms, 1 deviates, 1 error, 1 not judged\. 11 cases in 1\.2 s, seed 7\.\n.+$/,
  );
});

test("a port held to several profiles has one section", () => {
  const own = resultOf([{ ...conforming, profile: "tfjs" }]);
  const text = renderTerminal([resultOf([exact]), own]);
  expect(text.match(/a port 4\.5\.6/g)).toHaveLength(1);
});

test("no errors, no column for them", () => {
  expect(renderTerminal([resultOf([exact])])).not.toContain("error\n");
  expect(lines(renderTerminal([resultOf([exact])]))[1]).not.toContain("error");
});

test.each([100, 80])("no line is longer than %d columns", (width) => {
  const group = groupOf([...deviating.cases], { ...deviating, worstUlp: 1.2e9, worstRatio: 1.2e10 });
  for (const line of lines(renderTerminal([resultOf([exact, conforming, group])], { width })))
    expect(line.length, line).toBeLessThanOrEqual(width);
});

test("colours are used only when asked for, and change no character", () => {
  const plain = renderTerminal([everything]);
  const coloured = renderTerminal([everything], { colour: true });
  expect(plain).not.toContain("\u001b");
  expect(coloured).toContain("\u001b[31m");
  expect(stripVTControlCharacters(coloured)).toBe(plain);
});

test("no text of a port steers the terminal", () => {
  const text = renderTerminal([hostile("\u001b]0;gotcha\u0007\u001b[2J\r\u202e")]);
  expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(text).toContain("\\u001b");
});
