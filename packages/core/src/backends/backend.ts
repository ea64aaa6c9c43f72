import type { DType, FloatArray } from "./arithmetic.ts";
import type { Code } from "./lower.ts";

/** The one memory of an optimizer: every role (θ, g, each state slot) is one array of `length` elements. */
export interface Arena {
  readonly dtype: DType;
  readonly length: number;
  /** One view per role, in the order of `rolesOf`. */
  readonly roles: readonly FloatArray[];
}

/** Runs the tensor instructions on elements `begin` to `end` of an arena. */
export type Kernel = (begin: number, end: number, factors: FloatArray) => void;

/** A way to run rule programs. Every backend computes the same bits (spec/arithmetic.md). */
export interface Backend {
  readonly name: string;
  /** An arena of zeros. @throws RangeError when the memory cannot be had. */
  allocate(dtype: DType, roles: number, length: number): Arena;
  compile(code: Code, arena: Arena): Kernel;
}
