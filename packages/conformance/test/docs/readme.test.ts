import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";

const readme = readFileSync(new URL("../../../../README.md", import.meta.url), "utf8");
const blocks = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
  language,
  text: text!,
}));
const command = fileURLToPath(new URL("../../bin/optspec.js", import.meta.url));

// Inside the package, so that the examples resolve the workspace's packages as a user's would.
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(fileURLToPath(new URL("../../.readme-", import.meta.url)));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(file: string, text: string): string {
  writeFileSync(join(folder, file), text);
  return execFileSync(process.execPath, [file], { cwd: folder, encoding: "utf8" });
}

/** The js block that starts so, and the output that the README promises for it. */
function example(start: string): { code: string; output: string } {
  const at = blocks.findIndex(({ language, text }) => language === "js" && text.startsWith(start));
  expect(at).toBeGreaterThanOrEqual(0);
  const output = blocks.slice(at).find(({ language }) => language === "text")!;
  return { code: blocks[at]!.text, output: output.text };
}

it("the port of the README deviates as the README says", () => {
  const { code, output } = example("// port.mjs");
  writeFileSync(join(folder, "port.mjs"), code);
  const { status, stdout } = spawnSync(process.execPath, [command, "verify", "./port.mjs"], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(status).toBe(1);
  for (const line of output.trimEnd().split("\n")) expect(stdout).toContain(line);
});

it.each(["import { createOptimizer, profileRule }", "import { adam, createOptimizer }"])(
  "%s … prints what the README says",
  (start) => {
    const { code, output } = example(start);
    expect(run("example.mjs", code)).toBe(output);
  },
);
