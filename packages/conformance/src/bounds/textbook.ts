import { type Choice, type Program, parseRule, printProgram, type Rule, type Variant } from "@optspec/core";

/**
 * The definition of a rule read as operations, one after the other, as a reader of the page would write it down:
 * corrected moments first, nothing folded. Error bounds are derived from this order (spec/arithmetic.md, "Bounds").
 * Rules that are not named here are defined in the order of their program.
 */
const definitions: Readonly<Record<string, (choice: Choice) => readonly string[] | undefined>> = {
  adam({ epsSite = "inside", epsOn = "corrected", biasCorrection = "both", betaPowers }) {
    // Where nothing is corrected, or ε meets the uncorrected moment, the definition itself is the folded form.
    if (biasCorrection !== "both" || (epsOn === "raw" && epsSite !== "none")) return undefined;
    const denominator = { inside: "sqrt(rhat + eps)", outside: "(sqrt(rhat) + eps)", none: "sqrt(rhat)" };
    return [
      ...(betaPowers === "runningProduct"
        ? [
            "p1 = round(p1*round(beta1))",
            "p2 = round(p2*round(beta2))",
            "c1 = round(1 - p1)",
            "c2 = round(1 - p2)",
          ]
        : ["c1 = 1 - beta1^t", "c2 = 1 - beta2^t"]),
      "s = beta1*s + (1 - beta1)*g",
      "r = beta2*r + (1 - beta2)*(g*g)",
      "shat = s / c1",
      "rhat = r / c2",
      `theta = theta - lr*shat / ${denominator[epsSite as keyof typeof denominator]}`,
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
  const assignments = Object.hasOwn(definitions, rule.name)
    ? definitions[rule.name]!("choice" in rule ? rule.choice : {})
    : undefined;
  if (assignments === undefined) return rule.program;
  const header = printProgram({ ...rule.program, assignments: [] });
  return parseRule(`${header}\n${assignments.join("\n")}\n`);
}
