import { jsonSchemas } from "../src/index.ts";

const widest = 110;

/** The text of each file in json/, by file name. */
export function jsonSchemaFiles(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(jsonSchemas()).map(([name, schema]) => [`${name}.schema.json`, `${print(schema)}\n`]),
  );
}

/** JSON as the repository's formatter has it: arrays of plain values stay on one line where they fit. */
function print(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    /^(.*)\[\n((?:\s+(?:"[^"\n]*"|[-\w.+]+),?\n)+)\s+\](,?)$/gm,
    (whole, before: string, lines: string, comma: string) => {
      const line = `${before}[${lines.trim().replace(/\n\s+/g, " ")}]${comma}`;
      return line.length <= widest ? line : whole;
    },
  );
}
