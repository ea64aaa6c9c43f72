import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  CheckpointError,
  decodeCheckpoint,
  encodeCheckpoint,
  formatVersion,
  resumeCheckpoint,
  tensorsOf,
} from "../../src/index.ts";
import { sealed } from "./support/bytes.ts";
import { mutations } from "./support/mutate.ts";
import { generator } from "./support/optimizers.ts";

const folder = new URL(`../../../../fixtures/checkpoints/v${formatVersion}/`, import.meta.url);
const files = readdirSync(folder)
  .filter((name) => name.includes("."))
  .map((name) => ({ name, bytes: readFileSync(new URL(name, folder)) }));

/** Files that are tried in all; OPTSPEC_MUTANTS=1e7 is a campaign. */
const total = Number(process.env.OPTSPEC_MUTANTS ?? 100_000);
const each = Math.ceil(total / 2 / Object.keys(mutations).length);

/** What reading comes to: the checkpoint, or the typed error. Anything else fails the test. */
function attempt(bytes: Uint8Array): ReturnType<typeof decodeCheckpoint> | CheckpointError {
  try {
    return decodeCheckpoint(bytes);
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    if (!/expected .+, got ./s.test(error.message)) throw new Error(`no reason: ${error.message}`);
    if (error.message.length > 10_000) throw new Error(`too long: ${error.message.length}`);
    return error;
  }
}

describe.each(Object.entries(mutations))(`of ${total} mutated files, those with a %s`, (_, mutate) => {
  const random = generator(mutate.name.length * 7919 + mutate.name.charCodeAt(0));
  const next = (): { bytes: Buffer; mutant: Buffer } => {
    const { bytes } = files[Math.floor(random() * files.length)]!;
    return { bytes, mutant: mutate(bytes, random, files[Math.floor(random() * files.length)]!.bytes) };
  };

  it("are refused, with a reason", { timeout: 3_600_000 }, () => {
    for (let count = 0; count < each; count++) {
      const { bytes, mutant } = next();
      const outcome = attempt(mutant);
      if (!(outcome instanceof CheckpointError) && !mutant.equals(bytes))
        // A splice of a file with itself at the same place, or with its twin, is no damage.
        expect(
          files.some((file) => file.bytes.equals(mutant)),
          mutant.toString("latin1"),
        ).toBe(true);
    }
  });

  it("and a digest that is right are refused, or are what they say", { timeout: 3_600_000 }, () => {
    for (let count = 0; count < each; count++) {
      const outcome = attempt(sealed(next().mutant));
      if (outcome instanceof CheckpointError) continue;
      const { manifest, tensors } = outcome;
      for (const { name, length } of tensorsOf(manifest))
        if (tensors.get(name)!.length !== length) throw new Error(name);
      if (tensors.size !== tensorsOf(manifest).length) throw new Error("tensors");
      const again = decodeCheckpoint(encodeCheckpoint(outcome, { container: "safetensors" }));
      if (JSON.stringify(again.manifest) !== JSON.stringify(manifest)) throw new Error("manifest");
      // Making an optimizer costs more than all the reading.
      if (manifest.theta && count % 16 === 0) resumeCheckpoint(outcome, { backend: "portable" });
    }
  });
});
