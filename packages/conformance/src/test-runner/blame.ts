import { profileRule } from "@optspec/core";
import { familyOf } from "../cases/rule-named.ts";
import { requirementOfDefaults } from "../self-test/traceability.ts";
import type { CaseResult, Explanation, GroupResult } from "../verify/result.ts";

/** What a port violates that gives no numbers to judge. */
export const answering = "PORT-18";

/** What every number is held to. */
export const withinBounds = "ARITH-1";

/** Whether a case deviates or fails, and is not known to. */
export function fails({ verdict, known }: CaseResult): boolean {
  return known === undefined && (verdict === "deviates" || verdict === "error");
}

/**
 * The requirements that a failing case shows to be violated: those of the diagnosis, which explains all cases at once,
 * and where there is none that of the first number outside its bound.
 */
export function violatedBy({ verdict, deviation }: CaseResult, group: GroupResult): readonly string[] {
  if (verdict === "error" || deviation === undefined) return [answering];
  const { requirement } = deviation;
  const best = group.diagnosis?.explanations[0];
  // What only the interruption shows, no program explains.
  if (best === undefined || requirement.startsWith("PORT-")) return [requirement];
  const explained = violatedIn(best, group);
  return explained.length > 0 ? explained : [requirement];
}

/** The requirements of the profile, and not of the specification, from which an explanation departs. */
function violatedIn(
  { kind, choice, requirements, defaults }: Explanation,
  { rule, profile }: GroupResult,
): string[] {
  const held = profileRule(profile, rule);
  const axes = familyOf(held)?.axes ?? {};
  const settledBy = (differs: boolean): string[] =>
    Object.entries(axes)
      .filter(
        ([axis, { values }]) =>
          ((held.choice[axis] ?? values[0]) !== (choice[axis] ?? values[0])) === differs,
      )
      .map(([, { requirement }]) => requirement);
  const asHeld = kind === "variant" || kind === "combination" ? settledBy(false) : [];
  const departures = kind === "variant" || kind === "combination" ? settledBy(true) : [];
  return [
    ...new Set([
      ...departures,
      ...requirements.filter((id) => !asHeld.includes(id)),
      ...(Object.keys(defaults).length > 0 ? [requirementOfDefaults(rule)] : []),
    ]),
  ];
}
