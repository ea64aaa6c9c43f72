import { availableParallelism } from "node:os";
import { formatDuration } from "../../src/report/format.ts";
import type { VerifyResult } from "../../src/verify/result.ts";
import { verifyInOwnProcess } from "./in-own-process.ts";
import type { Manifest } from "./manifest.ts";
import type { Places } from "./places.ts";
import { isSetUp, missingCommands, placesOf, SetupError, setUp } from "./setup.ts";
import { surprises } from "./surprises.ts";

/** What became of one port. */
export type Outcome =
  | {
      readonly kind: "verified";
      readonly results: readonly VerifyResult[];
      readonly surprises: readonly string[];
    }
  /** Its toolchain is not there, or its setup did not succeed. */
  | { readonly kind: "skipped"; readonly reason: string }
  /** It was set up, and could not be verified. */
  | { readonly kind: "failed"; readonly reason: string };

export interface RunOptions {
  /** The folder of all caches. */
  readonly caches: string;
  /** Ports at a time; one per core unless told. */
  readonly jobs?: number;
  /** Generated cases per rule and type. */
  readonly cases?: number;
  /** Does every setup anew. */
  readonly fresh?: boolean;
  /** Told what happens, port by port. */
  readonly onEvent: (name: string, event: string) => void;
  readonly onProgress?: (name: string, done: number, planned: number) => void;
}

/** Sets ports up and verifies them, some at a time. Nothing that happens to one of them stops the others. */
export async function runPorts(
  manifests: readonly Manifest[],
  options: RunOptions,
): Promise<Map<Manifest, Outcome>> {
  const outcomes = new Map<Manifest, Outcome>();
  const setups = new Map<string, Promise<void>>();
  const waiting = [...manifests];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      outcomes.set(next, await runPort(next, setups, options));
  };
  await Promise.all(Array.from({ length: options.jobs ?? availableParallelism() }, work));
  return new Map(manifests.map((manifest) => [manifest, outcomes.get(manifest)!]));
}

async function runPort(
  manifest: Manifest,
  setups: Map<string, Promise<void>>,
  options: RunOptions,
): Promise<Outcome> {
  const { name } = manifest;
  const { onEvent } = options;
  const skip = (reason: string): Outcome => {
    onEvent(name, `skipped: ${reason}`);
    return { kind: "skipped", reason };
  };
  const missing = missingCommands(manifest);
  if (missing.length > 0) return skip(`${missing.join(", ")} not on the PATH`);
  let places: Places;
  try {
    places = placesOf(manifest, options.caches);
    await prepared(manifest, places, setups, options);
  } catch (error) {
    if (error instanceof SetupError) return skip(`setup failed: ${error.message}`);
    throw error;
  }
  const started = performance.now();
  try {
    const { cases } = options;
    const verified = await verifyInOwnProcess(
      { manifest, places, ...(cases !== undefined && { cases }) },
      ({ done, planned }) => options.onProgress?.(name, done, planned),
    );
    const found = surprises(manifest, verified);
    onEvent(
      name,
      `${found.length === 0 ? "as expected" : `${found.length} surprises`}, ${formatDuration(performance.now() - started)}`,
    );
    return { kind: "verified", results: verified.results, surprises: found };
  } catch (error) {
    const reason = (error as Error).message;
    onEvent(name, `failed: ${reason}`);
    return { kind: "failed", reason };
  }
}

/** Waits until a port is set up; ports with one cache do it once. */
function prepared(
  manifest: Manifest,
  places: Places,
  setups: Map<string, Promise<void>>,
  { fresh = false, onEvent }: RunOptions,
): Promise<void> {
  const { name, setup } = manifest;
  if (setup === undefined) return Promise.resolve();
  let running = setups.get(places.cache);
  if (running === undefined) {
    const started = performance.now();
    if (fresh || !isSetUp(manifest, places)) {
      onEvent(name, "setting up");
      running = setUp(manifest, places).then(() =>
        onEvent(name, `set up in ${formatDuration(performance.now() - started)}`),
      );
    } else running = Promise.resolve();
    setups.set(places.cache, running);
  }
  return running;
}
