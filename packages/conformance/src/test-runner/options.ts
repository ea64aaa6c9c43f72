import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { didYouMean, type KnownDeviation, parseKnown, similarNames } from "@optspec/schema";
import type { ProcessOptions } from "../ports/process/options.ts";
import type { Selection } from "../verify/plan.ts";
import { type RunnerFunctions, runnerFunctions } from "./runner.ts";

/** What `conformanceTests` is told: the test runner's functions, which cases to run, and what is known of the port. */
export interface ConformanceTestOptions
  extends RunnerFunctions,
    Pick<Selection, "profile" | "rules" | "dtypes" | "cases" | "seed"> {
  /** Claims that the port must make: `adam`, `adam/f32`; so that they cannot shrink unseen. */
  readonly require?: readonly string[];
  /** The list of known deviations: its file, or its entries. */
  readonly known?: string | URL | readonly KnownDeviation[];
  /** Milliseconds for one reply: 60,000 unless told, of a command 30,000. */
  readonly timeout?: number;
  /** How a command is run. */
  readonly process?: ProcessOptions;
}

const names: readonly string[] = [
  ...runnerFunctions,
  ...["profile", "rules", "dtypes", "cases", "seed", "require", "known", "timeout", "process"],
];

/**
 * Refuses options that do not exist.
 * @throws TypeError naming the option, and the one that may have been meant.
 */
export function checkOptions(options: ConformanceTestOptions): void {
  for (const name of Object.keys(options))
    if (!names.includes(name))
      throw new TypeError(
        `options: expected ${names.join(", ")}, got "${name}"${didYouMean(similarNames(name, names))}`,
      );
}

/**
 * The known deviations, and what the list is called.
 * @throws KnownListError for a file that is not such a list, Error for one that cannot be read.
 */
export function knownList(known: ConformanceTestOptions["known"]): {
  readonly name: string;
  readonly entries: readonly KnownDeviation[];
} {
  if (known === undefined) return { name: "no list", entries: [] };
  if (typeof known !== "string" && !(known instanceof URL)) return { name: "the list", entries: known };
  const path = typeof known === "string" ? known : fileURLToPath(known);
  return { name: path, entries: parseKnown(readFileSync(path, "utf8"), path) };
}
