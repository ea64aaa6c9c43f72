import type { Rule } from "@optspec/core";
import { CheckpointError, issuesOf } from "../checkpoint-error.ts";
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
