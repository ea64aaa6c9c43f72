import { control, line, record, state } from "./team-layout.ts";
import type { Kernel, Memory, Module } from "./webassembly.ts";
import { type Assignment, workerSource } from "./worker-source.ts";
import { type StartWorker, startWorker, type WorkerHandle } from "./workers.ts";

/** A range of addresses in role 0 that one thread updates at a time, and the address of its factors. */
export interface Chunk {
  readonly begin: number;
  readonly end: number;
  readonly factors: number;
}

/** What a team works on; `base` is the first word of `teamBytes` zeros in the shared memory. */
export interface Job {
  readonly module: Module;
  readonly kernel: Kernel;
  readonly memory: Memory;
  readonly stride: number;
  readonly base: number;
  readonly chunks: readonly Chunk[];
}

/** The calling thread and its workers. */
export interface Team {
  /** Threads in use, the calling one included. */
  readonly size: number;
  /** @throws Error, once for each worker that has died since. */
  check(): void;
  /** Runs one pass on every chunk. */
  run(pass: number): void;
  close(): void;
}

/** The calling thread looks at a chunk so many times before it asks what keeps the worker: some 50 µs. */
const spins = 20_000;
/** How long the calling thread then sleeps at a time. */
const sleepMilliseconds = 5;

interface Member {
  readonly line: number;
  handle: WorkerHandle | undefined;
  /** Out of the team: ended, or never started. */
  gone: boolean;
}

/**
 * Starts workers that share the work of each `run`.
 *
 * Chunks are claimed from one counter, and the calling thread claims as well, so it never waits for a worker to
 * wake up, only for chunks that a worker has begun. Should a worker die in one of those, the calling thread goes on
 * where the worker stopped: the kernel notes its progress after each vector, and a thread ends only where its engine
 * checks for that, between two iterations of the kernel or outside of it. So every update is completed, and the next
 * `check` reports the death (spec/decisions, "A worker's death").
 */
export function startTeam(
  { module, kernel, memory, stride, base, chunks }: Job,
  workers: number,
  start: StartWorker = startWorker,
): Team {
  const words = new Int32Array(memory.buffer);
  const firstWorker = base + control.workers;
  const records = firstWorker + line * workers;
  const recordOf = (chunk: number): number => records + line * chunk;
  chunks.forEach(({ begin, end, factors }, index) => {
    words[recordOf(index) + record.begin] = begin;
    words[recordOf(index) + record.end] = end;
    words[recordOf(index) + record.factors] = factors;
  });
  const members: Member[] = [];
  const deaths: string[] = [];
  let generation = 0;
  let current = 0;

  const update = (chunk: number, begin: number): void => {
    const at = recordOf(chunk);
    const end = words[at + record.end]!;
    // Words are signed, addresses are not; a worker's progress may lie behind the end, in padding.
    if (begin >>> 0 < end >>> 0)
      kernel(begin, end, stride, words[at + record.factors]!, 4 * (base + control.own), current);
    Atomics.store(words, at, 2 * generation + 1);
  };
  const isDone = (chunk: number): boolean => Atomics.load(words, recordOf(chunk)) === 2 * generation + 1;

  const lose = (member: Member, reason: string): void => {
    if (member.gone) return;
    member.gone = true;
    member.handle?.terminate();
    // A worker that never started, for lack of memory or by a security policy, is no loss to anyone.
    if (Atomics.load(words, member.line) !== state.starting) deaths.push(reason);
  };

  /** Completes what dead workers have left, once no living worker holds a chunk. Returns whether all is done. */
  const rescue = (): boolean => {
    for (const member of members) {
      if (member.gone) continue;
      const doing = Atomics.load(words, member.line);
      if (doing === state.crashed) lose(member, "it threw an error");
      else if (doing === state.busy && member.handle?.ended()) lose(member, "it was terminated");
    }
    if (!members.some(({ gone }) => gone)) return false;
    if (members.some(({ gone, line }) => !gone && Atomics.load(words, line) === state.busy)) return false;
    for (let chunk = 0; chunk < chunks.length; chunk++) {
      if (isDone(chunk)) continue;
      const at = recordOf(chunk);
      const begun = Atomics.load(words, at) === 2 * generation;
      update(chunk, words[at + (begun ? record.progress : record.begin)]!);
    }
    return true;
  };

  const awaitChunk = (chunk: number): void => {
    for (let spin = 0; !isDone(chunk); spin++) {
      if (spin < spins) continue;
      if (rescue()) return;
      sleep(words, base + control.waiting, recordOf(chunk), 2 * generation + 1);
    }
  };

  for (let worker = 0; worker < workers; worker++) {
    const at = firstWorker + line * worker;
    const message: Assignment = {
      module,
      memory,
      stride,
      base,
      worker: at,
      records,
      chunks: chunks.length,
    };
    const member: Member = { line: at, handle: undefined, gone: false };
    try {
      member.handle = start(workerSource, message, (reason) => lose(member, reason));
      members.push(member);
    } catch {
      // A security policy or a permission may forbid workers: the team is smaller then.
    }
  }

  const team: Team = {
    get size() {
      return 1 + members.filter(({ gone }) => !gone).length;
    },
    check() {
      const reason = deaths.shift();
      if (reason !== undefined)
        throw new Error(
          `threads: expected every worker to live, got one that died (${reason}); no update was lost, and the next step goes on without it`,
        );
    },
    run(pass) {
      current = pass;
      Atomics.store(words, base + control.pass, pass);
      generation = (generation + 1) & 0x3fffffff;
      Atomics.store(words, base + control.generation, generation);
      Atomics.store(words, base + control.taken, 0);
      Atomics.store(words, base + control.claimed, 0);
      for (let i = 0; i < members.length; i++)
        if (Atomics.load(words, members[i]!.line + 1) !== 0) {
          Atomics.notify(words, base + control.generation);
          break;
        }
      // A claim is a right to one chunk; those of the calling thread lie at the start, those of workers at the end.
      for (let chunk = 0; Atomics.add(words, base + control.claimed, 1) < chunks.length; chunk++)
        update(chunk, words[recordOf(chunk) + record.begin]!);
      for (let chunk = 0; chunk < chunks.length; chunk++) if (!isDone(chunk)) awaitChunk(chunk);
    },
    close() {
      for (const member of members) {
        member.gone = true;
        member.handle?.terminate();
      }
    },
  };
  abandoned.register(team, team.close);
  return team;
}

/** Ends the workers of an optimizer that nobody has closed. */
const abandoned: FinalizationRegistry<() => void> = new FinalizationRegistry((close) => {
  close();
});

/** Sleeps until a word changes to `done` or some milliseconds have passed; a browser's page may not sleep, and returns. */
function sleep(words: Int32Array, waiting: number, at: number, done: number): void {
  Atomics.store(words, waiting, 1);
  const value = Atomics.load(words, at);
  try {
    if (value !== done) Atomics.wait(words, at, value, sleepMilliseconds);
  } catch {
    // The main thread of a page must not block; it goes on looking.
  }
  Atomics.store(words, waiting, 0);
}
