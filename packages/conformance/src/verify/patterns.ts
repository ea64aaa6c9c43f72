/** Whether an id matches a pattern, in which `*` stands for any run of characters. */
export function matches(pattern: string, id: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(id);
}

/** Whether an id matches one of several patterns. */
export function matchesAny(patterns: readonly string[], id: string): boolean {
  return patterns.some((pattern) => matches(pattern, id));
}
