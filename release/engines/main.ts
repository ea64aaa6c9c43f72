// Compares the bits of long trajectories between engines, and writes the table of the docs: node engines/main.ts
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { rolldown } from "rolldown";
import { findChromium } from "../../packages/core/scripts/chromium.js";
import { repository } from "../quality/published.ts";
import { firefoxVersion, inFirefox } from "./firefox.ts";

const folder = mkdtempSync(join(tmpdir(), "optspec-engines-"));
const nodes = /node: \[(.+)\]/
  .exec(readFileSync(join(repository, ".github/workflows/ci.yml"), "utf8"))![1]!
  .split(", ");

/** Where one engine runs the script: its version, and the hashes on a backend. */
interface Engine {
  readonly version: string;
  run(backend: string): Promise<string> | string;
}

const execute = (program: string, args: readonly string[]): string =>
  execFileSync(program, args, { encoding: "utf8", maxBuffer: 2 ** 24, timeout: 300_000 }).trim();

/** Installs a package into a folder of its own. */
function installed(name: string, version: string): string {
  const place = mkdtempSync(join(folder, "engine-"));
  const manifest = { private: true, dependencies: { [name]: version }, allowScripts: { node: true } };
  writeFileSync(join(place, "package.json"), JSON.stringify(manifest));
  execFileSync("npm", ["install", "--no-audit", "--no-fund"], {
    cwd: place,
    stdio: "ignore",
    timeout: 120_000,
  });
  return join(place, "node_modules", name);
}

function commandLine(program: string, args: readonly string[], version: string): Engine {
  return { version, run: (backend) => execute(program, [...args, join(folder, `${backend}.js`)]) };
}

const engines: Readonly<Record<string, () => Promise<Engine> | Engine>> = {
  ...Object.fromEntries(
    nodes.map((version) => [
      `Node ${version.split(".")[0]} (V8)`,
      () => commandLine(join(installed("node", version), "bin/node"), [], version),
    ]),
  ),
  "Bun (JavaScriptCore)": () =>
    commandLine(join(installed("@oven/bun-linux-x64", "1.4.4"), "bin/bun"), [], "1.4.4"),
  "Deno (V8)": () => commandLine(join(installed("@deno/linux-x64-glibc", "2.9.6"), "deno"), ["run"], "2.9.6"),
  "QuickJS (quickjs-emscripten)": async () => {
    const module = createRequire(import.meta.url)(installed("quickjs-emscripten", "0.32.0"));
    const quickjs = await module.getQuickJS();
    const run = (backend: string): string => {
      const context = quickjs.newContext();
      context.unwrapResult(context.evalCode(readFileSync(join(folder, "script.js"), "utf8"))).dispose();
      const result = context.unwrapResult(context.evalCode(`trajectories({ backend: "${backend}" })`));
      return context.dump(result);
    };
    return { version: "0.32.0", run };
  },
  Chromium: async () => {
    const executablePath = findChromium();
    if (executablePath === undefined) throw new Error("no Chromium");
    const args = ["--no-sandbox", "--disable-gpu"];
    const browser = await chromium.launch({ executablePath, args });
    const version = browser.version();
    await browser.close();
    const run = async (backend: string): Promise<string> => {
      const each = await chromium.launch({ executablePath, args });
      try {
        const page = await each.newPage();
        await page.addScriptTag({ path: join(folder, "script.js") });
        return String(await page.evaluate(`trajectories({ backend: "${backend}" })`));
      } finally {
        await each.close();
      }
    };
    return { version, run };
  },
  "Firefox (SpiderMonkey)": () => ({
    version: firefoxVersion(),
    run: (backend) =>
      inFirefox(
        folder,
        readFileSync(join(folder, "script.js"), "utf8"),
        `trajectories({ backend: "${backend}" })`,
      ),
  }),
};

const backends = ["portable", "wasm"];
const rows: string[] = [];
let reference: string | undefined;
try {
  const bundle = await rolldown({ input: fileURLToPath(new URL("trajectories.js", import.meta.url)) });
  const { output } = await bundle.generate({ format: "iife", codeSplitting: false });
  await bundle.close();
  writeFileSync(join(folder, "script.js"), output[0].code);
  for (const backend of backends)
    writeFileSync(
      join(folder, `${backend}.js`),
      `${output[0].code}\nconsole.log(trajectories({ backend: "${backend}" }));`,
    );
  for (const [name, start] of Object.entries(engines)) {
    let engine: Engine | undefined;
    const cells: string[] = [];
    try {
      engine = await start();
    } catch (error) {
      cells.push(...backends.map(() => "missing"));
      console.error(`${name}: missing: ${String(error).split("\n")[0]}`);
    }
    for (const backend of engine === undefined ? [] : backends) {
      try {
        const bits = await engine!.run(backend);
        reference ??= bits;
        if (bits !== reference) {
          console.error(`${name}, ${backend}: expected ${reference}, got ${bits}`);
          process.exitCode = 1;
        }
        cells.push(bits === reference ? "same bits" : "**other bits**");
      } catch (error) {
        // Only an engine without WebAssembly may lack a backend.
        if (backend === "portable" || !name.startsWith("QuickJS")) {
          process.exitCode = 1;
          console.error(`${name}, ${backend}: ${error}`);
        }
        cells.push(backend === "portable" ? "**failed**" : "not there");
      }
    }
    rows.push(`| ${name} | ${engine?.version ?? "–"} | ${cells.join(" | ")} |`);
    console.log(rows.at(-1));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const rules = Object.keys(JSON.parse(reference ?? "{}"));
writeFileSync(
  join(repository, "site/content/engines.md"),
  `# The same bits on every engine

400 updates of 259 elements of many magnitudes, in every rule and both types (${rules.join(", ")}): parameters and states
of all engines are compared with those of the first. \`npm run engines\` does it and writes this page; an engine that could
not be installed is named as missing. Run on ${new Date().toISOString().slice(0, 10)}.

| Engine | Version | portable | wasm |
|---|---|---|---|
${rows.join("\n")}
`,
);
