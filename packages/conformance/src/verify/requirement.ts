/** The requirement that settles each quantity of a rule: rule → quantity → id in spec/requirements.json. */
const requirementOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  gd: { theta: "GD-1" },
  momentum: { theta: "MOM-4", v: "MOM-1" },
  adagrad: { theta: "ADAGRAD-4", r: "ADAGRAD-1" },
  adam: { theta: "ADAM-10", s: "ADAM-1", r: "ADAM-2" },
};

/** The requirement that a wrong value of a quantity violates; of a rule without a page, the general one. */
export function violatedRequirement(rule: string, quantity: string): string {
  return requirementOf[rule]?.[quantity] ?? "ARITH-1";
}
