/** What a value is, in a few words, for error messages; looks only at its outermost layer. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  switch (typeof value) {
    case "string":
      return value.length <= longest
        ? JSON.stringify(value)
        : `${JSON.stringify(value.slice(0, longest))}… (${value.length} characters)`;
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "bigint":
      return "a bigint";
    case "function":
      return "a function";
    case "object": {
      if (Array.isArray(value)) return `an array of length ${value.length}`;
      // Asked of the prototype, since a field of the value itself may be called "constructor".
      const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
      return typeof name === "string" && name !== "" && name !== "Object" ? name : "an object";
    }
    default:
      return String(value);
  }
}

/** Longer strings are cut, so that a message stays readable. */
const longest = 40;

/** Names as they stand in a sentence: `lr, beta1 or eps`. */
export function listed(names: readonly string[], conjunction = "or"): string {
  if (names.length === 0) return "none";
  return names.length < 2
    ? names.join("")
    : `${names.slice(0, -1).join(", ")} ${conjunction} ${names.at(-1)}`;
}

/** The wording of every message: what was expected, and what came. */
export function wording(expected: string, input: unknown): string {
  return `expected ${expected}, got ${describe(input)}`;
}

/** The `error` option of a zod schema that words its issues as this package does. */
export function expecting(expected: string): { error: (issue: { readonly input?: unknown }) => string } {
  return { error: ({ input }) => wording(expected, input) };
}
