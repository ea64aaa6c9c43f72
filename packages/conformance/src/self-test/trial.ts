import { type Case, requestOf } from "../cases/case.ts";
import type { StepExpectation } from "../cases/expectation.ts";
import { judge } from "../verify/judge.ts";
import { type SimulatedPort, withoutState } from "./simulate.ts";

/** A case with what it expects. */
export interface JudgedCase extends Case {
  readonly expected: readonly StepExpectation[];
}

/** What one case finds out about one simulated port. */
export interface Trial {
  readonly case: string;
  readonly deviates: boolean;
  /** Whether the parameters alone show it, so that a port is caught that cannot report its state. */
  readonly byParameters: boolean;
  /** The worst error divided by its bound: of the parameters, or of everything where only the state deviates. */
  readonly ratio: number;
}

/**
 * Runs a port on a case and judges its reply.
 * @throws Error where the port gives no reply to judge.
 */
export function trial(port: SimulatedPort, testCase: JudgedCase): Trial {
  const reply = port(requestOf(testCase));
  const judged = (given: typeof reply): { deviates: boolean; ratio: number } => {
    const { verdict, worstRatio, reason } = judge(testCase, testCase.expected, given);
    if (verdict === "error" || verdict === "skipped") throw new Error(`${testCase.id}: ${reason}`);
    return { deviates: verdict === "deviates", ratio: worstRatio };
  };
  const parameters = judged(withoutState(reply));
  const whole = parameters.deviates ? parameters : judged(reply);
  return { case: testCase.id, ...whole, byParameters: parameters.deviates };
}
