import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { RunRequest } from "../../src/ports/port.ts";
import type { ProcessOptions } from "../../src/ports/process/options.ts";
import { type ProcessPort, startProcessPort } from "../../src/ports/process/process-port.ts";

const script = fileURLToPath(new URL("hostile/port.mjs", import.meta.url));

/** The command line of a hostile port. */
export function hostile(misbehaviour: string, ...rest: string[]): string[] {
  return [process.execPath, script, misbehaviour, ...rest];
}

/** Limits that keep the tests short. */
export const short: ProcessOptions = { caseTimeout: 1000, startTimeout: 5000, stopTimeout: 300 };

/** A run of gradient descent; the rate 0.25 is the one at which hostile ports misbehave. */
export function descent(lr: number): RunRequest {
  return {
    rule: "gd",
    dtype: "f64",
    config: { lr },
    params: { w: { shape: [2], data: [1, -2] } },
    steps: [{ grads: { w: [0.5, 4] } }],
  };
}

/** What an honest port answers. */
export function descended(lr: number): { steps: { params: { w: number[] } }[] } {
  return { steps: [{ params: { w: [1 - lr * 0.5, -2 - lr * 4] } }] };
}

/** A started port, and a way to count what lives of it and of whatever it has started (on Linux; else none is found). */
export async function startCounted(
  argv: readonly string[],
  options: ProcessOptions = {},
): Promise<{ port: ProcessPort; alive: () => number }> {
  const tag = randomUUID();
  const port = await startProcessPort(argv, { ...short, ...options, env: { OPTSPEC_TEST: tag } });
  return { port, alive: () => countTagged(tag) };
}

/** How many processes have a tag in their environment; zombies have no environment. */
export function countTagged(tag: string): number {
  if (process.platform !== "linux") return 0;
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`, "latin1").includes(tag);
    } catch {
      return false;
    }
  }).length;
}

/** Waits until a condition holds, at most two seconds. */
export async function eventually(condition: () => boolean): Promise<boolean> {
  for (let round = 0; round < 100 && !condition(); round++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  return condition();
}
