// Replaces the texts of the built-in rules in dist by what parsing and compiling them gives, so that a bundle of one rule
// holds neither the parser nor the checks nor the compiler. Run after tsc.
import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";

const dist = new URL("../dist/", import.meta.url);
const { defineRule, rules } = await import(new URL("index.js", dist).href);

/** A JavaScript literal of plain data; JSON, but for infinite numbers and for what has a name already. */
function literal(value, names = new Map()) {
  if (names.has(value)) return names.get(value);
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (Array.isArray(value)) return `[${value.map((inner) => literal(inner, names)).join(",")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  return `{${Object.entries(value).map(([key, inner]) => `${key}:${literal(inner, names)}`)}}`;
}

/** Positions are for messages about a text that is being parsed; a program that is checked already needs none. */
function withoutPositions(value) {
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(withoutPositions);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === "at" ? 0 : withoutPositions(inner)]),
  );
}

for (const [name, rule] of Object.entries(rules)) {
  const { program } = rule;
  const programText = literal(withoutPositions(program));
  const text = literal(rule, new Map([[program, "program"]]));
  const copy = new Function(`const program = ${programText}; return ${text}`)();
  assert.deepEqual(copy, withoutPositions(defineRule(rule.source)));
  assert.equal(copy.compiled.program, copy.program);

  const file = new URL(`rules/${name}.js`, dist);
  const before = await readFile(file, "utf8");
  const after = before
    .replace('import { defineRule } from "./rule.js";', () => `const program = ${programText};`)
    .replace(/(?:\/\* @__PURE__ \*\/ )?defineRule\(`[^`]*`\)/, () => text)
    .replace(/\/\/# sourceMappingURL=.*\n?/, "");
  assert(after.includes(text) && !after.includes("defineRule"), `${name}: expected one call of defineRule`);
  await writeFile(file, after);
  await rm(new URL(`rules/${name}.js.map`, dist), { force: true });
}
