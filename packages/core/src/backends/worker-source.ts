import { control, line, record, state } from "./team-layout.ts";

/** What a worker needs to know; the memory holds the rest. */
export interface Assignment {
  readonly module: object;
  readonly memory: object;
  readonly stride: number;
  /** The first word of the control block, of this worker's line and of the first chunk's line. */
  readonly base: number;
  readonly worker: number;
  readonly records: number;
  readonly chunks: number;
}

/** A worker looks for work so many times before it sleeps: some microseconds. */
const spins = 2000;

/**
 * The program of a worker, as text: it starts from a string in Node and from a blob in browsers, so that no bundler has
 * to know of a second file. It claims chunks until none is left, then spins, then sleeps. Workers take chunks from
 * the end, the calling thread takes them from the start, so that each finds in its cache what it updated last time.
 * A worker never returns to its event loop, and allocates nothing.
 */
export const workerSource: string = `"use strict";
const port = typeof require === "function" ? require("node:worker_threads").parentPort : globalThis;
port.onmessage = ({ data: { module, memory, stride, base, worker, records, chunks } }) => {
  const { load, store, add, wait, notify } = Atomics;
  const words = new Int32Array(memory.buffer);
  const generation = base + ${control.generation}, claimed = base + ${control.claimed};
  const taken = base + ${control.taken}, waiting = base + ${control.waiting}, pass = base + ${control.pass};
  try {
    const kernel = new WebAssembly.Instance(module, { m: { m: memory } }).exports.k;
    for (let seen = 0; ; ) {
      store(words, worker, ${state.idle});
      for (let spins = 0; load(words, generation) === seen; spins++)
        if (spins >= ${spins}) {
          store(words, worker + 1, 1);
          wait(words, generation, seen);
          store(words, worker + 1, 0);
        }
      seen = load(words, generation);
      store(words, worker, ${state.busy});
      while (add(words, claimed, 1) < chunks) {
        const at = records + ${line} * (chunks - 1 - add(words, taken, 1));
        const begun = 2 * load(words, generation);
        words[at + ${record.progress}] = words[at + ${record.begin}];
        store(words, at, begun);
        kernel(words[at + ${record.begin}], words[at + ${record.end}], stride, words[at + ${record.factors}], 4 * at + ${4 * record.progress}, load(words, pass));
        store(words, at, begun + 1);
        if (load(words, waiting)) notify(words, at);
      }
    }
  } catch (error) {
    store(words, worker, ${state.crashed});
    throw error;
  }
};`;
