import { type Kernel, type Memory, type Module, pageBytes, webAssembly } from "./webassembly.ts";

/** A part of a wasm memory, zeros at first. */
export interface Region {
  readonly memory: Memory;
  /** The first address, a multiple of 64. */
  readonly base: number;
}

const poolBytes = 4_194_304;
/** What needs less than this shares a memory with others. */
const smallBytes = poolBytes / 4;

/** The memory that small regions come from at present, and how much of it is taken. */
let pool: { readonly memory: Memory; used: number } | undefined;

/**
 * Takes `bytes` of memory that nobody else will ever get.
 *
 * Each memory reserves gigabytes of address space, and engines refuse to make more than some ten thousand. So small
 * regions are cut off one memory after the other, and a region is never used again: the engine frees a memory when no
 * view into it is left. Reuse inside a memory would need to know when the last view of a region is gone, and no
 * finalizer sees the views that a caller makes of our views. The price is that one live view keeps up to 4 MiB.
 * @throws RangeError when there is not so much memory.
 */
export function reserve(bytes: number, shared: boolean): Region {
  if (shared || bytes >= smallBytes) return { memory: allocate(bytes, shared), base: 0 };
  if (pool === undefined || pool.used + bytes > poolBytes)
    pool = { memory: allocate(poolBytes, false), used: 0 };
  const base = pool.used;
  pool.used += Math.ceil(bytes / 64) * 64;
  return { memory: pool.memory, base };
}

function allocate(bytes: number, shared: boolean): Memory {
  const { Memory } = webAssembly();
  const pages = Math.ceil(bytes / pageBytes);
  if (pages > 65536)
    throw new RangeError(`params: expected at most 4 GiB of arrays for "wasm", got ${bytes} bytes`);
  try {
    return new Memory({ initial: pages, maximum: pages, ...(shared && { shared }) });
  } catch (cause) {
    throw new RangeError(`params: expected arrays that fit in memory, got ${bytes} bytes`, { cause });
  }
}

const kernels = new WeakMap<Memory, Map<Module, Kernel>>();

/** The kernel of a module on a memory; optimizers that share both share the kernel. */
export function kernelOn(memory: Memory, module: Module): Kernel {
  const known = kernels.get(memory) ?? new Map<Module, Kernel>();
  kernels.set(memory, known);
  let kernel = known.get(module);
  if (kernel === undefined) {
    kernel = new (webAssembly().Instance)(module, { m: { m: memory } }).exports.k;
    known.set(module, kernel);
  }
  return kernel;
}
