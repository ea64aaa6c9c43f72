import {
  type DType,
  decayedProgram,
  type Program,
  printExpression,
  printProgram,
  profileHas,
  profileRule,
  profiles,
  type Rule,
  ruleOf,
  type Variant,
} from "@optspec/core";
import type { Case } from "../cases/case.ts";
import { expectationOf, type StepExpectation } from "../cases/expectation.ts";
import { familyOf, isDecayed, ruleNamed, specified, variantsOfRule } from "../cases/rule-named.ts";
import type { RunRequest } from "../ports/port.ts";
import { type Bug, type BugInRule, bugs, faultyPort, faultyRule } from "../self-test/bugs.ts";
import { allMutants } from "../self-test/kill-matrix.ts";
import { type SimulatedPort, simulate } from "../self-test/simulate.ts";
import { requirementOfMutant } from "../self-test/traceability.ts";
import type { Explanation } from "../verify/result.ts";

/** Something that a port may have implemented instead. */
export interface Candidate {
  /** What to say if it reproduces the port; `matched` and `defaults` follow from the search. */
  readonly explanation: Omit<Explanation, "matched" | "defaults">;
  /** The rule whose defaults count where a case leaves a hyperparameter out. */
  readonly rule: Rule;
  /** Runs it in floating point. */
  readonly port: (rule: Rule) => SimulatedPort;
  /** The same in arbitrary precision with bounds, where it is a program over some request. */
  readonly expectation?: (rule: Rule, testCase: Case) => readonly StepExpectation[];
  /** Whether it wraps any program, so that it can be combined with every variant. */
  readonly wraps?: boolean;
  /** What it makes of a request, where that is all that it does: then another fault can come on top. */
  readonly request?: (request: RunRequest, rule: Rule) => RunRequest;
}

/** Every variant of a rule's family that tensors of a type can tell apart, those with the fewest departures first. */
export function variantCandidates(held: Rule, dtype: DType): Candidate[] {
  const family = familyOf(held);
  const departures = ({ choice }: Variant): number => Object.keys(choice).length;
  return [...variantsOfRule(held, dtype)]
    .sort((a, b) => departures(a) - departures(b))
    .map((variant) => {
      const chosen = Object.entries(variant.choice);
      return {
        ...programCandidate(variant),
        explanation: {
          kind: "variant",
          edits: chosen.length,
          choice: variant.choice,
          meaning: chosen.map(([axis, value]) => `${axis} = ${value}: ${family!.axes[axis]!.meaning}`),
          requirements: chosen.map(([axis]) => family!.axes[axis]!.requirement),
          program: evident(variant.program),
          profiles: profilesWith(variant, dtype),
        },
      };
    });
}

/** The catalogue's bugs in a rule. */
export function bugCandidates(rule: Rule): Candidate[] {
  return bugs.flatMap((bug) => {
    const own = bugIn(bug, rule);
    return own === undefined ? [] : basesOf(own, rule).map((base) => bugCandidate(bug, own, base));
  });
}

/** How a bug looks in a rule; one that the catalogue has in a rule looks the same where that rule has weight decay. */
function bugIn(bug: Bug, rule: Rule): BugInRule | undefined {
  if (Object.hasOwn(bug.rules, rule.name)) return bug.rules[rule.name];
  if (!isDecayed(rule)) return undefined;
  const inside = bugIn(bug, rule.undecayed);
  if (inside === undefined || !("program" in inside.fault)) return inside;
  const faulty = faultyRule(ruleNamed(rule.undecayed.name), inside.fault);
  const program = decayedProgram(faulty.program, rule.decay).assignments.map(
    ({ target, value }) => `${target} = ${printExpression(value)}`,
  );
  return { ...inside, fault: { ...inside.fault, program } };
}

/** The rule that a bug is in: with the defaults of every known library, where the bug depends on them. */
function basesOf({ fault }: BugInRule, rule: Rule): Rule[] {
  if (!("request" in fault) || fault.readsDefaults !== true) return [rule];
  const known = Object.keys(profiles)
    .filter((profile) => Object.hasOwn(profiles[profile]!, rule.name))
    .map((profile) => profileRule(profile, rule.name).hypers);
  const distinct = new Map([rule.hypers, ...known].map((hypers) => [JSON.stringify(hypers), hypers]));
  return [...distinct.values()].map((hypers) => ({ ...rule, hypers }));
}

function bugCandidate(bug: Bug, { fault, violates }: BugInRule, base: Rule): Candidate {
  const explanation = {
    kind: "bug",
    edits: 1,
    bug: bug.slug,
    choice: {},
    meaning: [bug.title],
    requirements: violates,
    profiles: [],
    resembles: bug.resembles,
    fix: bug.fix,
  } as const;
  if ("program" in fault) {
    // The fault is written in the rule's own program, whatever variant the port is held to.
    const rule = {
      ...faultyRule(specified[base.name] ?? base, fault),
      hypers: { ...base.hypers, ...fault.defaults },
    };
    return { ...programCandidate(rule), explanation: { ...explanation, program: evident(rule.program) } };
  }
  if ("rule" in fault) {
    const rule = { ...fault.rule(base), hypers: base.hypers };
    return {
      ...programCandidate(rule),
      wraps: true,
      explanation: { ...explanation, program: evident(rule.program) },
    };
  }
  const wrapping = {
    rule: base,
    wraps: true,
    explanation: { ...explanation, program: evident(base.program) },
  };
  if (!("request" in fault)) return { ...wrapping, port: (rule) => faultyPort(rule, fault) };
  const { request, scalarType } = fault;
  return {
    ...wrapping,
    ...(scalarType === undefined && { request }),
    // A glance needs no other scalars.
    port: (rule) => faultyPort(rule, { request }),
    expectation: (rule, testCase) => expectationOf(rule, request(testCase, rule), scalarType?.(testCase)),
  };
}

/** Every single edit of a rule's program. */
export function mutantCandidates(rule: Rule): Candidate[] {
  return allMutants(rule).map((mutant) => ({
    ...programCandidate({
      ...ruleOf(mutant.program),
      hypers: { ...rule.hypers, ...ruleOf(mutant.program).hypers },
    }),
    explanation: {
      kind: "edit",
      edits: 1,
      choice: {},
      meaning: [`one edit away from the rule: ${mutant.text}`],
      requirements: [requirementOfMutant(mutant)],
      program: evident(mutant.program),
      profiles: [],
    },
  }));
}

/** A program, run as it stands. */
function programCandidate(rule: Rule): Pick<Candidate, "rule" | "port" | "expectation"> {
  return { rule, port: simulate, expectation: expectationOf };
}

/** Slots and assignments, as a program has them. */
function evident(program: Program): string[] {
  const lines = printProgram(program).split("\n");
  return lines.filter((line) => line !== "" && !line.startsWith("rule ") && !line.startsWith("hyper "));
}

/** The profiles that have a variant, or one that tensors of the type cannot tell from it. */
function profilesWith(variant: Variant, dtype: DType): readonly string[] {
  const { axes } = familyOf(variant)!;
  return profilesByChoice(variant, dtype).get(choiceText(variant, axes, dtype)) ?? [];
}

type Axes = NonNullable<ReturnType<typeof familyOf>>["axes"];
const byChoice = new Map<string, ReadonlyMap<string, readonly string[]>>();

/** Choice, as text → the profiles of a rule that make it. */
function profilesByChoice(variant: Variant, dtype: DType): ReadonlyMap<string, readonly string[]> {
  const { name } = variant;
  const { axes } = familyOf(variant)!;
  const key = `${name} ${dtype}`;
  const known = byChoice.get(key);
  if (known !== undefined) return known;
  const found = new Map<string, string[]>();
  for (const profile of Object.keys(profiles)) {
    if (!profileHas(profile, name)) continue;
    const text = choiceText(profileRule(profile, name), axes, dtype);
    found.set(text, [...(found.get(text) ?? []), profile]);
  }
  byChoice.set(key, found);
  return found;
}

/** What a choice says of tensors of a type. */
function choiceText({ choice }: Variant, axes: Axes, dtype: DType): string {
  return JSON.stringify(
    Object.entries(choice)
      .filter(([axis, value]) => dtype === "f32" || !axes[axis]!.sameInBinary64?.includes(value))
      .sort(),
  );
}
