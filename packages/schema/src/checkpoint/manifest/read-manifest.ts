import type { Rule } from "@optspec/core";
import type { z } from "zod";
import { CheckpointError } from "../checkpoint-error.ts";
import type { Json } from "../json/json.ts";
import { checkManifest } from "./check-manifest.ts";
import { type Manifest, manifestSchema } from "./manifest.ts";
import { migrate } from "./migrations.ts";

/**
 * A manifest, and the rule that its program is, from JSON of any version up to the current one.
 * @throws CheckpointError.
 */
export function readManifest(json: Json, path: string): { manifest: Manifest; rule: Rule } {
  const result = manifestSchema.safeParse(migrate(json, path));
  if (!result.success) throw new CheckpointError("field", issuesOf(result.error, path));
  return { manifest: result.data, rule: checkManifest(result.data, path) };
}

/** The issues of a schema in this package's form. */
export function issuesOf(
  { issues }: z.ZodError,
  path: string,
): { path: string; expected: string; got: string }[] {
  return issues.map((issue) => {
    const [, expected, got] = /^expected (.*), got (.*)$/s.exec(issue.message) ?? [];
    return {
      path: [path, ...issue.path.map(String)].join("."),
      expected: expected ?? issue.message,
      got: got ?? "something else",
    };
  });
}
