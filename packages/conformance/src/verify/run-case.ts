import { type Case, requestsOf } from "../cases/case.ts";
import type { Port, RunReply, StepReply } from "../ports/port.ts";
import { PortError, type PortErrorKind } from "../ports/port-error.ts";

/** What a port answered to a case, and the kind of its failure if it failed instead. */
export interface Outcome {
  readonly reply: RunReply;
  readonly failure?: PortErrorKind;
}

/** How long a port in this process may take for one request; one in another process has limits of its own. */
const patience = 60_000;

/** Fails where a promise never settles; a loop that never ends no timer can interrupt. */
async function within<T>(promise: Promise<T> | T, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new PortError("timeout", `expected a reply within ${milliseconds / 1000} s, got none`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs all parts of a case on a port; the first part without steps is the answer to all of it. */
export async function runCase(port: Port, testCase: Case, limit: number = patience): Promise<Outcome> {
  const requests = requestsOf(testCase);
  const steps: StepReply[] = [];
  try {
    for (const request of requests) {
      // A copy, so that no port can change what the next part or the judge sees.
      const answer = port.run(structuredClone(request));
      const reply = await (port.close === undefined ? within(answer, limit) : answer);
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
