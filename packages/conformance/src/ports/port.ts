import type { DType } from "@optspec/core";

/** Numbers of one tensor, in order; in process also a typed array. */
export type Numbers = ArrayLike<number>;

/** Numbers by tensor name. */
export type Tensors = Readonly<Record<string, Numbers>>;

/** What a port is asked to do: run one rule over a few updates (spec/port-protocol.md). */
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
  /** Where to begin instead of fresh state; only for ports with the capability `restore`. */
  readonly from?: StartingPoint;
  /**
   * After so many updates: save natively, build a fresh optimizer with `resumeConfig`, load natively, go on; only for
   * ports with the capability `resume`.
   */
  readonly resumeAt?: number;
  readonly resumeConfig?: Readonly<Record<string, number>>;
}

/** A state in the middle of a run; the parameters that belong to it are those of the request. */
export interface StartingPoint {
  /** Updates done. */
  readonly t: number;
  /** state[parameter][slot], numbers of the request's type. */
  readonly state: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
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

/** What a port can do beyond running a rule: report its state, begin from a given one, save and load. */
export type Capability = "state" | "restore" | "resume";

/** An implementation under test, in process; the same shapes travel to ports in other languages. */
export interface Port {
  readonly port: { readonly name: string; readonly version: string; readonly language: string };
  readonly claims: readonly Claim[];
  readonly capabilities?: readonly Capability[];
  /** What it throws fails the case: a `PortError` with its own kind, anything else as a crash. */
  run(request: RunRequest): RunReply | Promise<RunReply>;
  /** Gives back what the port holds; nothing is run afterwards. */
  close?(): Promise<void>;
}

/** A rule that the port has, the profile that it follows, and the types that it computes in. */
export interface Claim {
  readonly rule: string;
  readonly profile: string;
  readonly dtypes: readonly DType[];
}
