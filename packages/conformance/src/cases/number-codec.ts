/** The numbers that JSON has no form for, as strings. */
const strings: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
  "-0": -0,
};

/** Replaces those strings by their numbers, at any depth under arrays; other strings stay. */
export function decodeNumbers<T>(value: T): T;
export function decodeNumbers(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map((item) => (typeof item === "string" ? (strings[item] ?? item) : decodeNumbers(item)));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decodeNumbers(item)]));
}

/** A number in the form that JSON carries exactly. */
export function encodeNumber(x: number): number | string {
  if (Object.is(x, -0)) return "-0";
  return Number.isFinite(x) ? x : String(x);
}
