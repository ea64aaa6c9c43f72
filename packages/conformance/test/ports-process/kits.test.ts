import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import type { Streams } from "../../src/cli/command.ts";
import { initCommand, kits } from "../../src/cli/init.ts";
import { startProcessPort } from "../../src/ports/process/process-port.ts";
import { conforms, verify } from "../../src/verify/verify.ts";

vi.setConfig({ testTimeout: 180_000 });

const folder = mkdtempSync(join(tmpdir(), "optspec-kits-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs `optspec init`, and returns what it printed. */
async function init(...words: string[]): Promise<string> {
  let printed = "";
  const streams: Streams = {
    out: (text) => {
      printed += text;
    },
    err: () => {},
    colour: false,
    width: 80,
    interactive: false,
  };
  expect(await initCommand.run({}, words, streams)).toBe(0);
  return printed;
}

/** What each language's kit needs on this machine; those of JavaScript and Python have to be there. */
const toolchains: Readonly<Record<string, readonly string[]>> = {
  python: ["python3", "--version"],
  javascript: ["node", "--version"],
  rust: ["cargo", "--version"],
  go: ["go", "version"],
  java: ["javac", "-version"],
  cpp: ["c++", "--version"],
};

test("there is a kit for every language of the command, and no other", () => {
  const folders = readdirSync(new URL("../../kits/", import.meta.url));
  expect(folders.sort()).toEqual(Object.keys(kits).sort());
  expect(Object.keys(toolchains).sort()).toEqual(Object.keys(kits).sort());
});

describe.each(Object.entries(kits))("%s", (language, { build, command }) => {
  const into = join(folder, language);
  const [program, ...words] = toolchains[language]!;
  const missing = spawnSync(program!, words).status !== 0;
  const required = language === "python" || language === "javascript";
  if (missing && !required) {
    console.warn(`NOT TESTED: the ${language} kit, since ${program} is missing on this machine`);
    test.skip(`not tested: ${program} is missing on this machine`, () => {});
    return;
  }

  test("what init writes, and says to run, conforms", async () => {
    const printed = await init(language, into);
    for (const line of build) {
      expect(printed).toContain(`\n  ${line}\n`);
      execFileSync("sh", ["-c", line], { cwd: into, stdio: "pipe" });
    }
    expect(printed).toContain(`\n  npx optspec verify -- ${command}\n`);

    const port = await startProcessPort(command.split(" "), { cwd: into });
    expect(port.capabilities).toEqual(["state", "restore", "resume"]);
    const result = await verify(port, { cases: 10 });
    expect(conforms(result)).toBe(true);
    expect(result.groups.map(({ rule, dtype }) => `${rule} ${dtype}`)).toEqual([
      "gd f32",
      "gd f64",
      "adam f32",
      "adam f64",
    ]);
    for (const { cases, counts } of result.groups) {
      expect(counts.skipped).toBe(0);
      expect(cases.filter(({ id, judged }) => id.endsWith("/forced") && judged > 0)).not.toEqual([]);
      expect(cases.filter(({ id, judged }) => id.endsWith("/resume") && judged > 0)).not.toEqual([]);
    }

    const params = { w: { shape: [1], data: [1] } };
    const unknown = {
      rule: "nadam",
      dtype: "f64",
      config: {},
      params,
      steps: [{ grads: { w: [1] } }],
    } as const;
    expect(await port.run(unknown)).toEqual({ skipped: "no rule nadam" });
    await port.close();
  });

  test("its README says to run the same", () => {
    const readme = readFileSync(join(into, "README.md"), "utf8");
    expect(readme).toContain(`\n${[...build, `optspec verify -- ${command}`].join("\n")}\n`);
  });
});

test("init knows other names of a language", async () => {
  await init("JS", join(folder, "other-name"));
  expect(readdirSync(join(folder, "other-name"))).toContain("port.mjs");
});

test("init overwrites nothing", async () => {
  const into = join(folder, "taken");
  await init("python", into);
  writeFileSync(join(into, "port.py"), "# mine\n");
  rmSync(join(into, "optspec.py"));
  await expect(init("python", into)).rejects.toThrow(
    /^init: expected a folder without .*nothing was written$/,
  );
  expect(readFileSync(join(into, "port.py"), "utf8")).toBe("# mine\n");
  expect(readdirSync(into)).not.toContain("optspec.py");
});

test.each([
  [[], "init: expected a language and a folder, got nothing"],
  [["python", "a", "b"], "init: expected a language and a folder, got python a b"],
  [["phyton"], 'init: expected python, javascript, rust, go, java, cpp, got "phyton"; did you mean python?'],
])("init %j is refused", async (words, message) => {
  await expect(init(...words)).rejects.toThrow(message);
});
