import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, vi } from "vitest";
import { temporaryFolder } from "../support/folder.ts";

vi.setConfig({ testTimeout: 60_000 });

const folder = temporaryFolder();
const example = fileURLToPath(new URL("../../../examples/train-stop-resume.mjs", import.meta.url));
const run = (name: string): string[] =>
  execFileSync(process.execPath, [example, join(folder, name)], { encoding: "utf8" })
    .trim()
    .split("\n");

it("train-stop-resume goes on where it stopped", () => {
  expect(run("a")[0]).toBe("from update 0");
  const [from, to] = run("a");
  expect(from).toBe("from update 50");
  expect(to).toMatch(/^to update 100: /);
});
