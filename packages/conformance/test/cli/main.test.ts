import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { specified } from "../../src/cases/rule-named.ts";
import { main } from "../../src/cli/main.ts";

const corePort = fileURLToPath(new URL("../../ports/javascript-core/port.mjs", import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "optspec-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  code: number;
  out: string;
  err: string;
}

async function optspec(...words: string[]): Promise<Outcome> {
  let out = "";
  let err = "";
  const code = await main(words, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    colour: false,
    width: 100,
    interactive: false,
  });
  return { code, out, err };
}

/** A port module whose `run` has this body. */
function portFile(
  name: string,
  body: string,
  claims = '[{ rule: "gd", profile: "normative", dtypes: ["f64"] }]',
): string {
  const path = join(folder, name);
  writeFileSync(
    path,
    `export default { port: { name: "p", version: "1", language: "js" }, claims: ${claims}, run({ config, params, steps }) { ${body} } };`,
  );
  return path;
}

const descend = (sign: string): string => `
  const w = Object.fromEntries(Object.entries(params).map(([name, { data }]) => [name, [...data]]));
  let { lr = 0.01 } = config;
  return { steps: steps.map(({ grads, config: changes }) => {
    lr = changes?.lr ?? lr;
    for (const name in w) w[name] = w[name].map((x, i) => x ${sign} lr * grads[name][i]);
    return { params: structuredClone(w) };
  }) };`;

describe("--case", () => {
  it("runs the cases that it names, of the rules and types that have some", async () => {
    const port = portFile(
      "cases.mjs",
      descend("-"),
      '[{ rule: "gd", profile: "normative", dtypes: ["f32", "f64"] }]',
    );
    const { code, out } = await optspec(
      "verify",
      port,
      "--case",
      "gd-*-rate-f64",
      "--case",
      "generated-gd-f64-1-3",
      "--json",
    );
    expect(code).toBe(0);
    const { groups } = JSON.parse(out);
    expect(groups).toHaveLength(1);
    expect(groups[0].cases.map(({ id }: { id: string }) => id)).toEqual([
      "gd-binary64-rate-f64",
      "gd-changing-learning-rate-f64",
      "gd-decimal-learning-rate-f64",
      "gd-zero-rate-f64",
      "generated-gd-f64-1-3",
    ]);
  });

  it("that names none is an error, which knows what may have been meant", async () => {
    const { code, err } = await optspec(
      "verify",
      portFile("case.mjs", descend("-")),
      "--case",
      "gd-onestep-f64",
    );
    expect(code).toBe(2);
    expect(err).toBe(
      'optspec: case: expected one of this port\'s, got "gd-onestep-f64"; did you mean gd-one-step-f64?\n',
    );
  });
});

describe("exit codes", () => {
  it("0: conformant", async () => {
    const { code, out, err } = await optspec("verify", portFile("good.mjs", descend("-")));
    expect(code).toBe(0);
    expect(out).toContain("✓ exact");
    expect(err).toBe("");
  });

  it("1: a deviation", async () => {
    const { code, out } = await optspec("verify", portFile("ascends.mjs", descend("+")));
    expect(code).toBe(1);
    expect(out).toContain("✗ deviates");
    expect(out).toContain("GD-1");
  });

  it.each<[string, string[], string]>([
    [
      "an unknown command",
      ["verfy"],
      'expected a command (verify, report, init, explain, checkpoint, coverage, list, vectors), got "verfy"; did you mean verify?',
    ],
    [
      "an unknown option",
      ["verify", "--sed", "3", "x.mjs"],
      "verify: unknown option --sed; did you mean --seed?",
    ],
    ["no port", ["verify"], "verify: expected the path of a port"],
    [
      "a seed that is no number",
      ["verify", "x.mjs", "--seed", "one"],
      "--seed: expected a whole number, got one",
    ],
    ["a negative count", ["verify", "x.mjs", "--cases=-1"], "--cases: expected a whole number, got -1"],
    ["an unknown type", ["verify", "x.mjs", "--dtype", "f16"], "--dtype: expected f32 or f64, got f16"],
    [
      "an unknown profile",
      ["verify", corePort, "--profile", "torch"],
      "profile: expected normative, paper, pytorch",
    ],
    [
      "a rule that is not claimed",
      ["verify", corePort, "--rule", "adam", "--rule", "yogi"],
      `(${Object.keys(specified).join(", ")}), got "yogi"`,
    ],
    [
      "--update alone",
      ["verify", corePort, "--rule", "gd", "--update"],
      "--update: expected --known <file> with it",
    ],
    [
      "an unknown id",
      ["explain", "ADAM-111"],
      'no requirement, case or bug is called "ADAM-111"; did you mean ADAM-11',
    ],
    [
      "an unknown list",
      ["list", "ports"],
      "list: expected one of cases, requirements, bugs, profiles, axes, got ports",
    ],
    ["a missing result", ["report", "/nowhere/r.json"], "/nowhere/r.json"],
  ])("2: %s", async (_, words, message) => {
    const { code, out, err } = await optspec(...words);
    expect(err).toContain(message);
    expect(code).toBe(2);
    expect(out).toBe("");
  });

  it.each<[string, string, string]>([
    ["missing", "", "missing.mjs"],
    ["no port", "export default 3;", "expected a default export { port, claims, run }, got number"],
    ["no run", "export default { port: {} };", "run: expected a function, got undefined"],
    [
      "bad claims",
      'export default { run() {}, port: { name: "p", version: "1", language: "js" }, claims: [{ rule: "gd", profile: "normative", dtypes: ["f16"] }] };',
      'claims[0].dtypes: expected an array of "f32" and "f64", got ["f16"]',
    ],
    ["broken", "export default {", "broken.mjs"],
    ["throws", "throw new Error('no GPU');", "no GPU"],
  ])("3: a module that is %s", async (name, text, message) => {
    const path = join(folder, `${name.replaceAll(" ", "-")}.mjs`);
    if (text !== "") writeFileSync(path, text);
    const { code, err } = await optspec("verify", path);
    expect(err).toContain(message);
    expect(code).toBe(3);
  });

  it("3: a port that fails on a case, whatever else it does", async () => {
    const { code, out } = await optspec(
      "verify",
      portFile("throws-once.mjs", `if (steps.length === 1) throw new Error("one step?"); ${descend("+")}`),
    );
    expect(code).toBe(3);
    expect(out).toContain("one step?");
  });
});

it("what a module prints does not get into the results", async () => {
  const path = portFile("chatty.mjs", `console.log("hello"); ${descend("-")}`);
  const command = fileURLToPath(new URL("../../bin/optspec.js", import.meta.url));
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [command, "verify", path, "--cases", "1", "--json"],
    { encoding: "utf8" },
  );
  expect((JSON.parse(stdout) as { port: unknown }).port).toEqual({ name: "p", version: "1", language: "js" });
  expect(stderr).toContain("hello");
});

describe("reports", () => {
  it("save, merge and render in every format", async () => {
    const path = portFile("ascends-2.mjs", descend("+"));
    const { out } = await optspec("verify", path, "--json", "--cases", "2");
    const saved = join(folder, "result.json");
    writeFileSync(saved, out);
    const files = Object.fromEntries(
      ["html", "junit", "tap", "markdown", "badge"].map((name) => [name, join(folder, `out/r.${name}`)]),
    );
    const { code, out: table } = await optspec(
      "report",
      saved,
      saved,
      ...Object.entries(files).flatMap(([name, file]) => [`--${name}`, file]),
    );
    expect(code).toBe(1);
    expect(table).toContain("deviates");
    const text = (name: string): string => readFileSync(files[name]!, "utf8");
    expect(text("html")).toContain("<!doctype html>");
    expect(text("junit")).toContain("<testsuites");
    const planned = 2 * (JSON.parse(out) as { groups: { planned: number }[] }).groups[0]!.planned;
    expect(text("tap")).toContain(`TAP version 14\n1..${planned}\n`);
    expect(text("markdown")).toContain("| p 1 · gd · normative · f64 | ✗ deviates |");
    expect(text("badge")).toContain("optspec normative: deviates");
  });

  it("refuse results that are none, and newer ones", async () => {
    const path = join(folder, "bad.json");
    const refused = async (text: string): Promise<string> => {
      writeFileSync(path, text);
      const { code, err } = await optspec("report", path);
      expect(code).toBe(2);
      return err;
    };
    expect(await refused("{")).toContain("bad.json");
    expect(await refused('{"version":2}')).toContain("written by a newer version (results 2, this reads 1)");
    expect(await refused('{"version":1,"port":{}}')).toContain("port.name");
  });
});

describe("known deviations", () => {
  it("excuse, and fail when they no longer hold", async () => {
    const known = join(folder, "known.json");
    const wrong = portFile("wrong.mjs", descend("+"));
    expect((await optspec("verify", wrong, "--cases", "2", "--known", known)).err).toContain(
      "does not exist; --update makes one",
    );
    expect((await optspec("verify", wrong, "--cases", "2", "--known", known, "--update")).code).toBe(0);
    const { code, out } = await optspec("verify", wrong, "--cases", "2", "--known", known);
    expect(code).toBe(0);
    expect(out).toContain("~ known");
    const mended = await optspec(
      "verify",
      portFile("mended.mjs", descend("-")),
      "--cases",
      "2",
      "--known",
      known,
    );
    expect(mended.code).toBe(1);
    expect(mended.err).toContain("listed as deviates");
  });
});

describe("help", () => {
  it.each(["verify", "report", "init", "explain", "coverage", "list", "vectors"])(
    "%s --help shows examples first",
    async (name) => {
      const { code, out } = await optspec(name, "--help");
      expect(code).toBe(0);
      expect(out.indexOf(`optspec ${name} `)).toBeLessThan(out.indexOf("Usage:"));
      expect(out).toContain("--help");
    },
  );

  it("lists every command", async () => {
    const { out } = await optspec("--help");
    for (const name of ["verify", "report", "explain", "list", "vectors"])
      expect(out).toContain(`  ${name} `);
  });
});
