import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { portsCommand } from "../../scripts/ports/command.ts";
import { runCommand } from "../../src/cli/main.ts";

let ports: string;
beforeEach(() => {
  ports = mkdtempSync(join(tmpdir(), "ports-"));
});
afterEach(() => rmSync(ports, { recursive: true }));

const descent = (sign: string, before = ""): string => `
${before}
export default {
  port: { name: "descent", version: "1.0.0", language: "javascript" },
  claims: [{ rule: "gd", profile: "normative", dtypes: ["f64"] }],
  run({ config, params, steps }) {
    let lr = config.lr ?? 0.01;
    const w = Object.fromEntries(Object.entries(params).map(([name, { data }]) => [name, [...data]]));
    return { steps: steps.map(({ grads, config: changed }) => {
      lr = changed?.lr ?? lr;
      for (const name of Object.keys(w)) w[name] = w[name].map((x, i) => x ${sign} lr * grads[name][i]);
      return { params: { ...w } };
    }) };
  },
};`;

/** Makes the folder of a port. */
function port(name: string, manifest: object, module = descent("-")): void {
  mkdirSync(join(ports, name));
  writeFileSync(join(ports, name, "port.mjs"), module);
  writeFileSync(
    join(ports, name, "manifest.json"),
    JSON.stringify({
      library: { name: "descent", version: "1.0.0" },
      module: "port.mjs",
      profile: "normative",
      rules: { gd: ["f64"] },
      ...manifest,
    }),
  );
}

/** Runs the command with few cases; what it prints comes back. */
async function run(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ["", ""];
  const code = await runCommand(
    "ports",
    "npm run ports --",
    portsCommand(ports),
    ["--cases", "2", "--out", join(ports, ".reports"), ...words],
    {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      colour: false,
      width: 100,
      interactive: false,
    },
  );
  return { code, out, err };
}

const ascends = { held: ["normative"], rule: "gd", bug: "ascends", source: "port.mjs" };

test("ports that are as their manifests say make a table, reports and exit code 0", async () => {
  port("javascript-good", {});
  port(
    "javascript-ascends",
    { library: { name: "ascent", version: "1.0.0" }, deviations: [ascends] },
    descent("+").replace('"descent"', '"ascent"'),
  );
  const { code, out, err } = await run();
  expect(err).toContain("2 ports verified, 0 with surprises; 0 failed, 0 skipped");
  expect(code).toBe(0);
  expect(out).toBe(
    [
      "  held to           ✓ conforms, ✗ deviates: what it evidently computes",
      "ascent 1.0.0 (javascript)",
      "  normative         ✗ gd: ascends",
      "descent 1.0.0 (javascript)",
      "  normative         ✓ gd",
      "",
    ].join("\n"),
  );
  expect(readFileSync(join(ports, ".reports/index.html"), "utf8")).toContain("ascends");
  expect(readFileSync(join(ports, ".reports/ports.md"), "utf8")).toContain("ascends");
  expect(JSON.parse(readFileSync(join(ports, ".reports/ports.json"), "utf8"))).toHaveLength(2);
});

test("a surprise is told, and fails", async () => {
  port("javascript-surprise", { deviations: [ascends] });
  const { code, err } = await run();
  expect(err).toContain("javascript-surprise: gd f64, held to normative: expected ascends, conforms\n");
  expect(err).toContain("1 port verified, 1 with surprises; 0 failed, 0 skipped");
  expect(code).toBe(1);
});

test("a port that ends its process, and one whose module is broken, fail and stop nobody", async () => {
  port("javascript-bad", {}, descent("-", "process.exit(7);"));
  port("javascript-broken", {}, "throw new Error('no such library')");
  port("javascript-good", {});
  const { code, out, err } = await run();
  expect(err).toContain("javascript-bad: failed: the verification ended early: exit code 7\n");
  expect(err).toMatch(/javascript-broken: failed: .*no such library/);
  expect(out).toContain("✓ gd");
  expect(code).toBe(3);
});

test("a port is skipped that lacks a command or whose setup fails; --require makes it a failure", async () => {
  port("javascript-good", {});
  port("rust-lacking", { needs: ["node", "no-such-command"], module: undefined, run: ["no-such-command"] });
  port("go-failing", {
    setup: [["node", "-e", "console.error('no network'); process.exit(3)"]],
    inputs: ["{port}/port.mjs"],
  });
  const first = await run();
  expect(first.err).toContain("rust-lacking: skipped: no-such-command not on the PATH\n");
  expect(first.err).toMatch(
    /go-failing: skipped: setup failed: node -e .*: exit code 3; the log is .*\nno network\n/,
  );
  expect(first.err).toContain("1 port verified, 0 with surprises; 0 failed, 2 skipped");
  expect(first.code).toBe(0);
  expect((await run("--require")).code).toBe(1);
  expect((await run("lacking")).code).toBe(1); // nothing was verified
});

test("a setup runs once for the same inputs, also where ports share it, and anew for others", async () => {
  const count = join(ports, "count");
  const shared = {
    setup: [
      ["node", "-e", "fs.appendFileSync(process.argv[1], 'x')", count],
      [
        "node",
        "-e",
        "fs.copyFileSync(process.argv[1], process.argv[2])",
        "{ports}/javascript-a/port.mjs",
        "{cache}/port.mjs",
      ],
    ],
    inputs: ["{ports}/javascript-a"],
    env: { COPY: "{cache}/port.mjs" },
  };
  const module = "const { default: port } = await import(process.env.COPY); export default port;";
  port("javascript-a", {});
  port("javascript-b", shared, module);
  port("javascript-c", shared, module);
  const runs = (): number => readFileSync(count, "utf8").length;
  expect((await run()).code).toBe(0);
  expect(runs()).toBe(1);
  expect((await run()).code).toBe(0);
  expect(runs()).toBe(1);
  expect((await run("--fresh")).code).toBe(0);
  expect(runs()).toBe(2);
  appendFileSync(join(ports, "javascript-a/port.mjs"), "// another input");
  expect((await run()).code).toBe(0);
  expect(runs()).toBe(3);
});

test("a setup that was interrupted begins anew", async () => {
  port("javascript-a", {
    setup: [
      [
        "node",
        "-e",
        "fs.mkdirSync(process.argv[1]); if (!fs.existsSync(process.argv[2])) process.exit(1)",
        "{cache}/made",
        "{port}/../ready",
      ],
    ],
    inputs: ["{port}/port.mjs"],
  });
  expect((await run()).err).toContain("setup failed");
  writeFileSync(join(ports, "ready"), "");
  expect((await run()).code).toBe(0);
  expect(existsSync(join(ports, "javascript-a/made"))).toBe(false);
});

test("ports are chosen by name, with or without the language, by pattern, and by language", async () => {
  for (const name of ["javascript-one", "javascript-other", "python-one"])
    port(name, { needs: ["no-such-command"] });
  const listed = async (...words: string[]): Promise<string[]> =>
    (await run("--list", ...words)).out.split("\n").flatMap((line) => line.trim().split(" ")[0] || []);
  expect(await listed()).toEqual(["javascript-one", "javascript-other", "python-one"]);
  expect(await listed("one")).toEqual(["javascript-one", "python-one"]);
  expect(await listed("javascript-o*")).toEqual(["javascript-one", "javascript-other"]);
  expect(await listed("one", "--language", "python")).toEqual(["python-one"]);
  expect((await run("--list")).out).toContain(
    "descent 1.0.0, profile normative: gd (no-such-command not on the PATH)",
  );
});

test.each([
  [["tow"], 'ports: expected the name of a port, got "tow"'],
  [["javascript-tow"], "did you mean javascript-two?"],
  [["--language", "rust"], "--language: expected javascript, got rust"],
  [["--jobs", "0"], "--jobs: expected a whole number above 0, got 0"],
  [["--job", "1"], "did you mean --jobs?; see npm run ports -- --help"],
])("wrong usage: %j", async (words, message) => {
  port("javascript-two", {});
  const { code, err } = await run(...words);
  expect(err).toContain(message);
  expect(code).toBe(2);
});

test("the help shows examples", async () => {
  const { code, out } = await run("--help");
  expect(out).toContain("npm run ports -- torch optax");
  expect(out).toContain("Usage: npm run ports -- [options] [name]...");
  expect(code).toBe(0);
});

test("a wrong manifest is wrong usage, and names the place", async () => {
  port("javascript-wrong", { profile: "nobody" });
  const { code, err } = await run();
  expect(err).toMatch(/javascript-wrong.manifest\.json:\n.*\n.*profile/);
  expect(code).toBe(2);
});
