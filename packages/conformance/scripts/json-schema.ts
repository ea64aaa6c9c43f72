/**
 * Writes the JSON Schema of what `optspec verify --json` prints: `node scripts/json-schema.ts`; `--check` compares it with
 * what is committed and fails on any difference.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { resultVersion } from "../src/verify/result.ts";
import { resultSchema } from "../src/verify/result-schema.ts";

const file = new URL("../json/result.schema.json", import.meta.url);
const schema = {
  title: `Result of optspec verify, version ${resultVersion}`,
  description:
    "Several ports make an array of these. Numbers that JSON lacks are the strings NaN, Infinity, -Infinity and -0.",
  ...z.toJSONSchema(resultSchema, { io: "input" }),
};
const text = `${JSON.stringify(schema, null, 2)}\n`;

if (!process.argv.includes("--check")) {
  mkdirSync(new URL("./", file), { recursive: true });
  writeFileSync(file, text);
} else if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
  console.error("json/result.schema.json: differs from the schema in src/verify; run `npm run json`");
  process.exitCode = 1;
}
