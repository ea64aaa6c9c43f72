import { power } from "../backends/arithmetic.ts";
import type { Interval } from "../language/syntax.ts";
import { halfWave } from "./cosine.ts";
import type { Schedule } from "./schedule.ts";

/** What the numeric fields of schedules take: where `whole`, only whole numbers. */
export const scheduleNumbers: {
  readonly [Name in "value" | "factor" | "count" | "power"]: Interval & { readonly whole: boolean };
} = {
  // Such that the difference of two is finite.
  value: { low: -1e300, high: 1e300, lowOpen: false, highOpen: false, whole: false },
  factor: { low: 0, high: 1e300, lowOpen: false, highOpen: false, whole: false },
  // Up to 2⁴⁰, so that the cosine can be shown to fall.
  count: { low: 1, high: 1099511627776, lowOpen: false, highOpen: false, whole: true },
  power: { low: 1, high: 64, lowOpen: false, highOpen: false, whole: true },
};

/** One kind of schedule. */
export interface ScheduleKind<S extends Schedule = Schedule> {
  /** Its numeric fields, in their order. */
  readonly numbers: Readonly<Record<string, keyof typeof scheduleNumbers>>;
  /** Fields that may be left out. */
  readonly optional: readonly string[];
  /** The field that holds schedules: a list of them, or one. */
  readonly parts?: "pieces" | "schedule";
  /** After how many updates it keeps its value; Infinity for never. */
  steps(schedule: S): number;
  /** The value after k updates; k is at most `steps`. */
  value(schedule: S, k: number): number;
  /** The least and the greatest value. */
  extent(schedule: S): readonly [least: number, greatest: number];
}

/** Every kind of schedule, by name. */
export const scheduleKinds: {
  readonly [Name in Schedule["kind"]]: ScheduleKind<Extract<Schedule, { kind: Name }>>;
} = {
  constant: {
    numbers: { value: "value", steps: "count" },
    optional: ["steps"],
    steps: ({ steps = Infinity }) => steps,
    value: ({ value }) => value,
    extent: ({ value }) => [value, value],
  },
  step: {
    numbers: { from: "value", factor: "factor", every: "count", steps: "count" },
    optional: ["steps"],
    steps: ({ steps = Infinity }) => steps,
    value: ({ from, factor, every, steps = Infinity }, k) =>
      multiplied(from, factor, whole(k, every), whole(steps, every)),
    extent: ({ from, factor, every, steps = Infinity }) =>
      ends(from, last(from, factor, whole(steps, every))),
  },
  exponential: {
    numbers: { from: "value", factor: "factor", steps: "count" },
    optional: ["steps"],
    steps: ({ steps = Infinity }) => steps,
    value: ({ from, factor, steps = Infinity }, k) => multiplied(from, factor, k, steps),
    extent: ({ from, factor, steps = Infinity }) => ends(from, last(from, factor, steps)),
  },
  linear: {
    numbers: { from: "value", to: "value", steps: "count" },
    optional: [],
    steps: ({ steps }) => steps,
    value: ({ from, to, steps }, k) => between(from, to, (steps - k) / steps),
    extent: ({ from, to }) => ends(from, to),
  },
  polynomial: {
    numbers: { from: "value", to: "value", steps: "count", power: "power" },
    optional: [],
    steps: ({ steps }) => steps,
    value: ({ from, to, steps, power: exponent }, k) =>
      between(from, to, power((steps - k) / steps, exponent)),
    extent: ({ from, to }) => ends(from, to),
  },
  cosine: {
    numbers: { from: "value", to: "value", steps: "count" },
    optional: [],
    steps: ({ steps }) => steps,
    value: ({ from, to, steps }, k) => between(from, to, halfWave(k, steps)),
    extent: ({ from, to }) => ends(from, to),
  },
  chained: {
    numbers: {},
    optional: [],
    parts: "pieces",
    steps: ({ pieces }) => pieces.reduce((sum, piece) => sum + stepsOf(piece), 0),
    value({ pieces }, k) {
      let rest = k;
      for (let i = 0; i < pieces.length - 1; i++) {
        const steps = stepsOf(pieces[i]!);
        if (rest < steps) return valueAfter(pieces[i]!, rest);
        rest -= steps;
      }
      return valueAfter(pieces.at(-1)!, rest);
    },
    extent: ({ pieces }) => {
      const extents = pieces.map(extentOf);
      return [Math.min(...extents.map(([least]) => least)), Math.max(...extents.map(([, most]) => most))];
    },
  },
  repeated: {
    numbers: { times: "count" },
    optional: ["times"],
    parts: "schedule",
    steps: ({ schedule, times = Infinity }) => stepsOf(schedule) * times,
    value({ schedule, times = Infinity }, k) {
      const steps = stepsOf(schedule);
      return valueAfter(schedule, k === steps * times ? steps : k % steps);
    },
    extent: ({ schedule }) => extentOf(schedule),
  },
};

const kindOf = <S extends Schedule>({ kind }: S): ScheduleKind<S> =>
  scheduleKinds[kind] as unknown as ScheduleKind<S>;

/** After how many updates a schedule keeps its value; Infinity for never. */
export const stepsOf = (schedule: Schedule): number => kindOf(schedule).steps(schedule);

/** The least and the greatest value of a schedule. */
export const extentOf = (schedule: Schedule): readonly [least: number, greatest: number] =>
  kindOf(schedule).extent(schedule);

/** The value of a schedule after k updates since its start, for the next one; nothing is checked. */
export function valueAfter(schedule: Schedule, k: number): number {
  const kind = kindOf(schedule);
  return kind.value(schedule, Math.min(k, kind.steps(schedule)));
}

const ends = (one: number, other: number): readonly [least: number, greatest: number] => [
  Math.min(one, other),
  Math.max(one, other),
];

/** From `to` (share 0) to `from` (share 1), both exactly, and never beyond either (law 2). */
const between = (from: number, to: number, share: number): number =>
  share === 1 ? from : to + (from - to) * share;

/** from·factorⁿ, never beyond the last of them: roundings can lift a power above the next one. */
function multiplied(from: number, factor: number, n: number, most: number): number {
  const [least, greatest] = ends(from, last(from, factor, most));
  return Math.max(least, Math.min(greatest, last(from, factor, n)));
}

/** from·factorⁿ, or its limit for n = Infinity; 0 stays 0, where the power may overflow. */
const last = (from: number, factor: number, n: number): number =>
  from === 0 ? 0 : from * (n < Infinity ? power(factor, n) : factor < 1 ? 0 : factor > 1 ? Infinity : 1);

/** The whole quotient of two whole numbers. */
const whole = (k: number, every: number): number => (k < Infinity ? (k - (k % every)) / every : k);
