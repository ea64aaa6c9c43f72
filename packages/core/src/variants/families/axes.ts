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
