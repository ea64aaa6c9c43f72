import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { repository } from "../quality/published.ts";
import { outcomeInChromium } from "./browser.ts";
import { followReadme, readmes } from "./readmes.ts";
import { expectSame, run } from "./run.ts";

/** What the consumers share. */
export interface Rehearsal {
  /** An empty folder that is removed at the end. */
  readonly folder: string;
  /** The registry with the packages. */
  readonly registry: string;
}

/** Somebody who installs the packages: a name, and what they do. */
export interface Consumer {
  readonly name: string;
  run(rehearsal: Rehearsal): Promise<void>;
}

const program = (path: string) => join(repository, "node_modules", path);
const vitest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")).devDependencies.vitest;
/** The versions of Node that CI runs on. */
const nodes = /node: \[(.+)\]/
  .exec(readFileSync(join(repository, ".github/workflows/ci.yml"), "utf8"))![1]!
  .split(", ");

/** Makes a clean folder, and installs from the registry what its package.json asks for. */
async function install(
  { folder, registry }: Rehearsal,
  name: string,
  source: string | object,
  extra: Readonly<Record<string, string>> = {},
): Promise<string> {
  const place = join(folder, name);
  mkdirSync(place);
  if (typeof source === "string")
    cpSync(new URL(`consumers/${source}`, import.meta.url), place, { recursive: true });
  const manifest =
    typeof source === "string" ? JSON.parse(readFileSync(join(place, "package.json"), "utf8")) : source;
  const devDependencies = { ...manifest.devDependencies, ...extra };
  writeFileSync(
    join(place, "package.json"),
    JSON.stringify({ ...manifest, devDependencies, allowScripts: { node: true } }),
  );
  writeFileSync(join(place, ".npmrc"), `@optspec:registry=${registry}\nfund=false\naudit=false\n`);
  await run("npm", ["install"], place);
  return place;
}

/** Programs see the folder's own commands first, as npm's scripts do, and print without colours. */
const environment = (place: string): NodeJS.ProcessEnv => ({
  ...process.env,
  NO_COLOR: "1",
  FORCE_COLOR: "0",
  PATH: [join(place, "node_modules/.bin"), process.env.PATH].join(delimiter),
});

let onFirst: string | undefined;
const onNode = (version: string): Consumer => ({
  name: `ES modules on Node ${version}`,
  async run(rehearsal) {
    const place = await install(rehearsal, `node-${version}`, "esm", { node: version });
    const node = join(place, "node_modules/node/bin/node");
    expectSame("node", `v${version}\n`, await run(node, ["--version"], place));
    const output = await run(node, ["main.js"], place);
    onFirst ??= output;
    expectSame(`output on Node ${version}`, onFirst, output);
  },
});

const compilers = { "5.9": "typescript-5.9/bin/tsc", "7": "typescript/bin/tsc" };
const resolutions = { nodenext: "nodenext", bundler: "esnext" };
const typed: Consumer = {
  name: "types, TypeScript 5.9 and 7, nodenext and bundler",
  async run(rehearsal) {
    const place = await install(rehearsal, "types", "types");
    for (const [version, path] of Object.entries(compilers)) {
      const told = await run(process.execPath, [program(path), "--version"], place);
      if (!told.startsWith(`Version ${version}.`)) throw new Error(`tsc: expected ${version}, got ${told}`);
      for (const [moduleResolution, module] of Object.entries(resolutions)) {
        const options = { module, moduleResolution, target: "es2023", lib: ["es2023", "dom"], types: [] };
        const config = `tsconfig.${version}.${moduleResolution}.json`;
        const compilerOptions = { ...options, strict: true, noEmit: true, skipLibCheck: false };
        writeFileSync(join(place, config), JSON.stringify({ compilerOptions, files: ["main.ts"] }));
        await run(process.execPath, [program(path), "--project", config], place);
      }
    }
  },
};

const built: Consumer = {
  name: "a page, built by Vite, in Chromium",
  async run(rehearsal) {
    const place = await install(rehearsal, "browser", "browser");
    await run(process.execPath, [program("vite/bin/vite.js"), "build", "--logLevel", "warn"], place);
    const script = 'import { training } from "./training.js"; process.stdout.write(training());';
    const node = await run(process.execPath, ["--input-type=module", "--eval", script], place);
    expectSame("state in Chromium", node, await outcomeInChromium(join(place, "dist")));
  },
};

const ported: Consumer = {
  name: "npx optspec, a port from init",
  async run(rehearsal) {
    const place = await install(rehearsal, "port", "port");
    const env = environment(place);
    await run("npx", ["optspec", "init", "javascript"], place, env);
    await run("npx", ["optspec", "verify", "--", "node", "optspec-javascript/port.mjs"], place, env);
  },
};

const readers = Object.keys(readmes).map(
  (path): Consumer => ({
    name: `the code of ${path}`,
    async run(rehearsal) {
      const manifest = {
        name: "reader",
        private: true,
        type: "module",
        dependencies: { "@optspec/conformance": "*", "@optspec/core": "*", "@optspec/schema": "*" },
      };
      const tools: Record<string, string> = path.includes("conformance") ? { vitest } : {};
      const place = await install(rehearsal, path.replaceAll("/", "-"), manifest, tools);
      await followReadme(path, place, environment(place));
    },
  }),
);

export const consumers: readonly Consumer[] = [...nodes.map(onNode), typed, built, ported, ...readers];
