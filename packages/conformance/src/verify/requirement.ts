import type { CaseResult } from "./result.ts";

/** The requirement that settles each quantity of a rule: rule → quantity → id in spec/requirements.json. */
const requirementOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  gd: { theta: "GD-1" },
  momentum: { theta: "MOM-4", v: "MOM-1" },
  adagrad: { theta: "ADAGRAD-4", r: "ADAGRAD-1" },
  rmsprop: { theta: "RMSPROP-4", r: "RMSPROP-1" },
  adam: { theta: "ADAM-10", s: "ADAM-1", r: "ADAM-2" },
  adamax: { theta: "ADAMAX-7", s: "ADAMAX-1", u: "ADAMAX-2" },
};

/** The requirement that settles a quantity of any rule with weight decay (spec/decay.md): kind → quantity → id. */
const decayRequirementOf = {
  coupled: { theta: "DECAY-1", state: "DECAY-1" },
  decoupled: { theta: "DECAY-2", state: "DECAY-3" },
} as const;

/** The requirement that a wrong value of a quantity violates; of a rule without a page, the general one. */
export function violatedRequirement(rule: string, quantity: string): string {
  const own = requirementOf[rule]?.[quantity];
  const [, decay] = /_(coupled|decoupled)$/.exec(rule) ?? [];
  if (own !== undefined || decay === undefined) return own ?? "ARITH-1";
  return decayRequirementOf[decay as keyof typeof decayRequirementOf][
    quantity === "theta" ? "theta" : "state"
  ];
}

/**
 * A deviation that only the interrupted run of a fixture shows violates the requirement on saving and loading.
 * @param earlier - the results so far, the uninterrupted run among them.
 */
export function blameInterruption(result: CaseResult, earlier: readonly CaseResult[]): CaseResult {
  if (result.deviation === undefined || !result.id.endsWith("/resume")) return result;
  const whole = earlier.find(({ id }) => `${id}/resume` === result.id);
  if (whole?.verdict !== "exact" && whole?.verdict !== "within bound") return result;
  return { ...result, deviation: { ...result.deviation, requirement: "PORT-23" } };
}
