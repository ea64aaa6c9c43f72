/**
 * Writes the JSON Schemas into json/.
 * With --check it writes nothing, names what is stale and exits 1.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { jsonSchemaFiles } from "./json-schema-files.ts";

const check = process.argv.includes("--check");
const folder = join(import.meta.dirname, "../json");
mkdirSync(folder, { recursive: true });

const files = jsonSchemaFiles();
const stale = readdirSync(folder).filter((file) => !Object.hasOwn(files, file));
for (const [file, text] of Object.entries(files)) {
  const path = join(folder, file);
  if (existsSync(path) && readFileSync(path, "utf8") === text) continue;
  stale.push(file);
  if (!check) writeFileSync(path, text);
}
for (const file of stale) {
  console.error(`${file}: ${check ? "stale" : Object.hasOwn(files, file) ? "written" : "removed"}`);
  if (!check && !Object.hasOwn(files, file)) rmSync(join(folder, file));
}
if (check && stale.length > 0) process.exitCode = 1;
