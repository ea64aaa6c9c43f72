import { describe } from "../../messages/describe.ts";
import { fail } from "../checkpoint-error.ts";
import { limits } from "../limits.ts";
import type { Json } from "./json.ts";

/** An object or array that is open at some point of a text. */
interface Open {
  /** The keys seen so far; undefined for an array. */
  readonly keys: Set<string> | undefined;
  /** Whether the next string is a key. */
  atKey: boolean;
}

/**
 * The beginning of a string, a number, or one character that matters; white space and literals are skipped. Strings are not
 * matched as a whole: that takes stack for every character.
 */
const token = /[\s:]*(?:(")|(-?\d[\d.eE+-]*)|([[\]{},])|[a-z]+)/y;

/**
 * Reads JSON as `JSON.parse` does, and refuses what that hides: duplicate keys, numbers that would come out as others
 * (`1e999`, integers that binary64 lacks), strings that are no Unicode, and nesting without end.
 * @param path - what the text is, for messages.
 * @throws CheckpointError `syntax` or `limit`.
 */
export function parseJson(text: string, path: string): Json {
  scan(text, path);
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    return fail("syntax", path, "JSON", (error as Error).message);
  }
}

function scan(text: string, path: string): void {
  const open: Open[] = [];
  token.lastIndex = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [, quote, number, symbol] = match;
    const inside = open.at(-1);
    if (quote !== undefined) {
      const begin = token.lastIndex;
      token.lastIndex = stringEnd(text, begin) + 1;
      const string = text.slice(begin, token.lastIndex - 1);
      if (loneSurrogate(string)) fail("syntax", path, "Unicode text", "half a surrogate pair");
      if (inside?.atKey) addKey(inside, string, path);
    } else if (number !== undefined) checkNumber(number, path);
    else if (symbol === "{" || symbol === "[") {
      if (open.length === limits.depth) fail("limit", path, `at most ${limits.depth} levels`, "more");
      open.push({ keys: symbol === "{" ? new Set() : undefined, atKey: symbol === "{" });
    } else if (symbol === "}" || symbol === "]") open.pop();
    else if (symbol === "," && inside !== undefined) inside.atKey = inside.keys !== undefined;
  }
}

/** Where the quotation mark is that ends a string: the first one after an even number of backslashes. */
function stringEnd(text: string, begin: number): number {
  for (let end = text.indexOf('"', begin); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (before > begin && text[before - 1] === "\\") before--;
    if ((end - before) % 2 === 0) return end;
  }
  return text.length;
}

function addKey(object: Open, raw: string, path: string): void {
  const key = raw.includes("\\") ? unescaped(raw) : raw;
  if (object.keys!.has(key)) fail("syntax", path, "each key once", `${describe(key)} again`);
  object.keys!.add(key);
  object.atKey = false;
}

/** An escape that is none is left for JSON.parse to refuse. */
function unescaped(raw: string): string {
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return raw;
  }
}

/** Half a pair may come as itself or as an escape. */
function loneSurrogate(raw: string): boolean {
  return /\\u[dD][89a-fA-F]/.test(raw) ? isMalformed(unescaped(raw)) : isMalformed(raw);
}

/** Whether a string is not Unicode text, so that UTF-8 has no bytes for it. */
export function isMalformed(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}

function checkNumber(text: string, path: string): void {
  const value = Number(text);
  // What is no number at all is left for JSON.parse to refuse.
  if (Number.isNaN(value)) return;
  if (!Number.isFinite(value)) fail("syntax", path, "a number that binary64 has", text.slice(0, 40));
  if (/^-?\d+$/.test(text) && !Number.isSafeInteger(value) && String(value) !== text)
    fail("syntax", path, "a number that binary64 has", text.slice(0, 40));
}
