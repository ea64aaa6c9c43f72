import {
  families,
  printExpression,
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

/**
 * Searches the variants of a rule for those that reproduce a port's own output within their bounds, every case of it.
 * @param rule - what the port was held to; its defaults stand in for hyperparameters that a case leaves out.
 */
export function diagnose(rule: Rule, observations: readonly Observation[]): Diagnosis {
  const family = families[rule.name];
  const explanations = (family === undefined ? [] : variantsOf(family, rule.hypers))
    .filter((variant) => reproduces(variant, observations))
    .map((variant) => explain(variant, observations.length))
    .sort((a, b) => Object.keys(a.choice).length - Object.keys(b.choice).length);
  return { explanations, cases: observations.length };
}

function reproduces(variant: Variant, observations: readonly Observation[]): boolean {
  return observations.every(({ testCase, reply }) =>
    agrees(testCase, expectationOf(variant, testCase), reply),
  );
}

function explain(variant: Variant, matched: number): Explanation {
  const { axes } = families[variant.name]!;
  const chosen = Object.entries(variant.choice);
  return {
    choice: variant.choice,
    meaning: chosen.map(([axis, value]) => `${axis} = ${value}: ${axes[axis]!.meaning}`),
    requirements: chosen.map(([axis]) => axes[axis]!.requirement),
    program: variant.program.assignments.map(({ target, value }) => `${target} = ${printExpression(value)}`),
    profiles: Object.keys(profiles).filter((profile) => hasVariant(profile, variant)),
    matched,
  };
}

function hasVariant(profile: string, { name, choice }: Variant): boolean {
  if (!Object.hasOwn(profiles[profile]!, name)) return false;
  const own = profileRule(profile, name).choice;
  return JSON.stringify(Object.entries(own).sort()) === JSON.stringify(Object.entries(choice).sort());
}
