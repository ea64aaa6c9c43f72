import { compile } from "../backends/compile.ts";
import { printProgram } from "../language/print.ts";
import { substituted } from "../language/substitute.ts";
import type { Assignment, Expression, Operator, Program } from "../language/syntax.ts";
import type { Rule } from "../rules/rule.ts";

/**
 * How weight decay meets a rule (spec/decay.md): `coupled` makes g + λ·θ of the gradient, `decoupled` takes η·λ·θ from
 * the parameter before the step.
 */
export type DecayKind = "coupled" | "decoupled";

/** A rule with weight decay, and what it was made of. */
export interface DecayedRule<Hyper extends string = string, State extends string = string>
  extends Rule<Hyper, State> {
  readonly decay: DecayKind;
  readonly undecayed: Rule;
}

/**
 * The rule with weight decay around it (spec/decay.md), named `<rule>_coupled` or `<rule>_decoupled`. Its
 * hyperparameter `weight_decay`, λ, is 0 unless configured; as every other, it can differ between groups.
 * @param rule - any rule without a `weight_decay` of its own; decoupled decay takes its `lr`. Only read.
 * @throws TypeError for another kind or a rule that does not fit.
 */
export function withDecay<Hyper extends string, State extends string>(
  rule: Rule<Hyper, State>,
  kind: DecayKind,
): DecayedRule<Hyper | "weight_decay", State>;
export function withDecay(rule: Rule, kind: DecayKind): DecayedRule {
  const program = decayedProgram(rule.program, kind);
  const hypers = { ...rule.hypers, [lambda]: 0 };
  const { name } = program;
  const compiled = compile(program, rule.compiled.reductions);
  return {
    ...rule,
    ...{ name, source: printProgram(program), program, compiled, hypers, decay: kind, undecayed: rule },
  };
}

const lambda = "weight_decay";

/** A program with weight decay around it. @throws TypeError for another kind or a program that does not fit. */
export function decayedProgram(program: Program, kind: DecayKind): Program {
  if (!Object.hasOwn(kinds, kind))
    throw new TypeError(`decay: expected ${Object.keys(kinds).join(", ")}, got ${String(kind)}`);
  const { name, hypers, states, scalars, assignments } = program;
  const names = new Set([...hypers, ...states, ...scalars].map((declared) => declared.name));
  for (const { target } of assignments) names.add(target);
  if (names.has(lambda)) throw new TypeError(`${name}: expected no ${lambda} of its own, got one`);
  const range = { low: 0, high: Infinity, lowOpen: false, highOpen: true };
  return {
    ...program,
    name: `${name}_${kind}`,
    hypers: [...hypers, { name: lambda, value: 0, range, at: 0 }],
    assignments: kinds[kind](program, names),
  };
}

const named = (name: string): Expression => ({ kind: "name", name, at: 0 });
const one: Expression = { kind: "number", value: 1, at: 0 };
const binary = (left: Expression, operator: Operator, right: Expression): Expression => ({
  ...({ kind: "binary", operator, left, right, at: 0 } as const),
});

/** What each kind makes of the assignments; `names` are all that the program has. */
const kinds: Readonly<
  Record<DecayKind, (program: Program, names: ReadonlySet<string>) => readonly Assignment[]>
> = {
  coupled({ assignments }, names) {
    let target = "decayed";
    while (names.has(target)) target += "_";
    const value = binary(named("g"), "+", binary(named(lambda), "*", named("theta")));
    return [{ target, value, at: 0 }, ...replaced(assignments, "g", named(target))];
  },
  decoupled({ name, assignments }, names) {
    if (!names.has("lr")) throw new TypeError(`${name}: expected a hyperparameter lr, got none`);
    // One product, exactly θ where λ is 0.
    const kept = binary(one, "-", binary(named("lr"), "*", named(lambda)));
    const written = assignments.findIndex(({ target }) => target === "theta") + 1;
    const before = replaced(assignments.slice(0, written), "theta", binary(kept, "*", named("theta")));
    return [...before, ...assignments.slice(written)];
  },
};

function replaced(assignments: readonly Assignment[], name: string, by: Expression): Assignment[] {
  const replacement = new Map([[name, by]]);
  return assignments.map((assignment) => ({
    ...assignment,
    value: substituted(assignment.value, replacement),
  }));
}
