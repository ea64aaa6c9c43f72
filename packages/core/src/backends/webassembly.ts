/** The part of WebAssembly that kernels need, declared here since it belongs to no ECMAScript library. */
export interface Memory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
}

/** A compiled kernel; it can be sent to workers. */
export type Module = object;

/** Runs a pass on the elements at addresses `begin` to `end`; see `kernelModule`. */
export type Kernel = (
  begin: number,
  end: number,
  stride: number,
  factors: number,
  progress: number,
  pass: number,
) => void;

/** Memory and modules come in pages of 64 KiB, at most 65536 of them. */
export const pageBytes = 65536;

interface Namespace {
  readonly Memory: new (descriptor: { initial: number; maximum?: number; shared?: boolean }) => Memory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => Module;
  readonly Instance: new (module: Module, imports: { m: { m: Memory } }) => { exports: { k: Kernel } };
}

/** @throws Error where there is no WebAssembly. */
export function webAssembly(): Namespace {
  const found = (globalThis as { WebAssembly?: Namespace }).WebAssembly;
  if (found === undefined) throw new Error("no WebAssembly");
  return found;
}
