import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import type { ProcessOptions } from "./options.ts";

/** A process with everything that it starts. */
export interface ProcessTree {
  readonly leader: ChildProcessByStdio<Writable, Readable, Readable>;
  /** Ends all of it at once; harmless when it has ended. */
  kill(): void;
}

/** The environment variable by which processes that left the group are known again. */
const markerName = "OPTSPEC_PORT_PROCESS";
const living = new Set<ProcessTree>();
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Launches a command, without a shell, as the leader of a process group of its own. The whole tree ends with this process.
 * @param argv - the program, then its arguments.
 * @throws TypeError for words that no command line can hold.
 */
export function launch(argv: readonly string[], { cwd, env }: ProcessOptions): ProcessTree {
  const marker = randomUUID();
  const windows = process.platform === "win32";
  const leader = spawn(argv[0]!, argv.slice(1), {
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, ...env, [markerName]: marker },
    stdio: ["pipe", "pipe", "pipe"],
    // A group of its own, so that one signal reaches whatever the port has started.
    detached: !windows,
    windowsHide: true,
  });
  const tree: ProcessTree = {
    leader,
    kill() {
      // Only once: later the process id may be somebody else's.
      if (!living.delete(tree)) return;
      if (living.size === 0) unguard();
      if (leader.pid === undefined) return;
      if (windows) spawnSync("taskkill", ["/pid", String(leader.pid), "/t", "/f"], { stdio: "ignore" });
      else signalQuietly(-leader.pid);
      if (process.platform === "linux") killMarked(`${markerName}=${marker}`);
    },
  };
  if (living.size === 0) guard();
  living.add(tree);
  return tree;
}

// A group of its own gets neither the terminal's Ctrl-C nor the end of this process: they are passed on.
function guard(): void {
  process.on("exit", killAll);
  for (const signal of signals) process.on(signal, endWith);
}

function unguard(): void {
  process.off("exit", killAll);
  for (const signal of signals) process.off(signal, endWith);
}

function killAll(): void {
  for (const tree of [...living]) tree.kill();
}

function endWith(signal: NodeJS.Signals): void {
  killAll();
  // Whoever else listens decides what the signal means; else it means what it always does.
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}

/** Kills processes that left the group (daemons), as long as new ones turn up. */
function killMarked(entry: string): void {
  for (let round = 0; round < 10; round++) {
    const found = readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && isMarked(pid, entry));
    if (found.length === 0) return;
    for (const pid of found) signalQuietly(Number(pid));
  }
}

function isMarked(pid: string, entry: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(entry);
  } catch {
    // Gone by now, or somebody else's.
    return false;
  }
}

function signalQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Nobody left to receive it.
  }
}
