import { ruleOf } from "@optspec/core";
import { allFixtures, type Fixture } from "../cases/fixtures.ts";
import { isDecayed, ruleNamed, specified } from "../cases/rule-named.ts";
import type { Requirement } from "../spec/requirements.ts";
import { violatedRequirement } from "../verify/requirement.ts";
import { bugs, faultyPort } from "./bugs.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";
import { simulate } from "./simulate.ts";
import { trial } from "./trial.ts";
import { untestable } from "./untestable.ts";

/** What shows that a requirement is tested. */
export interface Trace {
  readonly id: string;
  /** The fixtures that name it. */
  readonly fixtures: readonly string[];
  /** What violates it and is caught by one of them: `bug ascends by gd-one-step-f32`. */
  readonly proof: string | undefined;
  /** Why there is nothing of the kind. */
  readonly untestable: string | undefined;
}

/** The requirements that mutants of the header violate: kind of edit → rule → id. */
const headerRequirements: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "initial-value": {
    momentum: "MOM-2",
    adagrad: "ADAGRAD-2",
    rmsprop: "RMSPROP-2",
    adam: "ADAM-3",
    adamax: "ADAMAX-3",
  },
  default: {
    gd: "GD-4",
    momentum: "MOM-9",
    adagrad: "ADAGRAD-10",
    rmsprop: "RMSPROP-10",
    adam: "ADAM-16",
    adamax: "ADAMAX-15",
  },
};

/** The requirement that settles a rule's defaults; of a rule without a page, the general one. */
export function requirementOfDefaults(rule: string): string {
  return headerRequirements.default?.[rule] ?? "ARITH-1";
}

/** The requirement that a mutant violates: that of the slot whose assignment was edited, or of the header's line. */
export function requirementOfMutant({ rule, kind, target }: Mutant): string {
  const { states } = ruleNamed(rule);
  return (
    headerRequirement(rule, kind, target) ??
    violatedRequirement(rule, states.includes(target) ? target : "theta")
  );
}

function headerRequirement(name: string, kind: string, target: string): string | undefined {
  const rule = ruleNamed(name);
  if (!isDecayed(rule)) return headerRequirements[kind]?.[name];
  return kind === "default" && target === "weight_decay"
    ? "DECAY-7"
    : headerRequirement(rule.undecayed.name, kind, target);
}

/** Traces every MUST and MUST NOT to fixtures, and to a bug or mutant that they catch. */
export function traceRequirements(requirements: readonly Requirement[]): Trace[] {
  const mutants = Object.values(specified).flatMap(({ program }) => mutantsOf(program));
  return requirements
    .filter(({ keyword }) => keyword.startsWith("MUST"))
    .map((requirement) => {
      const { id } = requirement;
      const naming = allFixtures().filter(({ requirements: named }) => named.includes(id));
      return {
        id,
        fixtures: naming.map((fixture) => fixture.id),
        proof: bugProof(id, naming) ?? mutantProof(id, mutants, naming),
        untestable: untestable(requirement),
      };
    });
}

function bugProof(id: string, fixtures: readonly Fixture[]): string | undefined {
  for (const fixture of fixtures)
    for (const { slug, rules: faulty } of bugs) {
      const fault = faulty[fixture.rule];
      if (fault?.violates.includes(id) !== true) continue;
      if (trial(faultyPort(ruleNamed(fixture.rule), fault.fault), fixture).deviates)
        return `bug ${slug} by ${fixture.id}`;
    }
  return undefined;
}

function mutantProof(
  id: string,
  mutants: readonly Mutant[],
  fixtures: readonly Fixture[],
): string | undefined {
  const violating = mutants.filter((mutant) => requirementOfMutant(mutant) === id);
  for (const fixture of fixtures)
    for (const mutant of violating)
      if (mutant.rule === fixture.rule && trial(simulate(ruleOf(mutant.program)), fixture).deviates)
        return `mutant ${mutant.id} by ${fixture.id}`;
  return undefined;
}
