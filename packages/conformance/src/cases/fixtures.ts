import { readdirSync, readFileSync } from "node:fs";
import type { DType } from "@optspec/core";
import type { Case } from "./case.ts";
import type { StepExpectation } from "./expectation.ts";
import { decodeNumbers } from "./number-codec.ts";

/** A golden case: what it expects was computed in arbitrary precision and is committed (fixtures/). */
export interface Fixture extends Case {
  readonly expected: readonly StepExpectation[];
  /** How the expectation came about. */
  readonly provenance: string;
}

/** The fixtures that this package carries, a copy of the repository's. */
export const fixtureFolder: URL = new URL("../../data/fixtures/", import.meta.url);

let loaded: readonly Fixture[] | undefined;

/** The fixtures of a rule and type, in the order of their ids. */
export function loadFixtures(rule: string, dtype: DType): readonly Fixture[] {
  return allFixtures().filter((fixture) => fixture.rule === rule && fixture.dtype === dtype);
}

/** All fixtures, rule by rule. */
export function allFixtures(): readonly Fixture[] {
  loaded ??= readdirSync(fixtureFolder)
    .sort()
    .flatMap((rule) =>
      readdirSync(new URL(`${rule}/`, fixtureFolder))
        .sort()
        .map(
          (file): Fixture =>
            decodeNumbers(JSON.parse(readFileSync(new URL(`${rule}/${file}`, fixtureFolder), "utf8"))),
        ),
    );
  return loaded;
}
