import {
  type DecayedRule,
  type DecayKind,
  type DType,
  type Family,
  families,
  profileRule,
  type Rule,
  rules,
  type Variant,
  variantsOf,
  withDecay,
} from "@optspec/core";

/** The rules with weight decay that have fixtures: each kind where it differs from the other, and where it is simplest. */
const decayed: readonly (readonly [rule: string, kind: DecayKind])[] = [
  ["gd", "coupled"],
  ["momentum", "coupled"],
  ["momentum", "decoupled"],
  ["adam", "coupled"],
];

/** Every rule that has fixtures, by name: those of core, and some of them with weight decay (spec/decay.md). */
export const specified: Readonly<Record<string, Rule>> = {
  ...rules,
  ...Object.fromEntries(
    decayed.map(([name, kind]) => {
      const rule = withDecay(rules[name]!, kind);
      return [rule.name, rule];
    }),
  ),
};

/**
 * The rule of the specification by a name, with weight decay or without.
 * @throws RangeError for a name that no rule has.
 */
export function ruleNamed(name: string): Rule {
  return Object.hasOwn(specified, name) ? specified[name]! : profileRule("normative", name);
}

/** Whether a rule was made by `withDecay`. */
export function isDecayed(rule: Rule): rule is DecayedRule {
  return "undecayed" in rule;
}

/** The family of a rule; of one with weight decay the family of the rule inside. */
export function familyOf(rule: Rule): Family | undefined {
  if (isDecayed(rule)) return familyOf(rule.undecayed);
  return Object.hasOwn(families, rule.name) ? families[rule.name] : undefined;
}

/** Every variant of a rule that tensors of a type can tell apart, the normative one first; with its decay, if it has one. */
export function variantsOfRule(rule: Rule, dtype: DType): Variant[] {
  if (isDecayed(rule))
    return variantsOfRule(rule.undecayed, dtype).map(
      (variant) => withDecay(variant, rule.decay) as DecayedRule & Variant,
    );
  const family = familyOf(rule);
  return family === undefined ? [] : variantsOf(family, rule.hypers, dtype);
}
