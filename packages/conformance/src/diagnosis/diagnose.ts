import {
  families,
  printProgram,
  profileRule,
  profiles,
  type Rule,
  type Variant,
  variantsOf,
} from "@optspec/core";
import type { Case } from "../cases/case.ts";
import { expectationOf } from "../cases/expectation.ts";
import type { RunReply } from "../ports/port.ts";
import { agrees } from "../verify/judge.ts";
import type { Diagnosis, Explanation } from "../verify/result.ts";

/** A case and what the port returned for it. */
export interface Observation {
  readonly testCase: Case;
  readonly reply: RunReply & { readonly steps: unknown };
}

/** A variant with defaults that differ from the rule's, if the port needs them. */
interface Candidate {
  readonly variant: Variant;
  readonly defaults: Readonly<Record<string, number>>;
}

/**
 * Searches the variants of a rule for those that reproduce a port's own output within their bounds, every case of it;
 * then, for cases that leave hyperparameters out, the defaults of the known libraries.
 * @param rule - what the port was held to.
 */
export function diagnose(rule: Rule, observations: readonly Observation[]): Diagnosis {
  const family = families[rule.name];
  const complete = observations.filter(({ testCase }) => isComplete(rule, testCase));
  const open = observations.filter(({ testCase }) => !isComplete(rule, testCase));
  const explanations = (family === undefined ? [] : variantsOf(family, rule.hypers))
    .filter((variant) => reproduces(variant, complete))
    .flatMap((variant) => withDefaults(rule, variant, open))
    .map((candidate) => explain(candidate, observations.length))
    .sort((a, b) => edits(a) - edits(b));
  return { explanations, cases: observations.length };
}

/** Whether a case leaves no hyperparameter to the port's defaults. */
function isComplete(rule: Rule, { config }: Case): boolean {
  return Object.keys(rule.hypers).every((name) => config[name] !== undefined);
}

function withDefaults(rule: Rule, variant: Variant, open: readonly Observation[]): Candidate[] {
  if (open.length === 0) return [{ variant, defaults: {} }];
  const known = [
    rule,
    ...Object.keys(profiles)
      .filter((profile) => rule.name in profiles[profile]!)
      .map((profile) => profileRule(profile, rule.name)),
  ];
  const found = known.find(({ hypers }) => reproduces({ ...variant, hypers }, open));
  if (found === undefined) return [];
  const different = Object.entries(found.hypers).filter(([name, value]) => value !== rule.hypers[name]);
  return [{ variant, defaults: Object.fromEntries(different) }];
}

function reproduces(variant: Rule, observations: readonly Observation[]): boolean {
  return observations.every(({ testCase, reply }) =>
    agrees(testCase, expectationOf(variant, testCase), reply),
  );
}

function explain({ variant, defaults }: Candidate, matched: number): Explanation {
  const { axes } = families[variant.name]!;
  const chosen = Object.entries(variant.choice);
  const changed = Object.entries(defaults);
  return {
    choice: variant.choice,
    defaults,
    meaning: [
      ...chosen.map(([axis, value]) => `${axis} = ${value}: ${axes[axis]!.meaning}`),
      ...changed.map(([name, value]) => `${name} is ${value} where the configuration gives none`),
    ],
    requirements: chosen.map(([axis]) => axes[axis]!.requirement),
    program: evidentProgram(variant),
    profiles: Object.keys(profiles).filter((profile) => hasVariant(profile, variant)),
    matched,
  };
}

/** Slots and assignments, as the program has them. */
function evidentProgram({ program }: Variant): string[] {
  const lines = printProgram(program).split("\n");
  return lines.filter((line) => line !== "" && !line.startsWith("rule ") && !line.startsWith("hyper "));
}

/** The number of departures from what the port was held to; fewer explain better. */
function edits({ choice, defaults }: Explanation): number {
  return Object.keys(choice).length + Object.keys(defaults).length;
}

function hasVariant(profile: string, { name, choice }: Variant): boolean {
  if (!Object.hasOwn(profiles[profile]!, name)) return false;
  const own = profileRule(profile, name).choice;
  return JSON.stringify(Object.entries(own).sort()) === JSON.stringify(Object.entries(choice).sort());
}
