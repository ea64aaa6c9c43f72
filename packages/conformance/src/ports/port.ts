import type { DType } from "@optspec/core";

/** Numbers of one tensor, in order; in process also a typed array. */
export type Numbers = ArrayLike<number>;

/** Numbers by tensor name. */
export type Tensors = Readonly<Record<string, Numbers>>;

/** What a port is asked to do: run one rule from fresh state over a few updates. */
export interface RunRequest {
  readonly rule: string;
  readonly dtype: DType;
  /** Hyperparameters of the first update; those left out take the port's own defaults. */
  readonly config: Readonly<Record<string, number>>;
  /** Initial parameters; the data are numbers of `dtype`, in row-major order. */
  readonly params: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly data: readonly number[] }>
  >;
  readonly steps: readonly {
    readonly grads: Readonly<Record<string, readonly number[]>>;
    /** Hyperparameters that change before this update, and stay changed. */
    readonly config?: Readonly<Record<string, number>>;
  }[];
}

/** What stands after one update. */
export interface StepReply {
  readonly params: Tensors;
  /** state[parameter][slot], in the specification's terms; only from ports with the capability `state`. */
  readonly state?: Readonly<Record<string, Tensors>>;
}

export type RunReply =
  | { readonly steps: readonly StepReply[] }
  /** The port cannot run this case, and says why; not a failure. */
  | { readonly skipped: string }
  /** The port failed on this case. */
  | { readonly error: string };

/** An implementation under test, in process; the same shapes travel to ports in other languages. */
export interface Port {
  readonly port: { readonly name: string; readonly version: string; readonly language: string };
  readonly claims: readonly Claim[];
  readonly capabilities?: readonly "state"[];
  run(request: RunRequest): RunReply | Promise<RunReply>;
}

/** A rule that the port has, the profile that it follows, and the types that it computes in. */
export interface Claim {
  readonly rule: string;
  readonly profile: string;
  readonly dtypes: readonly DType[];
}
