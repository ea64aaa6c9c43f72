import { elementBytes, type FloatArray } from "./arithmetic.ts";
import { alignment, type Backend, type Engine, type Plan } from "./backend.ts";
import type { Code, Pass } from "./lower.ts";
import type { Chunk, Team } from "./team.ts";
import { kernelModule } from "./wasm-code.ts";
import { kernelOn, reserve } from "./wasm-memory.ts";
import { type Kernel, type Module, webAssembly } from "./webassembly.ts";
import type { StartWorker } from "./workers.ts";

const cacheLine = 64;

/** What a team needs in front of the roles (team-layout.ts): a line for each of four controls, each worker and each chunk. */
export const teamBytes = (workers: number, chunks: number): number => cacheLine * (4 + workers + chunks);

/** What only tests and measurements change. */
export interface Tuning {
  /** Bytes of each role that a thread updates at a time. */
  readonly chunkBytes?: number;
  /** A step with less work than this, in units of `workOf` on f32, takes one thread: waking another costs more than it brings. */
  readonly leastShared?: number;
  readonly start?: StartWorker;
}

/** One vector kernel over arrays that lie in a wasm memory, run by one thread or by several. */
export const wasm: Backend = (plan) => wasmEngine(plan);

/** Work that is worth a claim of its own, some 5 µs, in units of `workOf` on f32. */
const chunkWork = 2e5;
/** Large arrays are cut into so many chunks: longer ones are kinder to the memory, and at most one is waited for. */
const mostChunks = 32;

/** The backend `wasm`, tuned. */
export function wasmEngine(plan: Plan, { leastShared = 2e6, start, ...tuning }: Tuning = {}): Engine {
  const { code, passes, dtype, roles, length, groups } = plan;
  const size = elementBytes[dtype];
  const work = passes.reduce((sum, pass) => sum + workOf(pass), 0) / 4;
  const chunkBytes =
    tuning.chunkBytes ?? padded(Math.max(chunkWork / work, (length * size) / mostChunks), cacheLine);
  const pays = work * length * size >= leastShared;
  const workers = pays && mayShare() ? plan.threads - 1 : 0;
  const factorBytes = padded(code.factors.length * size, cacheLine);
  const ranges = groups.flatMap(({ begin, end }, group) =>
    split(begin * size, end * size, group * factorBytes, workers > 0 ? chunkBytes : Infinity),
  );
  // In the memory: the factors of each group, what the team needs, then the roles.
  const teamAt = groups.length * factorBytes;
  const rolesAt = teamAt + (workers > 0 ? teamBytes(workers, ranges.length) : 0);
  const stride = padded(length, alignment) * size;
  const module = moduleFor(plan, workers > 0);
  const { memory, base } = reserve(rolesAt + roles * stride, workers > 0);
  const kernel = kernelOn(memory, module);
  const array = (at: number, count: number): FloatArray =>
    dtype === "f32"
      ? new Float32Array(memory.buffer, base + at, count)
      : new Float64Array(memory.buffer, base + at, count);
  const chunks = ranges.map(({ begin, end, factors }) => ({
    begin: base + rolesAt + begin,
    end: base + rolesAt + end,
    factors: base + factors,
  }));
  let team = alone(kernel, chunks, stride, base + teamAt);
  let joining = workers;
  const engine: Engine = {
    backend: "wasm",
    get threads() {
      return team.size + joining;
    },
    roles: Array.from({ length: roles }, (_, role) => array(rolesAt + role * stride, length)),
    factors: groups.map((_, index) => array(index * factorBytes, code.factors.length)),
    check: () => team.check(),
    run: (pass = 0) => team.run(pass),
    close: () => {
      joining = 0;
      team.close();
    },
  };
  if (workers > 0) {
    // Until the others have joined, and if their code cannot be loaded, the calling thread works alone.
    import("./team.ts").then(
      ({ startTeam }) => {
        if (joining > 0)
          team = startTeam({ module, kernel, memory, stride, base: teamAt / 4, chunks }, workers, start);
        joining = 0;
      },
      () => {
        joining = 0;
      },
    );
  }
  return engine;
}

/** Whether threads can share memory here: in a browser, only in a page that is isolated from others. */
function mayShare(): boolean {
  const { crossOriginIsolated } = globalThis as { crossOriginIsolated?: boolean };
  return typeof SharedArrayBuffer !== "undefined" && crossOriginIsolated !== false;
}

/** The calling thread by itself. */
function alone(kernel: Kernel, chunks: readonly Chunk[], stride: number, progress: number): Team {
  return {
    size: 1,
    check() {},
    run(pass) {
      for (let i = 0; i < chunks.length; i++) {
        const { begin, end, factors } = chunks[i]!;
        kernel(begin, end, stride, factors, progress, pass);
      }
    },
    close() {},
  };
}

function split(begin: number, end: number, factors: number, step: number): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = begin; at < end; at += step)
    chunks.push({ begin: at, end: Math.min(at + step, end), factors });
  return chunks;
}

/** A rough time for one element, in units of a simple operation or an access to memory; division and root take longer. */
function workOf({ tensors, tensorStores }: Pass): number {
  const cost: Readonly<Record<string, number>> = { factor: 0, divide: 4, sqrt: 4 };
  return tensors.reduce((sum, { operation }) => sum + (cost[operation] ?? 1), tensorStores.length);
}

const padded = (value: number, unit: number): number => Math.ceil(value / unit) * unit;

const modules = new WeakMap<Code, Map<string, Module>>();

/** The compiled kernel of a program, made at first use. */
function moduleFor({ code, passes, dtype }: Plan, shared: boolean): Module {
  const known = modules.get(code) ?? new Map<string, Module>();
  modules.set(code, known);
  const key = `${dtype} ${shared}`;
  let module = known.get(key);
  if (module === undefined) {
    const bytes = kernelModule(passes, dtype, shared);
    try {
      module = new (webAssembly().Module)(bytes);
    } catch (cause) {
      throw new Error(`backend: expected WebAssembly with SIMD for "wasm", got ${cause}`, { cause });
    }
    known.set(key, module);
  }
  return module;
}
