import type { Schedule } from "@optspec/core";
import fc from "fast-check";

/** Numbers of schedules: plain ones, tiny and huge ones, and equal or neighbouring ends now and then. */
const number: fc.Arbitrary<number> = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: -1, max: 1, noNaN: true }) },
  { weight: 2, arbitrary: fc.constantFrom(0, 1, 0.1, 0.3, 1e-3, 1e-17, -2) },
  { weight: 1, arbitrary: fc.double({ min: -1e300, max: 1e300, noNaN: true }) },
  { weight: 1, arbitrary: fc.integer({ min: -1074, max: 990 }).map((e) => 2 ** e) },
);

/** Counts, mostly small, up to the limit of the page. */
export const counts: fc.Arbitrary<number> = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 12 }) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 100_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 ** 40 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 40 }).map((e) => 2 ** e) },
);

export const ends: fc.Arbitrary<{ from: number; to: number }> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ from: number, to: number }) },
  { weight: 1, arbitrary: number.map((from) => ({ from, to: from })) },
  {
    weight: 1,
    arbitrary: number.map((from) => ({ from, to: Math.abs(from) < 1e299 ? from * (1 + 2 ** -52) : from })),
  },
);

/** Schedules that go from one number to another. */
export const going: fc.Arbitrary<Extract<Schedule, { from: number; to: number }>> = fc
  .tuple(
    ends,
    counts,
    fc.constantFrom("linear" as const, "polynomial" as const, "cosine" as const),
    fc.integer({ min: 1, max: 64 }),
  )
  .map(([{ from, to }, steps, kind, power]) =>
    kind === "polynomial" ? { kind, from, to, steps, power } : { kind, from, to, steps },
  );

/** Schedules that multiply, by factors on both sides of 1; they stay below 1e300 for `updates` updates. */
export const multiplying = (updates: number): fc.Arbitrary<Extract<Schedule, { factor: number }>> =>
  fc
    .record({
      from: fc.oneof(fc.double({ min: -1, max: 1, noNaN: true }), fc.constantFrom(0, 1, 0.1, 1e-300)),
      factor: fc.oneof(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(0, 0.5, 0.9, 0.999, 1, 1 - 2 ** -53, 1 + 2 ** -52),
        fc.double({ min: 1, max: 1 + 600 / updates, noNaN: true }),
      ),
      every: counts,
      steps: fc.option(counts, { nil: undefined }),
      kind: fc.constantFrom("step" as const, "exponential" as const),
    })
    .map(({ kind, from, factor, every, steps }) => ({
      ...(kind === "step" ? { kind, from, factor, every } : { kind, from, factor }),
      ...(steps === undefined ? {} : { steps: Math.min(steps, updates) }),
    }));

/** Schedules that end, of all kinds, in chains and repetitions. */
export const ending: fc.Arbitrary<Schedule> = fc.letrec<{ any: Schedule }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(
      going,
      fc.record({ kind: fc.constant("constant" as const), value: number, steps: counts }),
      multiplying(100).map((schedule) => ({ ...schedule, steps: schedule.steps ?? 5 })),
    ),
    fc.record({
      kind: fc.constant("repeated" as const),
      schedule: tie("any"),
      times: fc.integer({ min: 1, max: 4 }),
    }),
    fc.record({
      kind: fc.constant("chained" as const),
      pieces: fc.array(tie("any"), { minLength: 1, maxLength: 4 }),
    }),
  ),
})).any;
