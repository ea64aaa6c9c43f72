import { readFileSync } from "node:fs";
import { clipGlobalNorm } from "@optspec/core";
import { expect, it } from "vitest";

const page = readFileSync(new URL("../../../../spec/clipping.md", import.meta.url), "utf8");
const number = (text: string): number => Number(text.replace("−", "-").replace("∞", "Infinity"));
const list = (text: string): number[] => text.split(", ").map(number);
const rows = [...page.matchAll(/^\| \[([^\]]+)\], limit (\S+) \| ([^|]+) \|/gm)].map(
  ([, given, limit, here]) => ({
    given: list(given!),
    limit: number(limit!),
    here: here!,
  }),
);

it("the page has examples", () => {
  expect(rows.length).toBeGreaterThan(8);
});

it.each(rows)("$given, limit $limit: $here", ({ given, limit, here }) => {
  const w = Float64Array.from(given);
  const norm = clipGlobalNorm({ w }, limit);
  const [, after, before] = /^(?:\[(.+)\]|as it is)(?:, (\S+))?$/.exec(here)!;
  expect([...w]).toEqual(after === undefined ? given : list(after));
  if (before !== undefined) expect(norm).toBe(number(before));
});
