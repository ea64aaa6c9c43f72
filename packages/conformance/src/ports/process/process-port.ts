import { suiteVersion } from "../../version.ts";
import type { Port, RunReply, RunRequest } from "../port.ts";
import { PortError } from "../port-error.ts";
import { echoProblem, echoValues } from "./echo.ts";
import { type ProcessOptions, type ProcessSettings, processSettings } from "./options.ts";
import { readEcho, readIntroduction, readRunReply } from "./replies.ts";
import { openSession, type Session } from "./session.ts";

/** The versions of the port protocol that this suite speaks (spec/port-protocol.md). */
export const protocolVersions: readonly number[] = [1];

/** A port in another process. `run` throws PortError for a case that failed; the next case gets a new process. */
export interface ProcessPort extends Port {
  /** Stops the port and ends whatever it has started. */
  close(): Promise<void>;
}

/**
 * Starts a port in another process, and proves that numbers survive its codec.
 * @param argv - the program, then its arguments; no shell reads them.
 * @throws PortError of the kind start, for whatever keeps the port from its first case.
 */
export async function startProcessPort(
  argv: readonly string[],
  options: ProcessOptions = {},
): Promise<ProcessPort> {
  if (argv.length === 0 || argv[0] === "")
    throw new PortError("start", "command: expected a program and its arguments, got none");
  const settings = processSettings(options);
  const { start, session: first } = await begin(argv, settings);
  let session: Session | undefined = first;
  let givenUp: PortError | undefined;
  let closed = false;
  const timeouts = new Map<string, number>();

  const ready = async (): Promise<Session> => {
    for (let attempt = 1; session === undefined && givenUp === undefined; attempt++)
      try {
        ({ session } = await begin(argv, settings));
      } catch (error) {
        if (!(error instanceof PortError)) throw error;
        if (attempt >= settings.startAttempts)
          givenUp = new PortError("start", `the port does not start again: ${error.message}`);
      }
    if (givenUp !== undefined) throw givenUp;
    return session!;
  };
  const runOne = async (request: RunRequest): Promise<RunReply> => {
    if (closed) throw new PortError("start", "the port has been closed");
    const kind = `${request.rule} (${request.dtype})`;
    const late = timeouts.get(kind) ?? 0;
    if (late >= settings.timeoutsInARow)
      throw new PortError("timeout", `not run: ${late} cases of ${kind} in a row got no reply in time`);
    const current = await ready();
    let reply: Record<string, unknown>;
    try {
      reply = await current.exchange({ cmd: "run", ...request }, settings.caseTimeout);
    } catch (error) {
      session = undefined;
      await current.end();
      timeouts.set(kind, error instanceof PortError && error.kind === "timeout" ? late + 1 : 0);
      throw error;
    }
    timeouts.delete(kind);
    // The stream is still in step, so a reply of the wrong shape costs no restart.
    return readRunReply(reply);
  };

  // One request at a time, whatever the caller does.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const result = last.then(task);
    last = result.catch(() => {});
    return result;
  };
  return {
    ...start,
    run: (request) => inTurn(() => runOne(request)),
    close: () =>
      inTurn(async () => {
        closed = true;
        await session?.stop();
        session = undefined;
      }),
  };
}

/** A process that has introduced itself and passed the smoke test. */
async function begin(
  argv: readonly string[],
  settings: ProcessSettings,
): Promise<{ session: Session; start: Pick<Port, "port" | "claims" | "capabilities"> }> {
  const deadline = Date.now() + settings.startTimeout;
  const left = (): number => Math.max(1, deadline - Date.now());
  let session: Session | undefined;
  try {
    session = openSession(argv, settings);
    const { protocol, port, claims, capabilities } = readIntroduction(
      await session.exchange({ cmd: "start", protocol: protocolVersions, suite: suiteVersion }, left()),
    );
    if (!protocolVersions.includes(protocol))
      throw new PortError("start", `protocol: expected ${protocolVersions.join(" or ")}, got ${protocol}`);
    const problem = echoProblem(
      readEcho(await session.exchange({ cmd: "echo", values: echoValues }, left())),
    );
    if (problem !== undefined) throw new PortError("start", problem);
    return { session, start: { port, claims, capabilities } };
  } catch (error) {
    await session?.end();
    const message = error instanceof Error ? error.message : String(error);
    throw new PortError("start", `${argv.join(" ")}: ${message}`);
  }
}
