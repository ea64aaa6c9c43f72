// What the page runs: the scenario, with every worker counting the chunks that it updates.
import { createOptimizer, gd, type Options } from "../src/index.ts";
import { type Crash, type Outcome, scenario, untilCrash } from "./scenario.ts";

interface Page {
  Blob: new (parts: string[], options?: object) => object;
  Worker: new (
    url: string,
  ) => { postMessage(message: { memory: { buffer: SharedArrayBuffer }; worker: number }): void };
  run(options: Options, length: number): Promise<Outcome & { shared: number }>;
  refusal(options: Pick<Options, "backend" | "threads">): string;
  crash(length: number, steps: number): Promise<Crash>;
}
const page = globalThis as unknown as Page;
const counters: (() => number)[] = [];
/** What every worker does before a chunk. */
let first = "add(words, worker + 2, 1);";

const { Blob, Worker } = page;
page.Blob = class extends Blob {
  constructor([source]: string[], options?: object) {
    super([source!.replace("kernel(words", `${first} kernel(words`)], options);
  }
};
page.Worker = class extends Worker {
  override postMessage(message: { memory: { buffer: SharedArrayBuffer }; worker: number }): void {
    const words = new Int32Array(message.memory.buffer);
    counters.push(() => Atomics.load(words, message.worker + 2));
    super.postMessage(message);
  }
};

page.run = async (options, length) => {
  counters.length = 0;
  const outcome = await scenario(options, length);
  return { ...outcome, shared: counters.reduce((sum, count) => sum + count(), 0) };
};
page.crash = (length, steps) => {
  first = "if (add(words, worker + 2, 1) === 20) throw new Error('injected');";
  return untilCrash({ threads: 2 }, length, steps);
};
page.refusal = (options) => {
  try {
    createOptimizer(gd, {}, { w: new Float32Array(1) }, options);
    return "";
  } catch (error) {
    return String(error);
  }
};
