/// <reference lib="esnext.disposable" preserve="true" />

import type { FloatArray } from "../backends/arithmetic.ts";
import type { BackendName } from "../backends/backend.ts";
import type { BackendChoice } from "../backends/choose.ts";
import type { Rule } from "../rules/rule.ts";
import type { Config } from "./config.ts";
import type { Snapshot } from "./snapshot.ts";

/** What `step` does when a gradient is NaN or infinite. */
export type NonFinitePolicy = "propagate" | "throw" | "skip";

/** The live view of an array: of its type, in whatever memory the optimizer has. */
export type ViewOf<T extends FloatArray> = T extends Float32Array ? Float32Array : Float64Array;

export interface Options<Hyper extends string = string, Param extends string = string> {
  /** Parameters with hyperparameters of their own; all others form the group `default`. */
  readonly groups?: Readonly<
    Record<string, { readonly params: readonly Param[]; readonly config: Config<Hyper> }>
  >;
  /**
   * The sizes of each parameter's dimensions, slowest first; one dimension of its length (default). Only rules with
   * reductions, such as AdamP, depend on it.
   */
  readonly shapes?: Readonly<Partial<Record<Param, readonly number[]>>>;
  /**
   * `propagate` (default) computes on, as the specification says; `throw` throws before anything is written;
   * `skip` leaves the whole step out and counts it.
   */
  readonly nonFinite?: NonFinitePolicy;
  /**
   * `auto` (default) takes `wasm` where WebAssembly with SIMD may be used, `portable` elsewhere. All give the same bits.
   * The views of `wasm` lie in a memory that small optimizers share: copy an array before transferring its buffer.
   */
  readonly backend?: BackendChoice;
  /**
   * At most so many threads, the calling one included (default 1). More than one takes the backend `wasm`, shared memory
   * (in browsers: a cross-origin-isolated page that may start workers from blob URLs), and an optimizer so large that
   * it pays; elsewhere one thread does all the work. The bits do not depend on it. The views then lie in a
   * SharedArrayBuffer.
   */
  readonly threads?: number;
}

export interface Optimizer<
  Hyper extends string = string,
  State extends string = string,
  Param extends string = string,
  T extends FloatArray = FloatArray,
> {
  readonly rule: Rule<Hyper, State>;
  /** Which backend runs the rule. */
  readonly backend: BackendName;
  /** Threads that share the work of a step, the calling one included. */
  readonly threads: number;
  /** Live views into the optimizer's memory: the parameters θ; yours to read and write. */
  readonly params: Readonly<Record<Param, T>>;
  /** Live views: the gradients g that the next `step()` uses; never overwritten by a step. */
  readonly grads: Readonly<Record<Param, T>>;
  /** Live views: `state[parameter][slot]`. */
  readonly state: Readonly<Record<Param, Readonly<Record<State, T>>>>;
  /** The number of updates done. */
  readonly t: number;
  /** The number of updates left out under the policy `skip`. */
  readonly skipped: number;
  /** The hyperparameters of the group `default`, as they are now. */
  readonly config: Readonly<Record<Hyper, number>>;
  /**
   * Does one update of every parameter, in one pass; allocates nothing.
   * @param grads - one array per parameter, of its length and type, copied into `this.grads`; left out, `this.grads` are used as they stand.
   * @returns false when the update was left out under the policy `skip`.
   * @throws TypeError or RangeError for wrong names, types or lengths, RangeError for a gradient that is not finite under
   * the policy `throw`, Error when another thread has died since the last step; nothing has been written then.
   */
  step(grads?: Readonly<Record<Param, T>>): boolean;
  /**
   * Changes hyperparameters from the next step on: of every group, except where a group has its own value,
   * or of one named group alone.
   * @throws TypeError or RangeError for unknown names or values out of range; nothing has been changed then.
   */
  configure(config: Config<Hyper>, group?: string): void;
  /**
   * Everything that the next steps depend on.
   * @param options - `copy: false` puts the live views in place of copies of the arrays; the rest is copied all the same.
   */
  snapshot(options?: { readonly copy?: boolean }): Snapshot;
  /**
   * Goes on from a snapshot of the same rule, with the snapshot's hyperparameters. An array that is the live view itself
   * stays as it is, so that one can write into the views and hand over the rest.
   * @throws TypeError or RangeError naming the first difference; nothing has been written then.
   */
  restore(snapshot: Snapshot): void;
  /** Ends the other threads; the optimizer goes on with the calling one. Needed only for `threads` above 1. */
  close(): void;
  [Symbol.dispose](): void;
}
