/** The value of a hyperparameter for every update, as plain data (spec/schedules.md). */
export type Schedule =
  | ConstantSchedule
  | StepSchedule
  | ExponentialSchedule
  | LinearSchedule
  | PolynomialSchedule
  | CosineSchedule
  | ChainedSchedule
  | RepeatedSchedule;

/** `value`, always. */
export interface ConstantSchedule {
  readonly kind: "constant";
  readonly value: number;
  /** How many updates it takes in a chain. */
  readonly steps?: number;
}

/** `from`, multiplied by `factor` after every `every` updates. */
export interface StepSchedule {
  readonly kind: "step";
  readonly from: number;
  readonly factor: number;
  readonly every: number;
  /** After how many updates it stays as it is; left out, never. */
  readonly steps?: number;
}

/** `from`, multiplied by `factor` after every update. */
export interface ExponentialSchedule {
  readonly kind: "exponential";
  readonly from: number;
  readonly factor: number;
  /** After how many updates it stays as it is; left out, never. */
  readonly steps?: number;
}

/** From `from` to `to` in equal steps: a warm-up where it rises. */
export interface LinearSchedule {
  readonly kind: "linear";
  readonly from: number;
  readonly to: number;
  readonly steps: number;
}

/** From `from` to `to` by (1 − k/steps)^power. */
export interface PolynomialSchedule {
  readonly kind: "polynomial";
  readonly from: number;
  readonly to: number;
  readonly steps: number;
  /** A whole number. */
  readonly power: number;
}

/** From `from` to `to` along half a wave of the cosine. */
export interface CosineSchedule {
  readonly kind: "cosine";
  readonly from: number;
  readonly to: number;
  readonly steps: number;
}

/** One schedule after another; each but the last has `steps`, or ends by itself. */
export interface ChainedSchedule {
  readonly kind: "chained";
  readonly pieces: readonly Schedule[];
}

/** A schedule that ends, over and over: warm restarts. */
export interface RepeatedSchedule {
  readonly kind: "repeated";
  readonly schedule: Schedule;
  /** How often; left out, for ever. */
  readonly times?: number;
}

/** Schedules of some of a rule's hyperparameters. */
export type Schedules<Hyper extends string = string> = { readonly [Name in Hyper]?: Schedule };
