import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countTagged } from "../ports-process/processes.ts";

const vitest = fileURLToPath(new URL("../../../../node_modules/vitest/vitest.mjs", import.meta.url));
const kit = fileURLToPath(new URL("../../kits/python/", import.meta.url));
const readme = readFileSync(new URL("../../../../README.md", import.meta.url), "utf8");
/** The wrong Adam of the README, and what it has to be. */
const wrong = /^\/\/ port\.mjs\n[\s\S]*?(?=^```$)/m.exec(readme)![0];
const right = wrong.replace("** t)) + eps)", "** t) + eps))");

// Inside the package, so that the tests resolve @optspec/conformance as a user's would.
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(fileURLToPath(new URL("../../.runner-", import.meta.url)));
  writeFileSync(join(folder, "wrong.mjs"), wrong);
  writeFileSync(join(folder, "right.mjs"), right);
  cpSync(kit, join(folder, "kit"), { recursive: true });
  const adam = readFileSync(join(folder, "kit", "port.py"), "utf8");
  const broken = adam.replace("math.sqrt(r[i] / correction2 + eps)", "(math.sqrt(r[i] / correction2) + eps)");
  expect([right, broken]).not.toContain(wrong);
  expect(broken).not.toBe(adam);
  writeFileSync(join(folder, "kit", "broken.py"), broken);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is started by these tests is known by this. */
const tag = randomUUID();
const env = { ...process.env, OPTSPEC_TEST: tag };

interface Run {
  readonly status: number | null;
  readonly failed: readonly string[];
  readonly passed: readonly string[];
  readonly skipped: readonly string[];
  readonly output: string;
}

interface VitestReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Id, rule and type of a requirement's test. */
const short = (title: string): string =>
  title.replace(/^.*?([A-Z]+-\d+): .*\((\w+), (f\d\d): .*$/s, "$1 $2 $3");

/** Each way to run a test file, in a process of its own. */
const runners: Readonly<Record<string, { readonly head: string; run(file: string): Run }>> = {
  Vitest: {
    head: 'import { describe, it } from "vitest";',
    run(file) {
      const root = join(folder, `vitest-${file}`);
      mkdirSync(root, { recursive: true });
      cpSync(join(folder, file), join(root, "port.test.mjs"));
      for (const name of ["wrong.mjs", "right.mjs"]) cpSync(join(folder, name), join(root, name));
      const report = join(root, "report.json");
      const words = [vitest, "run", "--root", root, "--reporter=json", `--outputFile=${report}`];
      const { status } = spawnSync(process.execPath, words, { cwd: root, env });
      const { testResults } = JSON.parse(readFileSync(report, "utf8")) as VitestReport;
      const all = testResults.flatMap(({ assertionResults }) => assertionResults);
      const having = (wanted: RegExp): string[] =>
        all.filter((one) => wanted.test(one.status)).map(({ title }) => short(title));
      return {
        status,
        failed: having(/failed/),
        passed: having(/passed/),
        skipped: having(/skipped|pending/),
        output: all.flatMap(({ failureMessages }) => failureMessages).join("\n"),
      };
    },
  },
  "node:test": {
    head: 'import { describe, it } from "node:test";',
    run(file) {
      const words = ["--test", "--test-reporter=tap", join(folder, file)];
      const { status, stdout, stderr } = spawnSync(process.execPath, words, {
        cwd: folder,
        encoding: "utf8",
        env,
      });
      const lines = [...stdout.matchAll(/^ +(not )?ok \d+ - (.*)$/gm)].map(([, not, text]) => ({
        failed: not !== undefined,
        skipped: text!.includes(" # SKIP"),
        title: short(text!.replace(/ # SKIP.*$/, "")),
      }));
      return {
        status,
        failed: lines.filter((line) => line.failed).map(({ title }) => title),
        passed: lines.filter((line) => !line.failed && !line.skipped).map(({ title }) => title),
        skipped: lines.filter((line) => line.skipped).map(({ title }) => title),
        output: stdout + stderr,
      };
    },
  },
};

const withoutCapability = ["PORT-21 adam f64", "PORT-23 adam f64"];

describe.each(Object.entries(runners))("%s", (name, { head, run }) => {
  const file = `${name.replace(":", "-")}.test.mjs`;
  const write = (...lines: string[]): void =>
    writeFileSync(
      join(folder, file),
      [head, 'import { conformanceTests } from "@optspec/conformance";', ...lines, ""].join("\n"),
    );

  it("passes a right port, in two lines", () => {
    write('import port from "./right.mjs";', "conformanceTests(port, { describe, it, cases: 5 });");
    const { status, failed, passed, skipped } = run(file);
    expect({ status, failed, skipped }).toEqual({ status: 0, failed: [], skipped: withoutCapability });
    expect(passed).toEqual(
      expect.arrayContaining(["ADAM-1 adam f64", "ADAM-17 adam f64", "ARITH-1 adam f64"]),
    );
  });

  it("fails a wrong one on the requirement that it violates, and no other", () => {
    write('import port from "./wrong.mjs";', "conformanceTests(port, { describe, it, cases: 5 });");
    const { status, failed, passed, output } = run(file);
    expect({ status, failed, passed }).toEqual({
      status: 1,
      failed: ["ADAM-11 adam f64"],
      passed: ["PORT-18 adam f64"],
    });
    expect(output).toContain("Fix: Add ε to r below the root");
  });

  it("passes a port in Python, which ends with the tests", () => {
    write(
      `await conformanceTests(${JSON.stringify(["python3", join(folder, "kit", "port.py")])}, { describe, it, cases: 3 });`,
    );
    const { status, failed, skipped, passed } = run(file);
    expect({ status, failed, skipped }).toEqual({ status: 0, failed: [], skipped: [] });
    expect(passed).toEqual(expect.arrayContaining(["GD-1 gd f32", "PORT-23 adam f64"]));
    expect(countTagged(tag)).toBe(0);
  });

  it("fails a wrong one in Python, with the command that shows it again", () => {
    const command = ["python3", join(folder, "kit", "broken.py")];
    write(
      `await conformanceTests(${JSON.stringify(command)}, { describe, it, cases: 3, rules: ["adam"], dtypes: ["f64"] });`,
    );
    const { status, failed, output } = run(file);
    expect({ status, failed }).toEqual({ status: 1, failed: ["ADAM-11 adam f64"] });
    expect(output).toMatch(
      /Again: npx optspec verify --rule adam --dtype f64 --case adam-[\w-]+ -- python3 /,
    );
  });

  it("fails where the port does not start", () => {
    write('await conformanceTests(["no-such-program"], { describe, it });');
    const { status, failed, output } = run(file);
    expect({ status, failed }).toEqual({ status: 1, failed: ["the port starts"] });
    expect(output).toContain("the port cannot be run");
  });
});

it("the example of the package's README runs", () => {
  const text = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const [example] = /^\/\/ port\.test\.js\n[\s\S]*?(?=^```$)/m.exec(text)!;
  writeFileSync(join(folder, "readme.mjs"), example.replace("./port.mjs", "./right.mjs"));
  const { status, failed, passed } = runners.Vitest!.run("readme.mjs");
  expect({ status, failed }).toEqual({ status: 0, failed: [] });
  expect(passed).toContain("ADAM-11 adam f64");
});
