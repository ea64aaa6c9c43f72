import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { renderTerminal } from "../../src/report/terminal.ts";
import type { Explanation } from "../../src/verify/result.ts";
import { conforming, deviating, everything, exact, groupOf, hostile, known, resultOf } from "./samples.ts";

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
    [
      "        - v = momentum*v - lr*g",
      "        - theta = theta + v",
      "        + v = momentum*v + g",
      "        + theta = theta - lr*v",
    ].join("\n"),
  );
  expect(text).toContain("Fix: Multiply each gradient by lr when it enters the velocity.");
  expect(text).toContain("Seen in: torch.optim.SGD, library#12");
  expect(text).toContain("Same as: profiles pytorch, tfjs");
  expect(text).toContain("Or one edit away from the rule: + for -, momentum = 0.5: 3 of 3 cases");
});

test.each<[Partial<Explanation>, string]>([
  [{ choice: { lrInVelocity: "no" } }, "another variant of the rule"],
  [{ choice: { lrInVelocity: "no" }, bug: "a-bug" }, "another variant of the rule, a-bug"],
  [{ defaults: { lr: 1 } }, "the normative rule with other defaults"],
  [{}, "the normative rule"],
  [{ kind: "bug", bug: "a-bug" }, "a known bug, a-bug"],
  [{ kind: "edit" }, "the specified rule but for one edit"],
  [{ kind: "combination", edits: 2, bug: "a-bug" }, "2 departures from the specification at once"],
])("an explanation with %o is called %s", (more, words) => {
  const explanation: Explanation = {
    ...{ kind: "variant", edits: 0, choice: {}, defaults: {}, meaning: [], requirements: [] },
    ...{ program: ["v = 0"], profiles: [], matched: 3 },
    ...more,
  };
  const group = { ...deviating, diagnosis: { cases: 3, explanations: [explanation] } };
  expect(renderTerminal([resultOf([group])]).replace(/\s+/g, " ")).toContain(
    `Diagnosis: evidently ${words}, which reproduces 3 of 3 cases`,
  );
});

test("where the program is the specified one, it is not repeated", () => {
  const [explanation] = deviating.diagnosis!.explanations;
  const program = ["v = momentum*v - lr*g", "theta = theta + v"];
  const group = {
    ...deviating,
    diagnosis: { cases: 3, explanations: [{ ...explanation!, kind: "bug", program } as const] },
  };
  const text = renderTerminal([resultOf([group])]);
  expect(text).toContain("what differs lies around them");
  expect(text).not.toContain(program[0]);
});

test("known deviations are told with their reasons, and are no failure", () => {
  const text = renderTerminal([resultOf([known])]);
  expect(text).toContain("~ known");
  expect(text).toContain("Known: 1 case of adam: tracked as library#7");
});

test("without an explanation the diagnosis is unknown, not a guess", () => {
  const group = { ...deviating, diagnosis: { cases: 3, explanations: [] } };
  expect(renderTerminal([resultOf([group])])).toContain("Diagnosis: unknown.");
});

test("reasons of failures and skips are counted, not repeated", () => {
  const text = renderTerminal([everything]);
  expect(text).toContain("Failed: 1 case of adam: crash: TypeError: no such tensor");
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
