import { type DType, type Rule, ruleOf, rules } from "@optspec/core";
import type { RunRequest } from "../../ports/port.ts";
import { type SimulatedPort, simulate, simulateByContract } from "../simulate.ts";
import { withAssignments } from "../tree.ts";

/** A mistake that ports make, seen in the field or plausible, and a simulated port for each rule that can have it. */
export interface Bug {
  /** Permanent; fixtures name it in `hunts`. */
  readonly slug: string;
  /** What such a port does. */
  readonly title: string;
  /** Issues, pull requests or versions of libraries where it was seen; none where no report is known. */
  readonly resembles: readonly string[];
  /** What to do about it, in one sentence. */
  readonly fix: string;
  /** Rule → how the bug looks there. */
  readonly rules: Readonly<Record<string, BugInRule>>;
}

/** A bug in one rule. */
export interface BugInRule {
  /** The requirements that it violates, the most telling one first. */
  readonly violates: readonly string[];
  readonly fault: Fault;
}

/** What is wrong: the program, what the rule is given, or how it is run. */
export type Fault =
  /** Other assignments, and other initial values of states and defaults of hyperparameters where named. */
  | {
      readonly program: readonly string[];
      readonly initial?: Readonly<Record<string, number>>;
      readonly defaults?: Readonly<Record<string, number>>;
    }
  /** A program made of the rule's own, whatever variant that is. */
  | { readonly rule: (rule: Rule) => Rule }
  /**
   * The rule itself over another request; `readsDefaults` where that depends on the rule's defaults; and, where told,
   * its scalars in another type than binary64.
   */
  | {
      readonly request: (request: RunRequest, rule: Rule) => RunRequest;
      readonly readsDefaults?: boolean;
      readonly scalarType?: (request: RunRequest) => DType;
    }
  /** A simulated port of its own. */
  | { readonly port: (rule: Rule) => SimulatedPort };

/** The port that a fault makes of a rule. */
export function faultyPort(rule: Rule, fault: Fault): SimulatedPort {
  if ("port" in fault) return fault.port(rule);
  if ("rule" in fault) return simulate(fault.rule(rule));
  if ("request" in fault) {
    const { request: change, scalarType } = fault;
    if (scalarType === undefined) return over(simulate(rule), rule, change);
    return (request) =>
      over(simulateByContract(rule.program, {}, scalarType(request)), rule, change)(request);
  }
  return simulate(faultyRule(rule, fault));
}

/** A port that is handed other requests. */
function over(
  port: SimulatedPort,
  rule: Rule,
  change: (request: RunRequest, rule: Rule) => RunRequest,
): SimulatedPort {
  return (request) => port(change(request, rule));
}

/** The rule that a fault in the program makes. */
export function faultyRule(
  rule: Rule,
  { program, initial, defaults }: Extract<Fault, { program: unknown }>,
): Rule {
  const { states, hypers } = rule.program;
  const changed = { states: withValues(states, initial), hypers: withValues(hypers, defaults) };
  return ruleOf(withAssignments({ ...rule.program, ...changed }, program));
}

/** The requirements that one fault violates in whichever rule: every rule → these. */
export function inEvery(...violates: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(Object.keys(rules).map((rule) => [rule, violates]));
}

function withValues<Named extends { readonly name: string; readonly value: number }>(
  all: readonly Named[],
  values: Readonly<Record<string, number>> = {},
): Named[] {
  return all.map((one) => ({ ...one, value: values[one.name] ?? one.value }));
}

/** One fault in several rules, each with the requirement that it violates there. */
export function inRules(
  violates: Readonly<Record<string, string | readonly string[]>>,
  fault: Fault,
): Record<string, BugInRule> {
  return Object.fromEntries(
    Object.entries(violates).map(([rule, ids]) => [rule, { violates: [ids].flat(), fault }]),
  );
}
