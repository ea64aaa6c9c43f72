import { isPlain } from "../../forms/objects.ts";
import { describe } from "../../messages/describe.ts";
import { fail } from "../checkpoint-error.ts";
import { limits } from "../limits.ts";
import type { Json } from "./json.ts";
import { isMalformed } from "./scan.ts";

/**
 * The JSON text of a value, for people: objects and lists of them or of texts indented, numbers on one line; −0 keeps its
 * sign.
 * @param path - what the value is, for messages.
 * @throws CheckpointError `field` for what JSON would lose: NaN, undefined, dates, classes, half surrogate pairs.
 */
export function printJson(value: unknown, path: string, indent = ""): string {
  if (indent.length > 2 * limits.depth) fail("limit", path, `at most ${limits.depth} levels`, "more");
  const inner = `${indent}  `;
  if (Array.isArray(value) && value.some((item) => typeof item === "string" || isPlain(item)))
    return `[\n${value.map((item, index) => inner + printInline(item, `${path}[${index}]`)).join(",\n")}\n${indent}]`;
  if (!isPlain(value)) return printInline(value, path);
  const fields = Object.entries(value).map(
    ([name, field]) => `${inner}${printText(name, path)}: ${printJson(field, `${path}.${name}`, inner)}`,
  );
  return fields.length === 0 ? "{}" : `{\n${fields.join(",\n")}\n${indent}}`;
}

/** The same on one line. */
export function printInline(value: unknown, path: string, depth = 0): string {
  if (depth > limits.depth) fail("limit", path, `at most ${limits.depth} levels`, "more");
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return printText(value, path);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) fail("field", path, "a finite number", String(value));
    return Object.is(value, -0) ? "-0" : String(value);
  }
  if (Array.isArray(value))
    return `[${Array.from(value, (item, index) => printInline(item, `${path}[${index}]`, depth + 1)).join(", ")}]`;
  if (!isPlain(value)) return fail("field", path, "what JSON can say", describe(value));
  const fields = Object.entries(value).map(
    ([name, field]) => `${printText(name, path)}: ${printInline(field, `${path}.${name}`, depth + 1)}`,
  );
  return `{${fields.join(", ")}}`;
}

function printText(text: string, path: string): string {
  if (isMalformed(text)) fail("field", path, "Unicode text", "half a surrogate pair");
  return JSON.stringify(text);
}

/** A copy of a JSON value that shares nothing with it. */
export function copyJson<T extends Json>(value: T, path: string): T {
  return JSON.parse(printInline(value, path)) as T;
}
