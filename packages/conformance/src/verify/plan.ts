import { type DType, profileHas, profileRule, profiles, type Rule } from "@optspec/core";
import type { Case } from "../cases/case.ts";
import { derivedCases } from "../cases/derived.ts";
import { expectationOfCase, type StepExpectation } from "../cases/expectation.ts";
import { type Fixture, loadFixtures } from "../cases/fixtures.ts";
import { generatedCases } from "../cases/generated.ts";
import type { Capability, Claim } from "../ports/port.ts";
import { NothingToVerifyError } from "./nothing-to-verify-error.ts";
import { matchesAny } from "./patterns.ts";

/** Which cases to run, of all that a port's claims and capabilities allow. */
export interface Selection {
  /** Hold the port to this profile instead of the one that it claims. */
  readonly profile?: string;
  /** Only these rules. */
  readonly rules?: readonly string[];
  readonly dtypes?: readonly DType[];
  /** Seed of the generated cases; 1 unless told. */
  readonly seed?: number;
  /** Generated cases per rule and type; 50 unless told. */
  readonly cases?: number;
  /** Only cases with these ids; `*` stands for any run of characters. */
  readonly only?: readonly string[];
  /** Only the `index`-th (from 1) of `count` parts of all cases. */
  readonly shard?: { readonly index: number; readonly count: number };
}

/** A rule of a profile in one type, to which a port is held. */
export interface GroupPlan {
  readonly rule: Rule;
  readonly profile: string;
  readonly dtype: DType;
}

/**
 * Every rule, profile and type to verify, in the order of the port's claims.
 * @throws NothingToVerifyError for a rule that the port does not claim, RangeError for a profile or rule that does not exist.
 */
export function groupsToVerify(
  claims: readonly Claim[],
  { profile, rules: selected, dtypes }: Selection,
): GroupPlan[] {
  if (profile !== undefined && !Object.hasOwn(profiles, profile)) profileRule(profile, "");
  for (const rule of selected ?? [])
    if (!claims.some((claim) => claim.rule === rule))
      throw new NothingToVerifyError(
        `rule: expected one that the port claims (${claims.map((claim) => claim.rule).join(", ") || "none"}), got "${rule}"`,
      );
  return claims
    .filter(({ rule }) => selected === undefined || selected.includes(rule))
    .filter(({ rule }) => profile === undefined || profileHas(profile, rule))
    .flatMap((claim) => {
      const held = profile ?? claim.profile;
      const rule = profileRule(held, claim.rule);
      return claim.dtypes
        .filter((dtype) => dtypes === undefined || dtypes.includes(dtype))
        .map((dtype) => ({ rule, profile: held, dtype }));
    });
}

/**
 * The cases of one group, in the order in which they run.
 * @param expected - what the group expects of a fixture; asked for only where a case begins in the middle of one.
 */
export function casesToRun(
  { rule, dtype }: GroupPlan,
  capabilities: readonly Capability[],
  { seed = 1, cases = 50, only, shard: { index, count } = { index: 1, count: 1 } }: Selection,
  expected: (fixture: Fixture) => readonly StepExpectation[],
): Case[] {
  return [
    ...loadFixtures(rule.name, dtype).flatMap((fixture) => [
      fixture,
      ...derivedCases(rule, fixture, capabilities, () => expected(fixture)),
    ]),
    ...generatedCases(rule, dtype, seed, cases),
  ]
    .filter((_, position) => position % count === index - 1)
    .filter(({ id }) => only === undefined || matchesAny(only, id));
}

/** A fixture carries what the specification expects; everything else is computed. */
export function expectedOf(
  { rule, profile }: GroupPlan,
  testCase: Case | Fixture,
): readonly StepExpectation[] {
  return profile === "normative" && "expected" in testCase
    ? testCase.expected
    : expectationOfCase(rule, testCase);
}
