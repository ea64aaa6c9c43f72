import type { Rule } from "@optspec/core";
import type { RunRequest } from "../ports/port.ts";

/** One trajectory to run a port over, and what it is good for. */
export interface Case extends RunRequest {
  /** A permanent slug. */
  readonly id: string;
  readonly title: string;
  /** The requirements that the case tests. */
  readonly requirements: readonly string[];
  /** The catalogued bugs that it must catch. */
  readonly hunts: readonly string[];
}

/** What a port is sent of a case; never the expectation. */
export function requestOf({ rule, dtype, config, params, steps }: Case): RunRequest {
  return { rule, dtype, config, params, steps };
}

/** The complete hyperparameters of every update: a rule's defaults, the case's configuration, and what changes on the way. */
export function hypersOf(rule: Rule, { config, steps }: RunRequest): Record<string, number>[] {
  let current: Record<string, number> = { ...rule.hypers, ...config };
  return steps.map((step) => {
    current = { ...current, ...step.config };
    return current;
  });
}
