import {
  type Choice,
  type DecayedRule,
  decayedProgram,
  type Program,
  parseRule,
  printExpression,
  printProgram,
  type Rule,
  rules,
  type Variant,
} from "@optspec/core";
import { isDecayed } from "../cases/rule-named.ts";
import { decayedDefinition } from "./decay.ts";

/**
 * The update of θ as the definition of a rule has it, one operation after the other, as a reader of the page would
 * write it down: corrected moments first, nothing folded. The assignments before it are the program's own. Error
 * bounds are derived from this order (spec/arithmetic.md, "Bounds"; for variants spec/profiles.md, "Bounds").
 * A rule or variant without an entry is defined in the order of its program.
 */
const definitions: Readonly<Record<string, (choice: Choice) => readonly string[] | undefined>> = {
  adam({ epsSite = "inside", epsOn = "corrected", biasCorrection = "both", betaPowers = "binary64" }) {
    if (biasCorrection !== "both") return undefined;
    const corrections = betaPowers === "binary64" ? ["c1 = 1 - beta1^t", "c2 = 1 - beta2^t"] : [];
    if (epsOn === "raw" && epsSite !== "none") {
      // The definition is the folded form. Who computes powers in the tensor's type folds the rest in it as well.
      if (betaPowers === "binary64") return undefined;
      const denominator = { inside: "sqrt(r + eps)", outside: "(sqrt(r) + eps)" };
      return [`theta = theta - lr*s/c1*sqrt(c2) / ${denominator[epsSite as keyof typeof denominator]}`];
    }
    const denominator = { inside: "sqrt(rhat + eps)", outside: "(sqrt(rhat) + eps)", none: "sqrt(rhat)" };
    return [
      ...corrections,
      "shat = s / c1",
      "rhat = r / c2",
      `theta = theta - lr*shat / ${denominator[epsSite as keyof typeof denominator]}`,
    ];
  },
  adamax({ infEps = "after", biasCorrection = "s", betaPowers = "binary64" }) {
    if (biasCorrection === "none") return undefined;
    return [
      ...(betaPowers === "binary64" ? ["c1 = 1 - beta1^t"] : []),
      "shat = s / c1",
      `theta = theta - lr*shat / ${infEps === "after" ? "(u + eps)" : "u"}`,
    ];
  },
};

const known = new WeakMap<Rule, Program>();

/** The definition-order program of a rule or variant; algebraically equal to its program. */
export function textbookOf(rule: Rule | Variant): Program {
  const program = known.get(rule) ?? derive(rule);
  known.set(rule, program);
  return program;
}

function derive(rule: Rule | Variant): Program {
  if (isDecayed(rule) && isMadeOf(rule)) return decayedDefinition(textbookOf(rule.undecayed), rule.decay);
  const choice = choiceOf(rule);
  const update =
    choice && Object.hasOwn(definitions, rule.name) ? definitions[rule.name]!(choice) : undefined;
  if (update === undefined) return rule.program;
  const header = printProgram({ ...rule.program, assignments: [] });
  const own = rule.program.assignments
    .filter(({ target }) => target !== "theta")
    .map(({ target, value }) => `${target} = ${printExpression(value)}`);
  return parseRule(`${[header, ...own, ...update].join("\n")}\n`);
}

/** Whether the program of a rule with weight decay is still what `withDecay` made of the rule that it has inside. */
function isMadeOf({ program, undecayed, decay }: DecayedRule): boolean {
  return printProgram(program) === printProgram(decayedProgram(undecayed.program, decay));
}

/** The choice of a variant, or of a rule itself; none of any other program that goes by the same name. */
function choiceOf(rule: Rule | Variant): Choice | undefined {
  if ("choice" in rule) return rule.choice;
  return Object.hasOwn(rules, rule.name) && rules[rule.name]!.program === rule.program ? {} : undefined;
}
