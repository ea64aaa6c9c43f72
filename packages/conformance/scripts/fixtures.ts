/**
 * Computes fixtures/ from arbitrary precision: `node scripts/fixtures.ts` writes the files, `--check` compares them
 * with what is committed and fails on any difference.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { buildFixtures, fixtureText } from "../src/cases/build-fixtures.ts";
import { definitions } from "../src/cases/definitions/table.ts";

const folder = new URL("../../../fixtures/", import.meta.url);
const check = process.argv.includes("--check");

const wanted = new Map(
  definitions
    .flatMap(buildFixtures)
    .map((fixture) => [`${fixture.rule}/${fixture.id}.json`, fixtureText(fixture)]),
);
const present = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".json") && !file.startsWith("checkpoints"))
  .map((file) => file.replaceAll("\\", "/"));

const stale = [
  ...[...wanted].filter(([file, text]) => {
    const path = new URL(file, folder);
    return !existsSync(path) || readFileSync(path, "utf8") !== text;
  }),
].map(([file]) => file);
const surplus = present.filter((file) => !wanted.has(file));

if (check) {
  for (const file of stale) console.error(`fixtures/${file}: differs from what is computed`);
  for (const file of surplus) console.error(`fixtures/${file}: has no definition`);
  if (stale.length + surplus.length > 0) {
    console.error("Run `npm run fixtures` and review the difference.");
    process.exitCode = 1;
  }
} else {
  for (const file of surplus) rmSync(new URL(file, folder));
  for (const file of stale) {
    mkdirSync(new URL(`${file.split("/")[0]}/`, folder), { recursive: true });
    writeFileSync(new URL(file, folder), wanted.get(file)!);
  }
}
console.log(
  `${wanted.size} fixtures, ${stale.length} ${check ? "stale" : "written"}, ${surplus.length} ${check ? "surplus" : "removed"}`,
);
