/**
 * Writes spec/requirements.json from the pages of spec/.
 * With --check it writes nothing, names what is stale and exits 1.
 * Either way an id that is gone without being withdrawn is an error.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  collectRequirements,
  compareRequirements,
  printRequirements,
  type RequirementList,
} from "../src/spec/requirements.ts";

const spec = join(import.meta.dirname, "../../../spec");
const file = join(spec, "requirements.json");
const pages = Object.fromEntries(
  readdirSync(spec, { recursive: true, encoding: "utf8" })
    .filter((page) => page.endsWith(".md"))
    .map((page) => [page.replaceAll("\\", "/"), readFileSync(join(spec, page), "utf8")]),
);

const committed = existsSync(file) ? readFileSync(file, "utf8") : "";
const list = collectRequirements(pages);
const text = printRequirements(list);
const empty: RequirementList = { spec: list.spec, requirements: [], withdrawn: [] };
const changes = compareRequirements(committed === "" ? empty : JSON.parse(committed), list);
const broken = changes.filter(({ change }) => change === "removed" || change === "reused");

for (const { id, change } of changes) console.error(`${id}: ${change}`);
if (broken.length > 0) {
  console.error("requirements.json: ids are permanent; withdraw one in its page, never remove or reuse it");
  process.exitCode = 1;
} else if (process.argv.includes("--check")) {
  if (text !== committed) {
    console.error("requirements.json: stale; run `node packages/conformance/scripts/requirements.ts`");
    process.exitCode = 1;
  }
} else {
  writeFileSync(file, text);
  console.error(`requirements.json: ${list.requirements.length} requirements`);
}
