import type { Axis } from "../family.ts";

/**
 * Where ε stands, for the rules that divide by a root.
 * @param requirement - of the rule, on the site of ε.
 */
export const epsSite = (requirement: string): Axis => ({
  values: ["inside", "outside", "none"],
  meaning: "whether ε is added inside the root, √(x + ε), outside of it, √x + ε, or not at all",
  requirement,
});

/**
 * A root to divide by, as `epsSite` has it, a primary expression.
 * @param radicand - what stands below the root, a sum.
 */
export function rootWithEps(radicand: string, site: string | number): string {
  const forms = {
    inside: `sqrt(${radicand} + eps)`,
    outside: `(sqrt(${radicand}) + eps)`,
    none: `sqrt(${radicand})`,
  };
  return forms[site as keyof typeof forms];
}

/**
 * Where an accumulator of squares starts.
 * @param requirement - of the rule, on the initial value.
 * @param others - the values besides 0; "eps" is the ε of the first update.
 */
export const acc0 = (requirement: string, ...others: readonly (number | "eps")[]): Axis => ({
  values: [0, ...others],
  meaning: "the accumulator's value before the first update",
  requirement,
});

/** The accumulator as the first update finds it, a primary expression, and what its slot starts at. */
export function accumulator(
  slot: string,
  start: string | number,
): { old: string; states: Record<string, number> } {
  // A slot starts at a number, so ε comes in with the first update: 0^(t - 1) is 1 there and 0 afterwards.
  return start === "eps"
    ? { old: `(${slot} + eps*0^(t - 1))`, states: { [slot]: 0 } }
    : { old: slot, states: { [slot]: start as number } };
}

/** How the powers of bias corrections come about. */
export const betaPowers: Axis = {
  values: ["binary64", "runningProduct", "laggedProduct", "tensorType"],
  meaning:
    "whether ρᵗ is a binary64 power, or kept in the tensor's type: as a running product, as one that takes in the ρ of an update after that update, or as a power",
  requirement: "ARITH-1",
  sameInBinary64: ["tensorType"],
};

/** How the weight of a new value in a moving average comes about. */
export const weights: Axis = {
  values: ["binary64", "tensorType"],
  meaning:
    "whether 1 − ρ, the weight of a new gradient, is a binary64 difference or one of the tensor's type",
  requirement: "ARITH-1",
  sameInBinary64: ["tensorType"],
};
