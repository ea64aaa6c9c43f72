/**
 * Writes the JSON Schema of a real port's manifest: `node scripts/json-schema.ts`; `--check` compares it with what is
 * committed and fails on any difference.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { manifestSchema } from "./ports/manifest.ts";

const schemas: Readonly<Record<string, object>> = {
  "port-manifest.schema.json": {
    title: "Manifest of a real port",
    description: "What packages/conformance/ports/README.md describes.",
    ...z.toJSONSchema(manifestSchema, { io: "input" }),
  },
};
const folder = new URL("../json/", import.meta.url);
const check = process.argv.includes("--check");
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(schemas)) {
  const file = new URL(name, folder);
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (!check) writeFileSync(file, text);
  else if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
    console.error(`json/${name}: differs from its schema in TypeScript; run \`npm run json\``);
    process.exitCode = 1;
  }
}
