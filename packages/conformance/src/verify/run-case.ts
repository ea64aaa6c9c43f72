import { type Case, requestsOf } from "../cases/case.ts";
import type { Port, RunReply, StepReply } from "../ports/port.ts";
import { PortError, type PortErrorKind } from "../ports/port-error.ts";

/** What a port answered to a case, and the kind of its failure if it failed instead. */
export interface Outcome {
  readonly reply: RunReply;
  readonly failure?: PortErrorKind;
}

/** Runs all parts of a case on a port; the first part without steps is the answer to all of it. */
export async function runCase(port: Port, testCase: Case): Promise<Outcome> {
  const requests = requestsOf(testCase);
  const steps: StepReply[] = [];
  try {
    for (const request of requests) {
      // A copy, so that no port can change what the next part or the judge sees.
      const reply = await port.run(structuredClone(request));
      // Whatever is not as many steps as were asked for is for the judge to name.
      if (requests.length === 1 || stepsOf(reply)?.length !== request.steps.length) return { reply };
      steps.push(...stepsOf(reply)!);
    }
    return { reply: { steps } };
  } catch (error) {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return error instanceof PortError
      ? { reply: { error: error.message }, failure: error.kind }
      : { reply: { error: message }, failure: "crash" };
  }
}

function stepsOf(reply: RunReply): readonly StepReply[] | undefined {
  return typeof reply === "object" && reply !== null && "steps" in reply && Array.isArray(reply.steps)
    ? reply.steps
    : undefined;
}
