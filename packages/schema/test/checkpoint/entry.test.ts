import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

/** Every module that an entry loads, by following its imports. */
function graph(entry: URL): Map<string, string> {
  const found = new Map<string, string>();
  const open = [entry];
  for (let url = open.pop(); url !== undefined; url = open.pop()) {
    if (found.has(url.href)) continue;
    const text = readFileSync(url, "utf8");
    found.set(url.href, text);
    for (const [, path] of text.matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)) open.push(new URL(path!, url));
  }
  return found;
}

it("the main entry needs nothing of Node", () => {
  const modules = graph(new URL("../../src/index.ts", import.meta.url));
  expect(modules.size).toBeGreaterThan(40);
  for (const [url, text] of modules) {
    expect(text, url).not.toMatch(/from "node:|\bBuffer\b\.|\bprocess\./);
    expect(url).not.toContain("/node/");
  }
});

it("nothing whose bits matter uses what differs between engines", () => {
  const modules = graph(new URL("../../src/checkpoint/node/index.ts", import.meta.url));
  for (const [url, text] of modules)
    if (url.includes("/checkpoint/"))
      expect(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ""), url).not.toMatch(
        /Math\.(pow|exp|log|sin|cos|tan)|\*\* /,
      );
});
