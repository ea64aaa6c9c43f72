import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it, vi } from "vitest";

vi.setConfig({ testTimeout: 60_000 });

const readme = readFileSync(new URL("../../../examples/README.md", import.meta.url), "utf8");
const blocks = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
  language,
  text: text!,
}));

// Inside the package, so that the examples resolve it as a user's would.
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(fileURLToPath(new URL("../../../.readme-", import.meta.url)));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Each block of code that runs by itself, and the outputs that follow it, one for each run. */
const examples = blocks.flatMap(({ language, text }, index) => {
  if (language !== "js" || !text.includes("console.log")) return [];
  const next = blocks.slice(index + 1);
  const end = next.findIndex((block) => block.language !== "text");
  return [
    { first: text.split("\n")[1]!, code: text, outputs: next.slice(0, end).map((block) => block.text) },
  ];
});

it.each(examples)("$first … prints what the text says", ({ code, outputs }) => {
  expect(outputs.length).toBeGreaterThan(0);
  writeFileSync(join(folder, "example.mjs"), code);
  for (const output of outputs)
    expect(execFileSync(process.execPath, ["example.mjs"], { cwd: folder, encoding: "utf8" })).toBe(output);
});
