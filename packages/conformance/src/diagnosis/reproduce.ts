import type { Rule } from "@optspec/core";
import { type Case, requestOf } from "../cases/case.ts";
import type { StepExpectation } from "../cases/expectation.ts";
import type { Numbers, RunReply, StepReply } from "../ports/port.ts";
import { agrees } from "../verify/judge.ts";
import type { Candidate } from "./candidate.ts";

/** A case, what the specification expects of it, and what the port returned. */
export interface Observation {
  readonly testCase: Case;
  readonly expectation: readonly StepExpectation[];
  readonly reply: RunReply & { readonly steps: readonly StepReply[] };
}

/** How far, in parts of the largest number of a tensor, a simulation may be from the port before it is looked at closely. */
const glance = 1e-3;

/** Both sides of a comparison in floating point may be off by their bound, and a deviating value may be the larger one. */
const twoSided = 4;

/** Whether a candidate returns what the port returned for a case. */
export function reproduces({ port, expectation }: Candidate, rule: Rule, observation: Observation): boolean {
  const { testCase, reply } = observation;
  const simulated = port(rule)(requestOf(testCase));
  if (!("steps" in simulated)) return false;
  // A glance in floating point spares most candidates the evaluation in arbitrary precision.
  if (!alike(simulated.steps, reply.steps, () => glance)) return false;
  if (expectation !== undefined) return agrees(testCase, expectation(rule, testCase), reply);
  return alike(
    simulated.steps,
    reply.steps,
    (param, slot) => twoSided * relativeBound(observation, param, slot),
  );
}

/** The largest bound of a quantity in a case, in parts of its largest value. */
function relativeBound({ expectation }: Observation, param: string, slot: string | undefined): number {
  let bound = 0;
  let value = 0;
  for (const step of expectation) {
    const quantity = slot === undefined ? step.params[param]! : step.state[param]![slot]!;
    for (const own of quantity.bound) bound = Math.max(bound, own ?? 0);
    for (const own of quantity.value) if (Number.isFinite(own)) value = Math.max(value, Math.abs(own));
  }
  return value === 0 ? 0 : bound / value;
}

type Tolerance = (param: string, slot: string | undefined) => number;

/** Compares two runs, each quantity up to a part of its largest number. */
function alike(a: readonly StepReply[], b: readonly StepReply[], tolerance: Tolerance): boolean {
  const [first] = a;
  if (first === undefined || a.length !== b.length) return false;
  for (const param of Object.keys(first.params)) {
    if (
      !alikeIn(
        a.map(({ params }) => params[param]!),
        b.map(({ params }) => params[param]!),
        tolerance(param, undefined),
      )
    )
      return false;
    if (first.state === undefined || b[0]!.state?.[param] === undefined) continue;
    for (const slot of Object.keys(first.state[param]!)) {
      const of = (steps: readonly StepReply[]): Numbers[] =>
        steps.map(({ state }) => state?.[param]?.[slot] ?? []);
      if (b[0]!.state[param]![slot] !== undefined && !alikeIn(of(a), of(b), tolerance(param, slot)))
        return false;
    }
  }
  return true;
}

function alikeIn(a: readonly Numbers[], b: readonly Numbers[], tolerance: number): boolean {
  let largest = 0;
  for (const values of a)
    for (let i = 0; i < values.length; i++)
      if (Number.isFinite(values[i])) largest = Math.max(largest, Math.abs(values[i]!));
  return a.every((values, step) => {
    const others = b[step]!;
    if (values.length !== others.length) return false;
    for (let i = 0; i < values.length; i++) {
      const [x, y] = [values[i]!, others[i]!];
      if (Object.is(x, y) || x === y) continue;
      if (!(Math.abs(x - y) <= tolerance * largest)) return false;
    }
    return true;
  });
}
