import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Manifest } from "./manifest.ts";
import type { Places } from "./places.ts";
import type { Verified } from "./surprises.ts";

/** What the process is to verify. */
export interface Order {
  readonly manifest: Manifest;
  readonly places: Places;
  /** Generated cases per rule and type; the suite's own number unless told. */
  readonly cases?: number;
}

/** What it sends back: how far it is, and at last what it found or why it could not go on. */
export type Report =
  | { readonly done: number; readonly planned: number; readonly profile: string }
  | Verified
  | { readonly failed: string };

const script = fileURLToPath(new URL("verify-port.ts", import.meta.url));

/** A process that says nothing for so long hangs, in milliseconds. */
const longestSilence = 15 * 60_000;

/**
 * Verifies a port in a process of its own, so that several can run at once and none can end the others.
 * @throws Error saying why the port could not be verified.
 */
export async function verifyInOwnProcess(
  order: Order,
  onProgress: (report: Extract<Report, { done: number }>) => void,
): Promise<Verified> {
  // What a port's library prints is no result: it goes to stderr.
  const child = fork(script, [], { serialization: "advanced", stdio: ["ignore", 2, 2, "ipc"] });
  let last: Report | undefined;
  let failure: string | undefined;
  const hangs = setTimeout(() => {
    failure = `it was silent for ${longestSilence / 60_000} minutes`;
    child.kill("SIGKILL");
  }, longestSilence);
  child.on("message", (report: Report) => {
    hangs.refresh();
    last = report;
    if ("done" in report) onProgress(report);
  });
  child.send(order);
  // Messages may still arrive when the process has ended, until the channel closes.
  const closed = new Promise((resolve) => child.once("disconnect", resolve));
  const end = await new Promise<string>((resolve) => {
    child.once("error", ({ message }) => resolve(message));
    child.once("exit", (code, signal) => void closed.then(() => resolve(signal ?? `exit code ${code}`)));
  });
  clearTimeout(hangs);
  if (last !== undefined && "results" in last) return last;
  throw new Error(
    last !== undefined && "failed" in last ? last.failed : `the verification ended early: ${failure ?? end}`,
  );
}
