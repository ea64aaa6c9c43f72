import type { Rule } from "@optspec/core";
import type { RunRequest } from "../ports/port.ts";
import type { Start } from "./derived.ts";

/** One trajectory to run a port over, and what it is good for. */
export interface Case extends RunRequest {
  /** A permanent slug. */
  readonly id: string;
  readonly title: string;
  /** The requirements that the case tests. */
  readonly requirements: readonly string[];
  /** The catalogued bugs that it must catch. */
  readonly hunts: readonly string[];
  /** Where each update begins, if each is a run of its own; the one from fresh state has none. */
  readonly starts?: readonly (Start | undefined)[];
}

/** What a port is sent of a case that is one run; never the expectation. */
export function requestOf(testCase: Case): RunRequest {
  const { rule, dtype, config, params, steps, from, resumeAt, resumeConfig } = testCase;
  return {
    ...{ rule, dtype, config, params, steps },
    ...(from !== undefined && { from }),
    ...(resumeAt !== undefined && resumeConfig !== undefined && { resumeAt, resumeConfig }),
  };
}

/** Everything that a port is sent of a case, in order; the steps of all replies together are the case's. */
export function requestsOf(testCase: Case): RunRequest[] {
  const { rule, dtype, steps, starts } = testCase;
  if (starts === undefined) return [requestOf(testCase)];
  let config = testCase.config;
  return starts.map((start, index) => {
    const { grads, config: changes } = steps[index]!;
    config = { ...config, ...changes };
    const params = Object.entries(testCase.params).map(([name, { shape, data }]) => [
      name,
      { shape, data: start?.params[name] ?? data },
    ]);
    return {
      ...{ rule, dtype, config, params: Object.fromEntries(params), steps: [{ grads }] },
      ...(start !== undefined && { from: start.from }),
    };
  });
}

/** The complete hyperparameters of every update: a rule's defaults, the case's configuration, and what changes on the way. */
export function hypersOf(rule: Rule, { config, steps }: RunRequest): Record<string, number>[] {
  let current: Record<string, number> = { ...rule.hypers, ...config };
  return steps.map((step) => {
    current = { ...current, ...step.config };
    return current;
  });
}
