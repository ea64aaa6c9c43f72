import type { DType } from "@optspec/core";
import { allFixtures } from "../cases/fixtures.ts";
import { ruleNamed } from "../cases/rule-named.ts";
import { bugs, faultyPort, isOfPrecision } from "./bugs.ts";
import { type Trial, trial } from "./trial.ts";

/** A bug in one rule, and what every fixture of the rule finds out about it. */
export interface HuntResult {
  /** The bug's slug. */
  readonly bug: string;
  readonly ofPrecision: boolean;
  readonly rule: string;
  readonly trials: readonly (Trial & { readonly dtype: DType; readonly claimed: boolean })[];
}

/** Runs every catalogued bug on every fixture of its rules. */
export function huntAll(): HuntResult[] {
  return bugs.flatMap((bug) =>
    Object.entries(bug.rules).map(([name, { fault }]) => {
      const port = faultyPort(ruleNamed(name), fault);
      const trials = allFixtures()
        .filter(({ rule }) => rule === name)
        .map((fixture) => ({
          ...trial(port, fixture),
          dtype: fixture.dtype,
          claimed: fixture.hunts.includes(bug.slug),
        }));
      return { bug: bug.slug, ofPrecision: isOfPrecision(bug), rule: name, trials };
    }),
  );
}

/** What fixtures claim to hunt in a rule where no such bug is catalogued. */
export function unknownHunts(): string[] {
  return allFixtures().flatMap(({ id, rule, hunts }) =>
    hunts
      .filter((slug) => bugs.find((bug) => bug.slug === slug)?.rules[rule] === undefined)
      .map((slug) => `${id}: ${slug}`),
  );
}

/**
 * How far the bug that is hardest to see in a type exceeds the bound, on the fixture that shows it best.
 * @param ofPrecision - ask among the bugs of precision, or among all others.
 */
export function faintestBug(
  results: readonly HuntResult[],
  dtype: DType,
  ofPrecision: boolean,
): { ratio: number; name: string } {
  return results
    .filter((result) => result.ofPrecision === ofPrecision)
    .map(({ bug, rule, trials }) => {
      // A bug that no fixture of the type claims to see is one that the type hides.
      const claimed = trials.filter((trial) => trial.dtype === dtype && trial.claimed);
      return { ratio: Math.max(...claimed.map(({ ratio }) => ratio)), name: `${bug} in ${rule}` };
    })
    .filter(({ ratio }) => ratio > 0)
    .reduce((least, each) => (each.ratio < least.ratio ? each : least));
}
