// Run by memory.test.ts in a process of its own, with --expose-gc. Prints one line of JSON.
import { lower } from "../../src/backends/lower.ts";
import { wasmEngine } from "../../src/backends/wasm.ts";
import { reserve } from "../../src/backends/wasm-memory.ts";
import { type StartWorker, startWorker, type WorkerHandle } from "../../src/backends/workers.ts";
import { adam, createOptimizer, type FloatArray } from "../../src/index.ts";

const gc = (globalThis as unknown as { gc(): void }).gc;
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/** Small optimizers that are dropped, each leaving nothing but a view of a view: 80 MB in all. */
async function dropped(): Promise<{ bytes: number; intact: boolean }> {
  const views: { view: FloatArray; value: number }[] = [];
  for (let i = 0; i < 8000; i++) {
    const value = i % 1000;
    const optimizer = createOptimizer(adam, { lr: 0 }, { w: new Float32Array(600).fill(value) });
    optimizer.step();
    if (i % 2000 === 0) views.push({ view: optimizer.params.w.subarray(10, 20).subarray(1), value });
    if (i % 1000 === 0) await turn();
  }
  gc();
  await turn();
  gc();
  const intact = views.every(({ view, value }) => view.every((element) => element === value));
  return { bytes: process.memoryUsage().arrayBuffers, intact };
}

/** Many optimizers at a time, more than an engine gives memories to. */
function alive(): number {
  const kept = Array.from({ length: 14_000 }, () => createOptimizer(adam, {}, { w: new Float32Array(10) }));
  for (const optimizer of kept) optimizer.step();
  return kept.filter(({ backend }) => backend === "wasm").length;
}

/** Large memories, one after the other, each dropped at once; untouched, so that they cost little. */
function turnover(): number {
  let count = 0;
  for (; count < 16_000; count++) reserve(2 ** 20, false);
  return count;
}

/** Workers of optimizers that nobody has closed end once the optimizer is collected. */
async function abandoned(): Promise<number> {
  const handles: WorkerHandle[] = [];
  const start: StartWorker = (...all) => {
    const handle = startWorker(...all);
    handles.push(handle);
    return handle;
  };
  const code = lower(adam.program);
  const plan = { code, passes: [code], dtype: "f32", roles: 4, length: 64, threads: 2 } as const;
  for (let i = 0; i < 3; i++)
    wasmEngine({ ...plan, groups: [{ begin: 0, end: 64 }] }, { leastShared: 0, start }).run();
  while (handles.length < 3) await turn();
  const running = (): number => handles.filter((handle) => !handle.ended()).length;
  for (let i = 0; i < 400; i++) {
    gc();
    await turn();
    if (i > 20 && running() === 0) break;
  }
  return running();
}

console.log(
  JSON.stringify({
    dropped: await dropped(),
    alive: alive(),
    turnover: turnover(),
    abandoned: await abandoned(),
  }),
);
