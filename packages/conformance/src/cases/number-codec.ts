import { decodeNumber } from "@optspec/schema";

/** Replaces the strings for numbers that JSON lacks by those numbers, wherever they stand in arrays; other strings stay. */
export function decodeNumbers<T>(value: T): T;
export function decodeNumbers(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map((item) =>
      typeof item === "string" ? (decodeNumber(item) ?? item) : decodeNumbers(item),
    );
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decodeNumbers(item)]));
}
