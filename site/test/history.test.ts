import { expect, it } from "vitest";
import { changes, history } from "../src/history.ts";

it("says which requirements came, changed and went", () => {
  const before = { "A-1": "one", "A-2": "two", "B-1": "three" };
  const after = { "A-1": "one", "A-2": "other", "A-10": "ten", "A-3": "new" };
  const text = changes(
    { version: "0.2.0", before, after },
    new Map([
      ["A-3", "a.md"],
      ["A-2", "rules/a.md"],
    ]),
  );
  expect(text).toBe(
    [
      "## 0.2.0",
      "New: 2.",
      "- [A-3](../a.md#A-3), A-10",
      "Changed: [A-2](../rules/a.md#A-2)\n\n- before: two\n- now: other",
      "Withdrawn: B-1\n\n- three",
    ].join("\n\n"),
  );
});

it("tells of a version that changed fixtures only", () => {
  expect(changes({ version: "0.2.0", before: { a: "1" }, after: { a: "1" } }, new Map())).toContain(
    "Fixtures only.",
  );
});

it("links every requirement of the version at hand", () => {
  expect(history()).toContain("[ADAM-11](../rules/adam.md#ADAM-11)");
});
