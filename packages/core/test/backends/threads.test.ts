import { afterEach, describe, expect, it } from "vitest";
import { lower } from "../../src/backends/lower.ts";
import { type Job, startTeam } from "../../src/backends/team.ts";
import { control, line, record } from "../../src/backends/team-layout.ts";
import { teamBytes, wasm } from "../../src/backends/wasm.ts";
import { kernelModule } from "../../src/backends/wasm-code.ts";
import { type Kernel, webAssembly } from "../../src/backends/webassembly.ts";
import { startWorker } from "../../src/backends/workers.ts";
import { adam, createOptimizer, gd } from "../../src/index.ts";
import { type Example, expectSameBits, planFor, runExample, trainer, watchedThreads } from "./engines.ts";
import { fillWild, firstDifference, randomWords } from "./wild.ts";

const example: Example = { program: adam.program, dtype: "f32", lengths: [40_000, 333], steps: 1, seed: 11 };
const opened: { close(): void }[] = [];
afterEach(() => {
  for (const team of opened.splice(0)) team.close();
});

/** Trains on two threads until a worker has died, and some steps on, holding every step to the bits of one thread. */
async function expectRescue(change: (source: string) => string): Promise<string> {
  const plan = planFor(example, 2);
  const threads = watchedThreads(512, change);
  const engine = threads.backend(plan);
  opened.push(engine);
  await threads.ready();
  const training = trainer(example, plan, engine);
  let message = "";
  let steps = 0;
  for (let more = 3; more > 0 && steps < 5000; ) {
    try {
      engine.check();
    } catch (error) {
      message = String(error);
    }
    training.step();
    steps++;
    if (message !== "") more--;
    // Lets the events of the worker's end arrive, at times.
    if (steps % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expectSameBits(example, runExample({ ...example, steps }, wasm), engine);
  expect(engine.threads).toBe(1);
  engine.check();
  return message;
}

const third = "if ((self.count = (self.count ?? 0) + 1) === 3) throw new Error('injected');";
const inject = (before: string) => (source: string) => {
  expect(source).toContain(before);
  return source.replace('"use strict";', "const self = {};").replace(before, `${third}\n${before}`);
};

describe("a worker that throws", () => {
  it.each([
    ["before it claims a chunk", "while (add(words, claimed"],
    ["after it has claimed one", "const at = records"],
    ["after it has noted where the chunk begins", "store(words, at, begun);"],
    ["before the kernel runs", "kernel(words"],
    ["after the kernel, before the chunk is marked as done", "store(words, at, begun + 1);"],
    ["after the chunk is marked as done", "if (load(words, waiting))"],
  ])("%s: the update is completed and the next check says so", async (_, before) => {
    expect(await expectRescue(inject(before))).toMatch(/threads: .* died \(.*(injected|threw an error).*\)/);
  });
});

describe("a worker that is terminated", () => {
  it("in the middle of a chunk: the calling thread goes on where it stopped", async () => {
    let midway = 0;
    for (let round = 0; round < 60 && midway < 3; round++) midway += await killMidway(round);
    expect(midway).toBe(3);
  });

  it("between two steps: the next check says so, the state stays, and steps go on", async () => {
    const plan = planFor({ ...example, lengths: [200_000] }, 2);
    const threads = watchedThreads(4096);
    const engine = threads.backend(plan);
    opened.push(engine);
    for (const role of engine.roles.slice(0, 2)) role.fill(1);
    await threads.ready();
    threads.workers[0]!.handle.terminate();
    while (engine.threads > 1) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(() => engine.check()).toThrow("it was terminated");
    expect(engine.roles[0]!.every((value) => value === 1)).toBe(true);
    engine.check();
    engine.factors[0]!.fill(0.5);
    engine.run();
    expect(engine.roles[0]!.some((value) => value === 1)).toBe(false);
    expect(engine.threads).toBe(1);
  });

  it("by close: no error, and the optimizer goes on alone", async () => {
    const optimizer = createOptimizer(gd, { lr: 1 }, { w: new Float64Array(2 ** 20) }, { threads: 3 });
    expect(optimizer.threads).toBe(3);
    optimizer.grads.w.fill(1);
    optimizer.step();
    optimizer.close();
    optimizer.close();
    expect(optimizer.threads).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    optimizer.step();
    optimizer[Symbol.dispose]();
    expect(optimizer.params.w.every((value) => value === -2)).toBe(true);
  });
});

it("a worker that is slow in the middle of a chunk is waited for", async () => {
  const plan = planFor(example, 2);
  const slow = "wait(words, waiting + 1, 0, 30);\n        kernel(words";
  const threads = watchedThreads(4096, (source) => source.replace("kernel(words", slow));
  const engine = threads.backend(plan);
  opened.push(engine);
  await threads.ready();
  const training = trainer(example, plan, engine);
  let steps = 0;
  while (threads.shared() < 3 && steps < 5000) {
    training.step();
    steps++;
  }
  expectSameBits(example, runExample({ ...example, steps }, wasm), engine);
  expect(engine.threads).toBe(2);
});

it("a worker that comes up while the calling thread holds its event loop is not taken for dead", async () => {
  const plan = planFor(example, 2);
  const slow = "wait(words, waiting + 1, 0, 30);\n        kernel(words";
  const threads = watchedThreads(4096, (source) => source.replace("kernel(words", slow));
  const engine = threads.backend(plan);
  opened.push(engine);
  while (threads.workers.length === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  // Time enough for a worker to start, and none for the events that tell of it.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  const training = trainer(example, plan, engine);
  let steps = 0;
  for (; steps < 500 && threads.shared() === 0; steps++) training.step();
  engine.check();
  expect(engine.threads).toBe(2);
  expectSameBits(example, runExample({ ...example, steps }, wasm), engine);
});

it("a worker that cannot start is no error: one thread does the work", async () => {
  const plan = planFor(example, 2);
  const threads = watchedThreads(512, () => "this is no program");
  const engine = threads.backend(plan);
  opened.push(engine);
  while (engine.threads > 1) await new Promise((resolve) => setTimeout(resolve, 1));
  engine.check();
  const training = trainer(example, plan, engine);
  training.step();
  expectSameBits(example, runExample({ ...example, steps: 1 }, wasm), engine);
});

it("small optimizers take one thread", () => {
  const optimizer = createOptimizer(adam, {}, { w: new Float32Array(1000) }, { threads: 4 });
  expect(optimizer.threads).toBe(1);
  expect(optimizer.params.w.buffer).toBeInstanceOf(ArrayBuffer);
});

/**
 * Ends a worker from inside the calling thread's own kernel, once the worker is in the middle of a large chunk.
 * Returns 1 if the worker stopped there, 0 if it had finished by then.
 */
async function killMidway(seed: number): Promise<number> {
  const { Memory, Module, Instance } = webAssembly();
  const code = lower(adam.program);
  const [length, roles, small] = [2_000_000, 4, 1000];
  const stride = 8 * length;
  const base = 64;
  const rolesAt = 4 * base + teamBytes(1, 2);
  const memory = new Memory({ initial: 1000, maximum: 1000, shared: true });
  expect(rolesAt + roles * stride).toBeLessThan(memory.buffer.byteLength);
  const module = new Module(kernelModule([code], "f64", true));
  const kernel = new Instance(module, { m: { m: memory } }).exports.k;
  const words = new Int32Array(memory.buffer);
  const arrays = (): Float64Array[] =>
    Array.from(
      { length: roles },
      (_, role) => new Float64Array(memory.buffer, rolesAt + role * stride, length),
    );
  const fill = (): void => {
    const next = randomWords(seed);
    for (const role of arrays()) fillWild(role.subarray(0, 4096), "f64", next);
    for (const role of arrays()) for (let at = 4096; at < length; at *= 2) role.copyWithin(at, 0, at);
  };
  new Float64Array(memory.buffer, 0, code.factors.length).set([0.9, 0.1, 0.99, 0.01, 1e-3, 1e-8]);

  fill();
  kernel(rolesAt, rolesAt + stride, stride, 0, 128, 0);
  const expected = arrays().map((role) => role.slice());
  fill();

  const split = rolesAt + 8 * small;
  const records = base + control.workers + line;
  let killed = false;
  const killing: Kernel = (begin, end, ...rest) => {
    const first = [0, 1]
      .map((chunk) => records + line * chunk)
      .find((at) => words[at + record.begin] !== begin)!;
    if (!killed) {
      // The calling thread has one chunk; the worker's is the other one.
      while (
        Atomics.load(words, first) === 0 ||
        words[first + record.progress]! === words[first + record.begin]!
      );
      worker.terminate();
      killed = true;
    }
    kernel(begin, end, ...rest);
  };
  let worker = {
    terminate(): unknown {
      return undefined;
    },
  };
  const job: Job = {
    module,
    kernel: killing,
    memory,
    stride,
    base,
    chunks: [
      { begin: rolesAt, end: split, factors: 0 },
      { begin: split, end: rolesAt + stride, factors: 0 },
    ],
  };
  const team = startTeam(job, 1, (...all) => {
    const handle = startWorker(...all);
    worker = handle;
    return handle;
  });
  opened.push(team);
  while (Atomics.load(words, base + control.workers) === 0)
    await new Promise((resolve) => setTimeout(resolve, 1));
  team.run(0);
  arrays().forEach((role, index) => {
    expect(firstDifference(role, expected[index]!)).toBe(undefined);
  });
  const progress = words[records + line + record.progress]!;
  const midway = progress > split && progress < rolesAt + stride;
  if (midway) expect(() => team.check()).toThrow("it was terminated");
  return midway ? 1 : 0;
}
