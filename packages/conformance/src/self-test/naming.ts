import { type DType, type Program, parseRule, type Rule, ruleOf } from "@optspec/core";
import { requestOf } from "../cases/case.ts";
import { loadFixtures } from "../cases/fixtures.ts";
import { ruleNamed, specified } from "../cases/rule-named.ts";
import { diagnose, type Observation } from "../diagnosis/diagnose.ts";
import { judge } from "../verify/judge.ts";
import type { Explanation } from "../verify/result.ts";
import { bugs, faultyPort } from "./bugs.ts";
import { areEquivalent } from "./equivalence.ts";
import { ownMutants } from "./kill-matrix.ts";
import { type SimulatedPort, simulate } from "./simulate.ts";

/** What the diagnosis says of a port whose fault is known. */
export interface Naming {
  readonly rule: string;
  /** The fault: a bug's slug, or a mutant's id. */
  readonly fault: string;
  /** Whether the first explanation, and whether any of those offered, is the fault or one that cannot be told from it. */
  readonly first: boolean;
  readonly offered: boolean;
  /** What was said first; undefined where nothing was. */
  readonly said: string | undefined;
}

/** Diagnoses every bug of the catalogue in some rules (all of them unless told), as far as a type shows it. */
export function nameBugs(dtype: DType, within: readonly string[] = Object.keys(specified)): Naming[] {
  return bugs.flatMap((bug) =>
    Object.entries(bug.rules)
      .filter(([name]) => within.includes(name))
      .flatMap(([name, { fault }]) =>
        named(ruleNamed(name), bug.slug, dtype, faultyPort(ruleNamed(name), fault), (explanation) =>
          // Defaults are named by their values, whichever library's they are.
          [
            explanation.bug,
            ...(Object.keys(explanation.defaults).length > 0
              ? ["other-defaults", "other-default-discounts"]
              : []),
          ].includes(bug.slug),
        ),
      ),
  );
}

/**
 * Diagnoses mutants of some rules (all of them unless told) that are not equivalent to the rule, each `every`th of them.
 * @param share - only the `part`-th (from 0) of `parts`.
 */
export function nameMutants(
  dtype: DType,
  every: number,
  within: readonly string[] = Object.keys(specified),
  { part, parts }: { readonly part: number; readonly parts: number } = { part: 0, parts: 1 },
): Naming[] {
  return within.map(ruleNamed).flatMap((rule) =>
    ownMutants(rule)
      .filter((_, index) => index % every === 0)
      .filter((mutant, index) => index % parts === part && !areEquivalent(mutant.program, rule.program))
      .flatMap(({ id, program }) =>
        named(rule, id, dtype, simulate(ruleOf(program)), (explanation) => isProgram(explanation, program)),
      ),
  );
}

function named(
  rule: Rule,
  fault: string,
  dtype: DType,
  port: SimulatedPort,
  isIt: (explanation: Explanation) => boolean,
): Naming[] {
  const observed = loadFixtures(rule.name, dtype).map((fixture) => {
    const reply = port(requestOf(fixture));
    const { verdict } = judge(fixture, fixture.expected, reply);
    return { testCase: fixture, expectation: fixture.expected, reply, verdict };
  });
  if (!observed.some(({ verdict }) => verdict === "deviates")) return [];
  const { explanations } = diagnose(rule, observed as unknown as Observation[]);
  const [top] = explanations;
  const said = top && (top.bug ?? top.meaning.at(-1));
  return [
    { rule: rule.name, fault, first: top !== undefined && isIt(top), offered: explanations.some(isIt), said },
  ];
}

/** Whether an explanation's program, with its defaults, is algebraically this one. */
function isProgram({ program: lines, defaults }: Explanation, program: Program): boolean {
  const header = program.hypers.map(({ name }) => `hyper ${name} = 0 in [0, inf)`);
  const said = parseRule(`${[`rule ${program.name}`, ...header, ...lines].join("\n")}\n`);
  const normative = ruleNamed(program.name);
  const sameDefaults = program.hypers.every(
    ({ name, value }) => (defaults[name] ?? normative.hypers[name]) === value,
  );
  return sameDefaults && areEquivalent({ ...said, hypers: program.hypers }, program);
}
