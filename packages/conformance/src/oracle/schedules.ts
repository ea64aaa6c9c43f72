import type { Schedule } from "@optspec/core";
import {
  absolute,
  add,
  type BigFloat,
  compare,
  divide,
  fromBigInt,
  fromNumber,
  multiply,
  negate,
  one,
  subtract,
  zero,
} from "../exact/big-float.ts";
import { integerPower } from "./sums.ts";

/** Bits of every quotient and of π: some 90 decimal digits. */
const bits = 300;

/** What spec/schedules.md says of one value: the number itself, and how far a computed one may be from it (law 7). */
export interface ScheduleValue {
  readonly value: BigFloat;
  readonly bound: BigFloat;
}

const number = fromNumber;
/** 2⁻⁵³, and the least subnormal. */
const unit: BigFloat = { mantissa: 1n, exponent: -53 };
const least: BigFloat = { mantissa: 1n, exponent: -1074 };
/** γₘ = m·u/(1 − m·u), rounded up by far more than its division can lose. */
const gamma = (m: number): BigFloat =>
  divide(multiply(number(m), unit), subtract(one, multiply(number(m + 1e-6), unit)), bits);
const minimum = (a: BigFloat, b: BigFloat): BigFloat => (compare(a, b) < 0 ? a : b);
const ratio = (a: number, b: number): BigFloat => divide(number(a), number(b), bits);
const sum = (...terms: BigFloat[]): BigFloat => terms.reduce((total, term) => add(total, term, bits));
const product = (...factors: BigFloat[]): BigFloat =>
  factors.reduce((total, factor) => multiply(total, factor, bits));

type Pieces = {
  readonly [Name in Schedule["kind"]]: (
    schedule: Extract<Schedule, { kind: Name }>,
    k: number,
  ) => ScheduleValue;
};

/** The mathematics of each kind, from the table of the page. */
const pieces: Pieces = {
  constant: ({ value }) => ({ value: number(value), bound: zero }),
  step: ({ from, factor, every }, k) => geometric(from, factor, Math.floor(k / every)),
  exponential: ({ from, factor }, k) => geometric(from, factor, k),
  linear: ({ from, to, steps }, k) =>
    towards(from, to, ratio(steps - k, steps), (share) => multiply(gamma(4), share), 2),
  polynomial: ({ from, to, steps, power }, k) =>
    towards(
      from,
      to,
      integerPower(ratio(steps - k, steps), power, bits),
      (share) => sum(multiply(gamma(2 * power + 2), share), multiply(number(power), least)),
      2,
    ),
  cosine: ({ from, to, steps }, k) =>
    towards(
      from,
      to,
      halfWave(k, steps),
      (share) => add(multiply(gamma(14), minimum(share, subtract(one, share))), multiply(gamma(5), share)),
      2,
    ),
  chained: ({ pieces: parts }, k) => {
    const begins = parts.map((_, i) => parts.slice(0, i).reduce((total, part) => total + lengthOf(part), 0));
    const at = begins.findLastIndex((begin) => begin <= k);
    return exactSchedule(parts[at]!, k - begins[at]! + 1);
  },
  repeated: ({ schedule, times = Infinity }, k) => {
    const length = lengthOf(schedule);
    const done = Math.min(Math.floor(k / length), times - 1);
    return exactSchedule(schedule, k - done * length + 1);
  },
};

/** The exact value of a schedule for update t, and the bound on the error of a computed one. */
export function exactSchedule(schedule: Schedule, t: number): ScheduleValue {
  const piece = pieces[schedule.kind] as (schedule: Schedule, k: number) => ScheduleValue;
  return piece(schedule, Math.min(t - 1, lengthOf(schedule)));
}

function lengthOf(schedule: Schedule): number {
  if (schedule.kind === "chained") return schedule.pieces.reduce((total, part) => total + lengthOf(part), 0);
  if (schedule.kind === "repeated") return lengthOf(schedule.schedule) * (schedule.times ?? Infinity);
  return schedule.steps ?? Infinity;
}

function geometric(from: number, factor: number, n: number): ScheduleValue {
  const value = product(number(from), integerPower(number(factor), n, bits));
  const digits = n.toString(2).length;
  const underflow = multiply(sum(product(absolute(number(from)), number(digits)), one), least);
  return { value, bound: sum(product(gamma(n), absolute(value)), underflow) };
}

/** to + (from − to)·share; the error of the share is given in units of |from − to|. */
function towards(
  from: number,
  to: number,
  share: BigFloat,
  error: (share: BigFloat) => BigFloat,
  underflows: number,
): ScheduleValue {
  const difference = subtract(number(from), number(to));
  const value = sum(number(to), multiply(difference, share));
  return {
    value,
    bound: sum(
      multiply(absolute(difference), error(share)),
      multiply(unit, absolute(value)),
      multiply(number(underflows), least),
    ),
  };
}

/** (1 + cos(π·k/n))/2 = sin²(π·(n − k)/2n), by the series of the sine: nothing cancels, so its error is relative. */
function halfWave(k: number, n: number): BigFloat {
  const angle = product(pi, ratio(n - k, 2 * n));
  const square = product(angle, angle);
  let term = angle;
  let total = angle;
  for (let j = 2; j <= 120; j += 2) {
    term = negate(divide(multiply(term, square), number(j * (j + 1)), bits));
    total = add(total, term, bits);
  }
  return product(total, total);
}

/** π by Machin's formula, 16·arctan(1/5) − 4·arctan(1/239). */
export const pi: BigFloat = subtract(
  multiply(number(16), arctangentOfInverse(5n)),
  multiply(number(4), arctangentOfInverse(239n)),
);

function arctangentOfInverse(n: bigint): BigFloat {
  const scale = BigInt(bits + 40);
  let power = (1n << scale) / n;
  let total = 0n;
  for (let j = 1n, sign = 1n; power !== 0n; j += 2n, sign = -sign) {
    total += (sign * power) / j;
    power /= n * n;
  }
  const whole = fromBigInt(total);
  return { mantissa: whole.mantissa, exponent: whole.exponent - Number(scale) };
}
