import type { Socket } from "node:net";
import { encodeNumber } from "@optspec/schema";
import { PortError, type PortErrorKind } from "../port-error.ts";
import { excerpt, logTail } from "./excerpt.ts";
import { lineReader } from "./line-reader.ts";
import type { ProcessSettings } from "./options.ts";
import { launch } from "./process-tree.ts";

/** One life of a port's process. The first failure ends it, with everything that it has started. */
export interface Session {
  /**
   * Sends a request, one at a time, and waits for its reply.
   * @param body - the request without its id.
   * @returns the reply, whose id is checked and nothing else.
   * @throws PortError of the kinds start, timeout, crash and protocol; the session is over then.
   */
  exchange(body: object, timeout: number): Promise<Record<string, unknown>>;
  /** Sends `stop`, gives the process the time that the settings allow, and ends what is left. */
  stop(): Promise<void>;
  /** Ends all of it at once, and returns when the process is gone. */
  end(): Promise<void>;
}

interface Waiting {
  readonly id: number;
  readonly timer: NodeJS.Timeout;
  resolve(reply: Record<string, unknown>): void;
  reject(error: PortError): void;
}

/** How long output of an ended process may still arrive, in milliseconds: a process that it left behind can hold the pipe. */
const afterglow = 250;

/** Launches a port. A command that cannot be run shows at the first exchange. */
export function openSession(argv: readonly string[], settings: ProcessSettings): Session {
  const tree = launch(argv, settings);
  const { leader } = tree;
  const { stdin, stdout, stderr } = leader;
  // Whoever waits for a reply has a timer; a port that nobody asks anything keeps no process alive.
  leader.unref();
  for (const stream of [stdin, stdout, stderr]) (stream as unknown as Socket).unref();
  const reader = lineReader(settings.longestLine);
  const log = logTail();
  const logText = new TextDecoder();
  let nextId = 0;
  let waiting: Waiting | undefined;
  let failure: PortError | undefined;
  let stopping = false;

  const end = async (): Promise<void> => {
    tree.kill();
    for (const stream of [stdin, stdout, stderr]) stream.destroy();
    await within(1000, gone);
  };
  const fail = (kind: PortErrorKind, message: string): void => {
    if (failure !== undefined || stopping) return;
    failure = new PortError(kind, message + log.message());
    void end();
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    waiting.reject(failure);
    waiting = undefined;
  };
  const when = (): string => (waiting === undefined ? "after its last reply" : "before its reply");
  const closed = (stream: string): void => {
    // The end of the process, which explains it, is noticed a little later.
    setTimeout(() => {
      if (leader.exitCode === null && leader.signalCode === null)
        fail("protocol", `the port closed its standard ${stream} ${when()}, and runs on`);
    }, 2 * afterglow).unref();
  };
  const ended = (): void => {
    const { exitCode, signalCode } = leader;
    const how = signalCode === null ? `with exit code ${exitCode}` : `by ${signalCode}`;
    const rest = reader.rest();
    const cut = rest.length === 0 ? "" : `, in the middle of the line ${excerpt(rest)}`;
    fail("crash", `the port ended ${how} ${when()}${cut}`);
  };
  const gone = new Promise<void>((resolve) => {
    leader.on("exit", () => resolve());
    leader.on("error", () => resolve());
  });

  leader.on("error", ({ message }) => fail("start", `the port cannot be run: ${message}`));
  leader.on("exit", () => setTimeout(ended, afterglow).unref());
  leader.on("close", ended);
  stdin.on("error", () => closed("input"));
  stdout.on("end", () => closed("output"));
  stdout.on("error", () => closed("output"));
  stderr.on("error", () => {});
  stderr.on("data", (bytes: Buffer) => {
    log.add(bytes);
    settings.onStderr?.(logText.decode(bytes, { stream: true }));
  });
  stdout.on("data", (bytes: Buffer) => {
    if (failure !== undefined || stopping) return;
    const lines = reader.push(bytes);
    if (lines === "too long")
      return fail("protocol", `expected lines of at most ${settings.longestLine} bytes, got a longer one`);
    const [line, next = reader.rest()] = lines;
    if (line === undefined) return;
    if (waiting === undefined) return fail("protocol", unasked(line));
    const reply = parseReply(line, waiting.id);
    if (typeof reply === "string") return fail("protocol", reply);
    if (lines.length > 1 || next.length > 0) return fail("protocol", unasked(next));
    clearTimeout(waiting.timer);
    waiting.resolve(reply);
    waiting = undefined;
  });

  return {
    exchange(body, timeout) {
      const rest = reader.rest();
      if (rest.length > 0) fail("protocol", unasked(rest));
      if (failure !== undefined) return Promise.reject(failure);
      return new Promise((resolve, reject) => {
        const id = nextId++;
        const timer = setTimeout(() => fail("timeout", lateness(timeout, reader.rest())), timeout);
        waiting = { id, timer, resolve, reject };
        stdin.write(requestLine({ id, ...body }));
      });
    },
    async stop() {
      if (failure === undefined) {
        stopping = true;
        stdin.end(requestLine({ id: nextId++, cmd: "stop" }));
        await within(settings.stopTimeout, gone);
      }
      await end();
    },
    end,
  };
}

/** Reads a reply; a text instead says what is wrong with it. */
function parseReply(line: Buffer, id: number): Record<string, unknown> | string {
  const instead = `expected one line of JSON, the reply to request ${id}, got`;
  let text: string;
  try {
    text = utf8.decode(line);
  } catch {
    return `${instead} bytes that are not UTF-8: ${excerpt(line)}`;
  }
  let reply: unknown;
  try {
    reply = JSON.parse(text);
  } catch {
    return `${instead} ${line.length === 0 ? "an empty line" : excerpt(line)}; only replies belong on standard output, logs on standard error`;
  }
  if (typeof reply !== "object" || reply === null || Array.isArray(reply))
    return `${instead} ${excerpt(line)}`;
  return (reply as { id?: unknown }).id === id
    ? (reply as Record<string, unknown>)
    : `expected a reply with "id":${id}, got ${excerpt(line)}`;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function unasked(line: Buffer): string {
  return `expected one line for each request, got another after the reply: ${excerpt(line)}`;
}

function lateness(timeout: number, rest: Buffer): string {
  const came =
    rest.length === 0
      ? "nothing came; does it flush its standard output?"
      : `a line without an end came: ${excerpt(rest)}; does it end the line, and flush?`;
  return `no reply within ${Number((timeout / 1000).toPrecision(2))} s: ${came}`;
}

function requestLine(message: object): string {
  return `${JSON.stringify(message, (_, value) => (typeof value === "number" ? encodeNumber(value) : value))}\n`;
}

/** Waits for an event, but no longer than some milliseconds. */
async function within(milliseconds: number, event: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([event, late]);
  clearTimeout(timer);
}
