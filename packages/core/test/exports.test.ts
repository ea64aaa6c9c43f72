import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rules } from "../src/index.ts";
import { bundledCode } from "./backends/bundle.ts";

const names = Object.keys(rules);
const textOf = (name: string): RegExp => new RegExp(`rule ${name}(\\\\n|\\n)`);

describe("@optspec/core/rules/…", () => {
  it("is one module for each rule of the table, and nothing else", async () => {
    const modules = readdirSync(new URL("../dist/rules/", import.meta.url))
      .filter((file) => file.endsWith(".js"))
      .map((file) => file.slice(0, -".js".length));
    const found = await Promise.all(
      modules.map((name) => import(`@optspec/core/rules/${name}`).then(Object.keys, () => [])),
    );
    expect(modules.filter((_, index) => found[index]!.length > 0).sort()).toEqual([...names].sort());
    expect(found.flat().sort()).toEqual([...names].sort());
  });

  it.each(names)("%s is the rule of the table", async (name) => {
    const [module, index] = await Promise.all([
      import(`@optspec/core/rules/${name}`),
      import("@optspec/core"),
    ]);
    expect(module[name]).toBe(index.rules[name]);
  });

  it.each(names)("a bundle of %s alone holds no other rule, and little else", async (name) => {
    const [chunk, ...more] = await bundledCode(`export { ${name} } from "@optspec/core/rules/${name}";`);
    expect(more).toEqual([]);
    expect(names.filter((other) => textOf(other).test(chunk!.code))).toEqual([name]);
    expect(chunk!.code).not.toContain("import");
    expect(chunk!.bytes).toBeLessThan(2500);
  });

  it.each(names)("%s with the optimizer holds no other rule", async (name) => {
    const [chunk] = await bundledCode(
      `export { ${name} } from "@optspec/core/rules/${name}"; export { createOptimizer } from "@optspec/core";`,
    );
    expect(names.filter((other) => textOf(other).test(chunk!.code))).toEqual([name]);
  });
});
