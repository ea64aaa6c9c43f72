import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Given, Job, Jobs } from "../../src/self-test/jobs.ts";

/** Threads that share jobs, in the order in which they are asked for. */
export interface Pool {
  run<Kind extends keyof Jobs>(kind: Kind, given: Given<Kind>): Promise<Jobs[Kind]["found"]>;
  close(): Promise<void>;
}

interface Asked {
  readonly job: Job;
  resolve(found: unknown): void;
  reject(error: unknown): void;
}

export function openPool(threads: number = availableParallelism()): Pool {
  const waiting: Asked[] = [];
  const idle: Worker[] = [];
  const workers = Array.from({ length: threads }, () => {
    const worker = new Worker(new URL("worker.ts", import.meta.url));
    idle.push(worker);
    return worker;
  });
  const next = (): void => {
    if (idle.length === 0 || waiting.length === 0) return;
    const worker = idle.pop()!;
    const { job, resolve, reject } = waiting.shift()!;
    worker.once("message", (found) => {
      worker.off("error", reject);
      resolve(found);
      idle.push(worker);
      next();
    });
    // A thread that has failed is gone; whoever asked ends the process.
    worker.once("error", reject);
    worker.postMessage(job);
  };
  return {
    run: (kind, given) =>
      new Promise((resolve, reject) => {
        waiting.push({
          job: { kind, given } as Job,
          resolve: resolve as (found: unknown) => void,
          reject,
        });
        next();
      }),
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
