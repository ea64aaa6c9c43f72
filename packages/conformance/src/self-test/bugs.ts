import { averageBugs } from "./bugs/averages.ts";
import type { Bug } from "./bugs/bug.ts";
import { correctionBugs } from "./bugs/correction.ts";
import { decayBugs } from "./bugs/decay.ts";
import { epsilonBugs } from "./bugs/epsilon.ts";
import { handlingBugs } from "./bugs/handling.ts";
import { precisionBugs } from "./bugs/precision.ts";
import { stateBugs } from "./bugs/state.ts";
import { stepBugs } from "./bugs/step.ts";

export { type Bug, type BugInRule, faultyPort, faultyRule } from "./bugs/bug.ts";

/** Every bug that the fixtures hunt: those of the formulas, and those of precision, which are fainter by nature. */
export const bugs: readonly Bug[] = [
  ...stepBugs,
  ...stateBugs,
  ...averageBugs,
  ...correctionBugs,
  ...epsilonBugs,
  ...handlingBugs,
  ...decayBugs,
  ...precisionBugs,
];

/** Whether a bug computes the right formulas with too few bits. */
export function isOfPrecision(bug: Bug): boolean {
  return precisionBugs.includes(bug);
}
