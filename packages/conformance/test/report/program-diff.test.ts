import { expect, test } from "vitest";
import { diffOf } from "../../src/report/program-diff.ts";

test.each([
  [
    ["a", "b"],
    ["a", "b"],
    [" a", " b"],
  ],
  [
    ["a", "x"],
    ["a", "b"],
    [" a", "-b", "+x"],
  ],
  [["x", "a"], ["a"], ["+x", " a"]],
  [["a"], ["x", "a", "y"], ["-x", " a", "-y"]],
  [[], ["a"], ["-a"]],
  [["a"], undefined, [" a"]],
])("%j beside %j", (evident, specified, lines) => {
  expect(diffOf(evident, specified).map(({ mark, text }) => mark + text)).toEqual(lines);
});
