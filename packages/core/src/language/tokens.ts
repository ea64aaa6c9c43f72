import { RuleError } from "./rule-error.ts";

/** One token of a program; `text` is empty for the newline that ends a statement and for the end. */
export interface Token {
  readonly kind: "number" | "name" | "symbol" | "newline" | "end";
  readonly text: string;
  readonly at: number;
}

const pattern =
  /[ \t\r]+|#[^\n]*|(\n)|(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z][A-Za-z0-9_]*)|(<=?|[-+*/^=(),[\]])/y;
const depthChange: Readonly<Record<string, number>> = { "(": 1, "[": 1, ")": -1, "]": -1 };

/**
 * Splits a program into tokens (spec/rule-language.md, "Lexical rules").
 * Newlines inside parentheses or brackets and empty lines are dropped.
 * @throws RuleError at a character that no token starts with.
 */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  let at = 0;
  while (at < source.length) {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match === null)
      throw new RuleError(`expected a name, number or operator, got ${shown(source, at)}`, source, at);
    const [text, newline, number, name, symbol] = match;
    if (number !== undefined) tokens.push({ kind: "number", text, at });
    else if (name !== undefined) tokens.push({ kind: "name", text, at });
    else if (symbol !== undefined) {
      depth += depthChange[symbol] ?? 0;
      tokens.push({ kind: "symbol", text, at });
    } else if (newline !== undefined && depth === 0 && tokens.at(-1)?.kind !== "newline" && tokens.length > 0)
      tokens.push({ kind: "newline", text: "", at });
    at = pattern.lastIndex;
  }
  if (tokens.length > 0 && tokens.at(-1)!.kind !== "newline")
    tokens.push({ kind: "newline", text: "", at: source.length });
  tokens.push({ kind: "end", text: "", at: source.length });
  return tokens;
}

/** A character as itself, or by its code point where it would not be seen. */
function shown(source: string, at: number): string {
  const code = source.codePointAt(at)!;
  const character = String.fromCodePoint(code);
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(character)
    ? JSON.stringify(character)
    : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}
