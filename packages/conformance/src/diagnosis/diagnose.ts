import { type DType, profileHas, profileRule, profiles, type Rule } from "@optspec/core";
import type { Case } from "../cases/case.ts";
import type { RunRequest } from "../ports/port.ts";
import type { Diagnosis, Explanation } from "../verify/result.ts";
import { bugCandidates, type Candidate, mutantCandidates, variantCandidates } from "./candidate.ts";
import { combinedCandidates, pairedCandidates } from "./combinations.ts";
import { type Observation, reproduces } from "./reproduce.ts";

export type { Observation } from "./reproduce.ts";

/** Explanations beyond these say nothing new. */
const mostExplanations = 5;

/** Where to look, the likeliest first; later places are searched only while nothing has been found. */
const stages: readonly ((held: Rule, dtype: DType) => Iterable<Candidate>)[] = [
  (held, dtype) => [...variantCandidates(held, dtype), ...bugCandidates(held)],
  mutantCandidates,
  combinedCandidates,
  pairedCandidates,
];

/**
 * Searches variants, the catalogue of bugs, single edits and combinations for what reproduces a port's own output, every
 * case of it; then, for cases that leave hyperparameters out, the defaults of the known libraries.
 * Nothing is offered that fails on a single case.
 * @param held - what the port was held to.
 * @param observations - of one type.
 */
export function diagnose(held: Rule, observations: readonly Observation[]): Diagnosis {
  const ordered = [...observations].sort(bySize);
  const dtype = observations[0]?.testCase.dtype ?? "f32";
  for (const stage of stages) {
    const all = [...searched(stage(held, dtype), held, ordered)];
    const found = all.filter((one) => !isIdle(one, all)).sort((a, b) => departures(a) - departures(b));
    if (found.length > 0)
      return {
        explanations: distinct(found)
          .slice(0, mostExplanations)
          .map((explanation) => ({ ...explanation, matched: observations.length })),
        cases: observations.length,
      };
  }
  return { explanations: [], cases: observations.length };
}

/** An explanation that held, and the candidate that it came from. */
type Found = Omit<Explanation, "matched"> & { readonly candidate: Candidate };

function* searched(
  candidates: Iterable<Candidate>,
  held: Rule,
  observations: readonly Observation[],
): Generator<Found> {
  const variants: Found[] = [];
  const judged = new Map<string, boolean>();
  const isGiven = ({ testCase }: Observation): boolean => isComplete(held, testCase);
  const given = { complete: observations.filter(isGiven), open: observations.filter((one) => !isGiven(one)) };
  for (const candidate of candidates) {
    if (variants.some((found) => addsNothing(candidate.explanation, found))) continue;
    const { complete, open } = candidate.request === undefined ? given : handed(candidate, given, held);
    const judge = (): boolean =>
      complete.every((observation) => reproduces(candidate, candidate.rule, observation));
    // The same program may stand in the catalogue, among the variants and among the edits.
    const program = candidate.wraps === true ? undefined : candidate.explanation.program.join("\n");
    const holds = (program !== undefined ? judged.get(program) : undefined) ?? judge();
    if (program !== undefined) judged.set(program, holds);
    if (!holds) continue;
    const defaults = defaultsFor(candidate, held, open);
    if (defaults === undefined) continue;
    const told = Object.entries(defaults).map(
      ([name, value]) => `${name} is ${value} where the configuration gives none`,
    );
    const { explanation } = candidate;
    const found = { ...explanation, meaning: [...explanation.meaning, ...told], defaults, candidate };
    if (explanation.kind === "variant") variants.push(found);
    yield found;
  }
}

/** Cases that a candidate leaves all hyperparameters of, and those in which its defaults count. */
function handed(
  { request, rule }: Candidate,
  { complete, open }: { readonly complete: readonly Observation[]; readonly open: readonly Observation[] },
  held: Rule,
): { readonly complete: readonly Observation[]; readonly open: readonly Observation[] } {
  const isLeft = ({ testCase }: Observation): boolean => isComplete(held, request!(testCase, rule));
  return {
    complete: complete.filter(isLeft),
    open: [...open, ...complete.filter((one) => !isLeft(one))],
  };
}

/** Cases with few numbers first: they refute as well, and cost less. */
function bySize(a: Observation, b: Observation): number {
  return sizeOf(a.testCase) - sizeOf(b.testCase);
}

function sizeOf({ steps, params }: Case): number {
  return steps.length * Object.values(params).reduce((sum, { data }) => sum + data.length, 0);
}

/** Whether a case leaves no hyperparameter to the port's defaults. */
function isComplete(rule: Rule, { config }: RunRequest): boolean {
  return Object.keys(rule.hypers).every((name) => config[name] !== undefined);
}

/** The defaults with which a candidate reproduces the cases that need some, as far as they differ from the rule's own. */
function defaultsFor(
  candidate: Candidate,
  held: Rule,
  open: readonly Observation[],
): Explanation["defaults"] | undefined {
  const { rule } = candidate;
  const known = Object.keys(profiles)
    .filter((profile) => profileHas(profile, rule.name))
    .map((profile) => profileRule(profile, rule.name).hypers);
  const found = [rule.hypers, ...known].find((hypers) =>
    open.every((observation) => reproduces(candidate, { ...rule, hypers }, observation)),
  );
  if (found === undefined) return undefined;
  return Object.fromEntries(Object.entries(found).filter(([name, value]) => value !== held.hypers[name]));
}

/** Whether a variant adds choices to one that explains everything already, and no profile makes them. */
function addsNothing({ kind, choice, profiles: own }: Candidate["explanation"], found: Found): boolean {
  return (
    kind === "variant" &&
    own.length === 0 &&
    Object.entries(found.choice).every(([axis, value]) => choice[axis] === value)
  );
}

/** Whether a combination adds departures to those that suffice. */
function isIdle({ kind, meaning }: Found, all: readonly Found[]): boolean {
  return (
    kind === "combination" &&
    all.some(
      (other) =>
        other.meaning.length < meaning.length && other.meaning.every((line) => meaning.includes(line)),
    )
  );
}

/** Departures from what the port was held to; fewer explain better, and the catalogue better than a bare edit. */
function departures({ edits, defaults, kind }: Found): number {
  return edits + Object.keys(defaults).length + (kind === "edit" ? 0.5 : 0);
}

/** One explanation per program and defaults; a variant that is also a bug of the catalogue gets what that says. */
function distinct(found: readonly Found[]): Omit<Explanation, "matched">[] {
  const kept = new Map<string, Omit<Explanation, "matched">>();
  for (const { candidate, ...explanation } of found) {
    const { program, defaults, bug, resembles, fix } = explanation;
    // A bug around the rule leaves the program as it is; only its name tells it from others.
    const key = JSON.stringify([program, defaults, candidate.wraps === true ? bug : ""]);
    const first = kept.get(key);
    if (first === undefined) kept.set(key, explanation);
    else if (first.bug === undefined && bug !== undefined)
      kept.set(key, { ...first, bug, ...(resembles && { resembles }), ...(fix !== undefined && { fix }) });
  }
  return [...kept.values()];
}
