import { type Trace, traceRequirements } from "../../self-test/traceability.ts";
import { allRequirements } from "../../spec/load.ts";
import type { Requirement } from "../../spec/requirements.ts";
import { specVersion } from "../../version.ts";

/** How well a requirement is tested: a violation is caught, there is a reason why not, nothing obliges, or none of these. */
export type Coverage = "proved" | "excused" | "optional" | "missing";

/** A requirement, and what shows that it is tested. */
export interface CoveredRequirement extends Pick<Requirement, "id" | "keyword" | "page"> {
  /** Its sentence, without Markdown. */
  readonly text: string;
  readonly coverage: Coverage;
  /** The fixtures that name it. */
  readonly fixtures: readonly string[];
  /** The bug or mutant that violates it, and the fixture that catches that. */
  readonly proof?: string;
  /** Why nothing proves it. */
  readonly reason?: string;
}

/** Every requirement of the specification. */
export interface CoverageReport {
  readonly spec: string;
  readonly counts: Readonly<Record<Coverage, number>>;
  readonly requirements: readonly CoveredRequirement[];
}

const optional = "not an obligation: only MUST and MUST NOT need a proof";

/** Traces every requirement to its fixtures and its proof, or the reason why there is none. */
export function coverageOf(requirements: readonly Requirement[] = allRequirements()): CoverageReport {
  const traces = new Map(traceRequirements(requirements).map((trace) => [trace.id, trace]));
  const covered = requirements.map((requirement) => covers(requirement, traces.get(requirement.id)));
  const counts = { proved: 0, excused: 0, optional: 0, missing: 0 };
  for (const { coverage } of covered) counts[coverage]++;
  return { spec: specVersion, counts, requirements: covered };
}

function covers(
  { id, keyword, page, text, untestable }: Requirement,
  trace: Trace | undefined,
): CoveredRequirement {
  const stated = { id, keyword, page, text: text.replace(/[`*]/g, ""), fixtures: trace?.fixtures ?? [] };
  if (trace?.proof !== undefined) return { ...stated, coverage: "proved", proof: trace.proof };
  const reason = trace?.untestable ?? untestable;
  if (reason !== undefined) return { ...stated, coverage: "excused", reason: reason.replaceAll("`", "") };
  return trace === undefined
    ? { ...stated, coverage: "optional", reason: optional }
    : { ...stated, coverage: "missing" };
}
