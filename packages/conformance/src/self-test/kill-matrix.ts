import { type DType, decayedProgram, printProgram, type Rule, ruleOf } from "@optspec/core";
import { decayedDefinition } from "../bounds/decay.ts";
import { textbookOf } from "../bounds/textbook.ts";
import { loadFixtures } from "../cases/fixtures.ts";
import { isDecayed } from "../cases/rule-named.ts";
import { areEquivalent } from "./equivalence.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";
import { simulate } from "./simulate.ts";
import { type Trial, trial } from "./trial.ts";

export const dtypes: readonly DType[] = ["f32", "f64"];

/** A mutant, and the fixtures that kill it. */
export interface MutantResult {
  readonly mutant: Mutant;
  /** Proved to be a legitimate rewrite: nothing may kill it. */
  readonly equivalent: boolean;
  /** The fixtures from which it deviates, by type. */
  readonly kills: Readonly<Record<DType, readonly Trial[]>>;
}

/** The mutants of a rule: of its program, and of its definition where that is written in another order. */
export function allMutants(rule: Rule): Mutant[] {
  const definition = textbookOf(rule);
  return [
    ...mutantsOf(rule.program),
    ...(definition === rule.program ? [] : mutantsOf(definition, `${rule.name}/definition`)),
  ];
}

/** The mutants of a rule that no other rule has: of one with weight decay those that are not the rule's own, decayed. */
export function ownMutants(rule: Rule): Mutant[] {
  if (!isDecayed(rule)) return allMutants(rule);
  const { undecayed, decay } = rule;
  const inherited = new Set(
    allMutants(undecayed).flatMap(({ program }) => [
      printProgram(decayedProgram(program, decay)),
      printProgram(decayedDefinition(program, decay)),
    ]),
  );
  return allMutants(rule).filter(({ program }) => !inherited.has(printProgram(program)));
}

/** Runs every mutant that is a rule's own on every fixture of the rule. */
export function killMatrix(rule: Rule): MutantResult[] {
  return ownMutants(rule).map((mutant) => {
    const port = simulate(ruleOf(mutant.program));
    const kills = (dtype: DType): Trial[] =>
      loadFixtures(rule.name, dtype)
        .map((fixture) => trial(port, fixture))
        .filter(({ deviates }) => deviates);
    return {
      mutant,
      equivalent: areEquivalent(mutant.program, rule.program),
      kills: { f32: kills("f32"), f64: kills("f64") },
    };
  });
}

/** The mutants that are not proved equivalent and that no fixture of a type kills. */
export function survivors(results: readonly MutantResult[], dtype: DType): Mutant[] {
  return results
    .filter(({ equivalent, kills }) => !equivalent && kills[dtype].length === 0)
    .map(({ mutant }) => mutant);
}

/** For each fixture the number of mutants that it alone kills. */
export function killsAlone(results: readonly MutantResult[], dtype: DType): Map<string, number> {
  const alone = new Map<string, number>();
  for (const { kills } of results) {
    const [first, ...others] = kills[dtype];
    if (first !== undefined && others.length === 0) alone.set(first.case, (alone.get(first.case) ?? 0) + 1);
  }
  return alone;
}

/** How far the mutant that is hardest to see in a type exceeds the bound, on the fixture that shows it best. */
export function faintestMutant(
  results: readonly MutantResult[],
  dtype: DType,
): { ratio: number; name: string } {
  return results
    .filter(({ equivalent }) => !equivalent)
    .map(({ mutant, kills }) => ({
      ratio: Math.max(0, ...kills[dtype].map(({ ratio }) => ratio)),
      name: mutant.id,
    }))
    .reduce((least, each) => (each.ratio < least.ratio ? each : least));
}
