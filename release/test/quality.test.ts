import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checks } from "../quality/checks.ts";
import { type Published, placeOf, published, publishedFrom } from "../quality/published.ts";

const check = (name: string) => checks.find((each) => each.name === name)!;

let core: Published;
let conformance: Published;
let folder: string;
beforeAll(async () => {
  core = await publishedFrom(published[0]!);
  conformance = await publishedFrom(published[2]!);
  folder = mkdtempSync(join(tmpdir(), "optspec-planted-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of core with something done to it, as it would be published. */
async function planted(plant: (copy: string) => void, relist = true): Promise<Published> {
  const copy = mkdtempSync(join(folder, "core-"));
  for (const part of ["package.json", "README.md", "LICENSE", "dist", "src", "api"])
    cpSync(join(core.folder, part), join(copy, part), { recursive: true });
  plant(copy);
  const place = placeOf({ ...core, folder: copy });
  const tracked = new Set([...core.tracked].map((path) => path.replace(/^packages\/core\//, `${place}/`)));
  if (relist) return { ...(await publishedFrom(copy)), tracked };
  const manifest = JSON.parse(readFileSync(join(copy, "package.json"), "utf8"));
  return { ...core, folder: copy, manifest, tracked };
}

const withFile = (file: string) => planted((copy) => writeFileSync(join(copy, file), "left over"));
const without = (file: string) => planted((copy) => rmSync(join(copy, file)));

/** The same for a change of one file's text, which changes no list of files. */
const edited = (file: string, from: string, to: string) =>
  planted((copy) => {
    const before = readFileSync(join(copy, file), "utf8");
    expect(before).toContain(from);
    writeFileSync(
      join(copy, file),
      before.replace(from, () => to),
    );
  }, false);
const manifestWith = (field: string) => edited("package.json", '"license"', `${field}, "license"`);
const appended = (file: string, text: string) =>
  planted((copy) => appendFileSync(join(copy, file), `\n${text}`), false);

/** The check, what it must say, and a fault that makes it say so. */
const faults: readonly [check: string, problem: RegExp, fault: () => Promise<Published> | Published][] = [
  ["tarball", /^src\/notes\.txt: expected an intended file/, () => withFile("src/notes.txt")],
  ["tarball", /^dist\/x\.tsbuildinfo: expected an intended/, () => withFile("dist/x.tsbuildinfo")],
  ["tarball", /^dist\/gone\.js: expected .*src\/gone\.ts in the repository/, () => withFile("dist/gone.js")],
  ["tarball", /^LICENSE: expected in the tarball/, () => without("LICENSE")],
  ["tarball", /^dist\/rules\/adam\.d\.ts: expected in the tarball/, () => without("dist/rules/adam.d.ts")],
  [
    "tarball",
    /^data\/fixtures\/.*\.json: expected in the tarball/,
    () => withoutOf(conformance, /^data\/fix/),
  ],
  ["tarball", /^kits\/python\/port\.py: expected in the tarball/, () => withoutOf(conformance, /port\.py/)],
  ["manifest", /sideEffects: expected false/, () => edited("package.json", "false", "true")],
  ["manifest", /got postinstall$/, () => edited("package.json", '"build"', '"postinstall": "x", "build"')],
  ["manifest", /got binding\.gyp$/, () => ({ ...core, files: new Map([["binding.gyp", 1]]) })],
  ["manifest", /^dependencies: expected none, got zod/, () => manifestWith('"dependencies": { "zod": "4" }')],
  [
    "manifest",
    /^dependencies esbuild: expected in package-lock/,
    () => manifestWith('"dependencies": { "esbuild": "1" }'),
  ],
  [
    "manifest",
    /^dependencies node: expected no script that runs/,
    () => manifestWith('"dependencies": { "node": "1" }'),
  ],
  [
    "manifest",
    /^dist\/index\.js: expected imports of nothing, got node:fs/,
    () => appended("dist/index.js", 'import "node:fs";\n'),
  ],
  ["manifest", /got zod$/, () => appended("dist/index.js", 'const z = import("zod");\n')],
  ["source maps", /create\.js: expected its map/, () => without("dist/optimizer/create.js.map")],
  [
    "source maps",
    /expected its source src\/power\.ts/,
    () => edited("dist/index.js.map", "src/index", "src/power"),
  ],
  [
    "source maps",
    /print\.js\.map: expected line \d+ to come from a place/,
    () => planted((copy) => writeFileSync(join(copy, "src/language/print.ts"), "export {};\n"), false),
  ],
  [
    "source maps",
    /print\.js\.map: expected a file that names it/,
    () => edited("dist/language/print.js", "//# sourceMappingURL", "// "),
  ],
  ["size budgets", /the tarball: expected at most/, () => ({ ...core, packedBytes: 1e9 })],
  [
    "size budgets",
    /a bundle of parseRule: expected at most/,
    () =>
      appended(
        "dist/language/parse.js",
        `globalThis.x = [${Array.from({ length: 4000 }, (_, i) => (i * i * 7919) % 65521)}];\n`,
      ),
  ],
  ["publint --strict", /exports/, () => edited("package.json", "./dist/index.js", "./dist/main.js")],
  ["attw --profile esm-only", /"@optspec\/core/, () => without("dist/index.d.ts")],
  ["attw --profile esm-only", /rules\/adam/, () => edited("dist/rules/adam.d.ts", "./rule", "./other")],
  [
    "API report",
    /api\/index\.api\.md: line \d+: accepted .*`npm run api` accepts it/,
    () => edited("dist/language/print.d.ts", "printProgram(program", "printProgram(text"),
  ],
];

function withoutOf(pkg: Published, pattern: RegExp): Published {
  return { ...pkg, files: new Map([...pkg.files].filter(([path]) => !pattern.test(path))) };
}

describe("each check finds what it is for", () => {
  it.each(faults)("%s: %s", async (name, problem, fault) => {
    const problems = await check(name).problems(await fault());
    expect(problems.join("\n")).toMatch(new RegExp(problem, "m"));
  });

  it("and every check is tried", () => {
    expect([...new Set(faults.map(([name]) => name))].sort()).toEqual(checks.map(({ name }) => name).sort());
  });
});

it("an untouched copy has no problems", async () => {
  const copy = await planted(() => {});
  expect([...copy.files.keys()]).toEqual([...core.files.keys()]);
  for (const { name, problems } of checks) expect([name, await problems(copy)]).toEqual([name, []]);
});
