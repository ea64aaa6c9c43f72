import { readSchedule, type Schedule, scheduleValue, stepsOf } from "@optspec/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  absolute,
  compare,
  divide,
  fromNumber,
  subtract,
  toDecimal,
  toFormat,
} from "../../src/exact/big-float.ts";
import { exactSchedule } from "../../src/oracle/schedules.ts";
import { counts, ending, ends, going, multiplying } from "./arbitraries.ts";

/** Updates that bite: the first ones, some before, at and after the end, the middle, and any. */
function updates(schedule: Schedule): fc.Arbitrary<number> {
  const steps = Math.min(stepsOf(schedule), 2 ** 44);
  return fc.oneof(
    fc.integer({ min: 1, max: steps + 3 }),
    fc.integer({ min: -3, max: 4 }).map((offset) => Math.max(1, steps + offset)),
    fc.integer({ min: -3, max: 4 }).map((offset) => Math.max(1, Math.floor(steps / 2) + offset)),
    fc.integer({ min: 1, max: 8 }),
  );
}
const at = <S extends Schedule>(schedules: fc.Arbitrary<S>): fc.Arbitrary<[S, number]> =>
  schedules.chain((schedule) => fc.tuple(fc.constant(schedule), updates(schedule)));

/** The computed value, held to the exact one; returns the share of the bound that the error takes. */
function judge(schedule: Schedule, t: number): number {
  const { value, bound } = exactSchedule(schedule, t);
  const error = absolute(subtract(fromNumber(scheduleValue(schedule, t)), value, 300));
  if (compare(error, bound) === 1)
    expect.unreachable(
      `${JSON.stringify(schedule)} at ${t}: got ${scheduleValue(schedule, t)}, exactly ${toDecimal(value, 30)}`,
    );
  return bound.mantissa === 0n ? 0 : toFormat(divide(error, bound, 60), "f64");
}

describe("law 7: values are within their bounds of the exact ones", () => {
  it("of schedules from one number to another", () => {
    fc.assert(
      fc.property(at(going), ([schedule, t]) => {
        judge(schedule, t);
      }),
      { numRuns: 600 },
    );
  });

  it("of schedules that multiply", () => {
    fc.assert(
      fc.property(
        multiplying(5000).chain((schedule) =>
          fc.tuple(fc.constant(schedule), fc.integer({ min: 1, max: 5000 })),
        ),
        ([schedule, t]) => {
          judge(schedule, t);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("of chains and repetitions", () => {
    fc.assert(
      fc.property(at(ending), ([schedule, t]) => {
        judge(schedule, t);
      }),
      { numRuns: 300 },
    );
  });

  it("and the bound of the cosine is near what is seen", () => {
    const shares = Array.from({ length: 2001 }, (_, k) =>
      judge({ kind: "cosine", from: 1, to: 0, steps: 2000 }, k + 1),
    );
    expect(Math.max(...shares)).toBeGreaterThan(0.05);
  });
});

describe("laws 1 to 4", () => {
  it("both ends are exact, and nothing lies beyond them", () => {
    fc.assert(
      fc.property(at(going), ([schedule, t]) => {
        const { from, to, steps } = schedule;
        expect(scheduleValue(schedule, 1)).toBe(from + 0);
        for (const late of [steps + 1, steps + 2, Number.MAX_SAFE_INTEGER])
          expect(scheduleValue(schedule, late)).toBe(to + 0);
        const value = scheduleValue(schedule, t);
        expect(Math.min(from, to) <= value && value <= Math.max(from, to)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  const turnsBack = (schedule: Extract<Schedule, { from: number; to: number }>, t: number): boolean => {
    const [value, next] = [scheduleValue(schedule, t), scheduleValue(schedule, t + 1)];
    return schedule.from > schedule.to ? next > value : next < value;
  };

  it("no schedule turns back from one update to the next", () => {
    fc.assert(
      fc.property(at(going), ([schedule, t]) => {
        expect(turnsBack(schedule, t)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it("nor does any of a few at any update", () => {
    for (const steps of [1, 2, 3, 10, 97, 1000, 4096])
      for (const kind of ["linear", "cosine"] as const)
        for (let t = 1; t <= steps + 1; t++)
          for (const [from, to] of [
            [0, 1],
            [0.1, 1e-17],
          ] as const)
            if (turnsBack({ kind, from, to, steps }, t)) expect.unreachable(`${kind} over ${steps} at ${t}`);
  });

  it("the longest cosine falls where neighbours are nearest, too", () => {
    const steps = 2 ** 40;
    const share = (k: number): number => scheduleValue({ kind: "cosine", from: 1, to: 0, steps }, k + 1);
    for (const near of [
      2 ** 20,
      2 ** 30,
      2 ** 38,
      2 ** 39 - 2,
      2 ** 39 - 1,
      2 ** 39,
      2 ** 39 + 1,
      2 ** 40 - 4,
    ])
      for (let k = near - 2; k < near + 2; k++) expect(share(k)).toBeGreaterThanOrEqual(share(k + 1));
    // sin² itself still tells neighbours apart at its longest.
    expect(share(steps - 3)).toBeGreaterThan(share(steps - 2));
  });
});

describe("laws 5 and 6, and the shape of chains", () => {
  it("a chain is its pieces, one after another", () => {
    fc.assert(
      fc.property(fc.array(ending, { minLength: 1, maxLength: 4 }), counts, (pieces, offset) => {
        const chain: Schedule = { kind: "chained", pieces };
        let begin = 0;
        for (const [index, piece] of pieces.entries()) {
          const steps = stepsOf(piece);
          const k = Math.min(offset, index === pieces.length - 1 ? offset : steps - 1);
          for (const local of [0, k])
            expect(scheduleValue(chain, begin + local + 1)).toBe(scheduleValue(piece, local + 1));
          begin += steps;
        }
      }),
    );
  });

  it("where ends meet, the chain meets them exactly, and steps there are those of its pieces", () => {
    fc.assert(
      fc.property(
        ends,
        ends,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 50 }),
        (one, other, n, m) => {
          const first: Schedule = { kind: "linear", from: one.from, to: one.to, steps: n };
          const second: Schedule = { kind: "cosine", from: one.to, to: other.to, steps: m };
          const chain: Schedule = { kind: "chained", pieces: [first, second] };
          expect(scheduleValue(chain, n + 1)).toBe(one.to + 0);
          expect(scheduleValue(chain, n)).toBe(scheduleValue(first, n));
          expect(scheduleValue(chain, n + 2)).toBe(scheduleValue(second, 2));
        },
      ),
    );
  });

  it("a repetition has the same values each time", () => {
    fc.assert(
      fc.property(at(ending), fc.integer({ min: 0, max: 3 }), ([schedule, t], before) => {
        const steps = stepsOf(schedule);
        const local = ((t - 1) % steps) + 1;
        expect(scheduleValue({ kind: "repeated", schedule }, before * steps + local)).toBe(
          scheduleValue(schedule, local),
        );
      }),
    );
  });

  it("powers keep their order where the factor is not next to 1", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 1 - 2 ** -20, noNaN: true }),
        fc.integer({ min: 1, max: 5000 }),
        (factor, t) => {
          const falling: Schedule = { kind: "exponential", from: 0.1, factor };
          expect(scheduleValue(falling, t)).toBeGreaterThanOrEqual(scheduleValue(falling, t + 1));
        },
      ),
    );
  });
});

describe("as data", () => {
  it("a schedule that went through JSON has the same values", () => {
    fc.assert(
      fc.property(at(ending), ([schedule, t]) => {
        const copy = JSON.parse(JSON.stringify(readSchedule(schedule)));
        expect(readSchedule(copy)).toEqual(readSchedule(schedule));
        expect(scheduleValue(copy, t)).toBe(scheduleValue(schedule, t));
      }),
    );
  });
});
