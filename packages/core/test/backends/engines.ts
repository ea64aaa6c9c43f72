import { expect } from "vitest";
import type { DType } from "../../src/backends/arithmetic.ts";
import { alignment, type Backend, type Engine, type Plan } from "../../src/backends/backend.ts";
import { lower, rolesOf } from "../../src/backends/lower.ts";
import { type Parameter, reductions } from "../../src/backends/reductions.ts";
import { scalarEvaluator } from "../../src/backends/scalars.ts";
import { wasmEngine } from "../../src/backends/wasm.ts";
import { type Assignment, workerSource } from "../../src/backends/worker-source.ts";
import { type StartWorker, startWorker, type WorkerHandle } from "../../src/backends/workers.ts";
import type { Program } from "../../src/index.ts";
import { fillWild, firstDifference, randomWords } from "./wild.ts";

/** What a comparison runs: a program on groups of some lengths, from wild numbers. */
export interface Example {
  readonly program: Program;
  readonly dtype: DType;
  readonly lengths: readonly number[];
  readonly steps: number;
  readonly seed: number;
}

const shapes = [
  [],
  [1],
  [5],
  [17],
  [1, 3],
  [2, 2],
  [3, 1],
  [3, 4],
  [4, 9],
  [2, 3, 5],
  [11, 17],
  [0],
  [2, 0],
  [64],
];

/** Cuts every group into parameters of many shapes, the last of one dimension. */
export function parametersOf({ seed }: Example, { groups }: Plan): Parameter[] {
  const next = randomWords(seed);
  return groups.flatMap(({ begin, end }, group) => {
    const parameters: Parameter[] = [];
    for (let at = begin; at < end; ) {
      const drawn = shapes[next() % shapes.length]!;
      const length = drawn.reduce((all, size) => all * size, 1);
      const shape = at + length <= end ? drawn : [end - at];
      const until = at + shape.reduce((all, size) => all * size, 1);
      parameters.push({ begin: at, end: until, group, shape });
      at = until;
    }
    return parameters;
  });
}

/** An engine for an example: of the backend itself, or of one around it where the program has layers or rows. */
export function engineFor(example: Example, backend: Backend, threads = 1): Engine {
  const plan = planFor(example, threads);
  const made = plan.code.slices.length > 0 ? reductions(backend, parametersOf(example, plan)) : backend;
  return made(plan);
}

export function planFor({ program, dtype, lengths }: Example, threads = 1): Plan {
  let at = 0;
  const groups = lengths.map((length) => {
    const begin = Math.ceil(at / alignment) * alignment;
    at = begin + length;
    return { begin, end: at };
  });
  const code = lower(program);
  return {
    code,
    passes: [code],
    dtype,
    roles: rolesOf(program).length,
    length: at,
    groups,
    threads,
  };
}

/** One engine with the scalars of its groups, as an optimizer runs it. */
export function trainer(example: Example, plan: Plan, engine: Engine): { step(): void } {
  const { program, dtype, seed } = example;
  const next = randomWords(seed);
  for (const role of engine.roles) fillWild(role, dtype, next);
  const groups = plan.groups.map((_, index) => {
    const hypers = Float64Array.from(program.hypers, ({ value }) => value);
    const slots = Float64Array.from(program.scalars, ({ value }) => value + index);
    return scalarEvaluator(plan.code, dtype, hypers, slots, engine.factors[index]!);
  });
  let t = 0;
  return {
    step() {
      t++;
      if (t > 1) fillWild(engine.roles[1]!, dtype, next);
      for (const group of groups) group.evaluate(t);
      engine.run();
      for (const group of groups) group.commit();
    },
  };
}

/** Runs an example on one backend. */
export function runExample(example: Example, backend: Backend, threads = 1): Engine {
  const plan = planFor(example, threads);
  const engine = engineFor(example, backend, threads);
  const training = trainer(example, plan, engine);
  for (let step = 0; step < example.steps; step++) training.step();
  return engine;
}

/** Fails at the first bit in which two engines differ; padding between groups is nobody's. */
export function expectSameBits(example: Example, left: Engine, right: Engine): void {
  for (const { begin, end } of planFor(example).groups)
    left.roles.forEach((role, index) => {
      const difference = firstDifference(role.subarray(begin, end), right.roles[index]!.subarray(begin, end));
      expect(difference, `role ${index} of ${left.backend} and ${right.backend}`).toBe(undefined);
    });
}

/** A team whose workers a test can look at, and whose program it can change. */
export interface Watched {
  readonly backend: Backend;
  readonly workers: { readonly handle: WorkerHandle; readonly words: Int32Array; readonly line: number }[];
  /** Waits until every worker looks for work. */
  ready(): Promise<void>;
  /** How many chunks the workers have updated. */
  shared(): number;
}

const counted = (source: string): string =>
  source.replace("kernel(words", "add(words, worker + 2, 1);\n        kernel(words");

export function watchedThreads(
  chunkBytes: number,
  change: (source: string) => string = (source) => source,
): Watched {
  const workers: Watched["workers"] = [];
  const start: StartWorker = (source, message, ended) => {
    expect(source).toBe(workerSource);
    const changed = change(source);
    const handle = startWorker(counted(changed), message, ended);
    const { memory, worker } = message as Assignment & { memory: { buffer: SharedArrayBuffer } };
    workers.push({ handle, words: new Int32Array(memory.buffer), line: worker });
    return handle;
  };
  return {
    backend: (plan) => wasmEngine(plan, { chunkBytes, leastShared: 0, start }),
    workers,
    async ready() {
      while (workers.length === 0 || workers.some(({ words, line }) => Atomics.load(words, line) === 0))
        await new Promise((resolve) => setTimeout(resolve, 1));
    },
    shared: () => workers.reduce((sum, { words, line }) => sum + Atomics.load(words, line + 2), 0),
  };
}
