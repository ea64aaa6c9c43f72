import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from "@optspec/core";
import { describe, expect, it } from "vitest";
import { allPages, repository } from "../src/pages.ts";

const korean = new Map(
  allPages()
    .filter(({ language, rule }) => language === "ko" && rule !== undefined)
    .map(({ rule, source }) => [rule!, readFileSync(join(repository, source), "utf8")]),
);

describe.each(Object.values(rules).filter(({ name }) => korean.has(name)))(
  "the Korean page of $name",
  ({ name, source }) => {
    it("is there, with the program that core runs", () => {
      const program = /```optspec\n([^`]*)```/.exec(korean.get(name) ?? "")?.[1];
      expect(program).toBe(source);
    });

    it("leads to the requirements in English", () => {
      expect(korean.get(name)).toContain(`spec/rules/${name.replaceAll("_", "-")}.md`);
    });
  },
);
