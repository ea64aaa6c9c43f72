import type { DType, FloatArray } from "./arithmetic.ts";
import type { Code, Pass } from "./lower.ts";

/** The ways to run rule programs; all compute the same bits (spec/arithmetic.md). */
export type BackendName = "portable" | "wasm";

/** What an optimizer asks of a backend. */
export interface Plan {
  /** Also the key under which compiled kernels are kept. */
  readonly code: Code;
  /** What an update does with the elements, one pass after the other. */
  readonly passes: readonly Pass[];
  readonly dtype: DType;
  /** How many arrays: θ, g, each state slot, and what passes leave for each other. */
  readonly roles: number;
  /** Elements of each array. */
  readonly length: number;
  /** Ranges of elements, one after the other, each with factors of its own; begins are multiples of `alignment`. */
  readonly groups: readonly { readonly begin: number; readonly end: number }[];
  /** At most so many threads; a backend may use fewer. */
  readonly threads: number;
}

/**
 * Groups begin at multiples of so many elements. Whole vectors then cover a group, the last one reaching into
 * padding that belongs to nobody, so that no kernel needs a scalar tail; and no two groups share a cache line.
 */
export const alignment = 16;

/** Owns the memory of one optimizer and updates it. */
export interface Engine {
  readonly backend: BackendName;
  /** Threads in use, the calling one included. */
  readonly threads: number;
  /** One array per role, those of `rolesOf` first; zeros at first, never moved. */
  readonly roles: readonly FloatArray[];
  /** For each group the factors of `code.factors`; to be filled before `run`. */
  readonly factors: readonly FloatArray[];
  /** @throws Error, once for each thread that has died since; nothing has been written. */
  check(): void;
  /** Runs one pass, the first unless told, on every group. Allocates nothing. */
  run(pass?: number): void;
  /** Ends the other threads; `run` goes on with the calling one. */
  close(): void;
}

/** @throws RangeError when the memory cannot be had, Error when this backend cannot run here. */
export type Backend = (plan: Plan) => Engine;
