import { z } from "zod";

/** A deviation or error that a port's authors know of. */
export interface KnownDeviation {
  /** Case ids; `*` stands for any run of characters. */
  readonly id: string;
  /** Only under this profile. */
  readonly profile?: string | undefined;
  /** What is known to happen. */
  readonly verdict: "deviates" | "error";
  readonly reason: string;
  /** Where it is tracked. */
  readonly url?: string | undefined;
  /** `bug` and `wontfix` happen every time; `flaky` may also pass. */
  readonly kind: "bug" | "wontfix" | "flaky";
}

const knownSchema = z.strictObject({
  deviations: z.array(
    z.strictObject({
      id: z.string().min(1),
      profile: z.string().exactOptional(),
      verdict: z.enum(["deviates", "error"]),
      reason: z.string().min(1),
      url: z.url().exactOptional(),
      kind: z.enum(["bug", "wontfix", "flaky"]),
    }),
  ),
});

/** A list of known deviations that cannot be read. */
export class KnownListError extends Error {
  override readonly name = "KnownListError";
}

/**
 * Reads a list of known deviations: `{ "deviations": [{ "id", "profile"?, "verdict", "reason", "url"?, "kind" }] }`.
 * @throws KnownListError naming each place that is wrong.
 */
export function parseKnown(text: string, path: string): KnownDeviation[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new KnownListError(`${path}: ${(error as Error).message}`);
  }
  const parsed = knownSchema.safeParse(value);
  if (!parsed.success) throw new KnownListError(`${path}:\n${z.prettifyError(parsed.error)}`);
  return parsed.data.deviations;
}
