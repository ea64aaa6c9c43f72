import { describe, expect, it } from "vitest";
import { type Schedule, scheduleValue } from "../../src/index.ts";

const values = (schedule: Schedule, ...ts: number[]): number[] => ts.map((t) => scheduleValue(schedule, t));
const first = (schedule: Schedule, count: number): number[] =>
  values(schedule, ...Array.from({ length: count }, (_, i) => i + 1));

describe("the values of each kind, by hand", () => {
  it.each<[what: string, schedule: Schedule, expected: number[]]>([
    ["constant", { kind: "constant", value: 0.3 }, [0.3, 0.3, 0.3]],
    ["step", { kind: "step", from: 8, factor: 0.5, every: 2 }, [8, 8, 4, 4, 2, 2, 1]],
    ["step that ends", { kind: "step", from: 8, factor: 0.5, every: 2, steps: 3 }, [8, 8, 4, 4, 4, 4, 4]],
    ["exponential", { kind: "exponential", from: 1, factor: 0.25 }, [1, 0.25, 0.0625, 0.015625]],
    ["exponential that ends", { kind: "exponential", from: 1, factor: 2, steps: 2 }, [1, 2, 4, 4, 4]],
    ["warm-up", { kind: "linear", from: 0, to: 1, steps: 4 }, [0, 0.25, 0.5, 0.75, 1, 1, 1]],
    ["linear decay", { kind: "linear", from: 3, to: 1, steps: 2 }, [3, 2, 1, 1]],
    ["polynomial", { kind: "polynomial", from: 16, to: 0, steps: 4, power: 2 }, [16, 9, 4, 1, 0, 0]],
    ["cosine", { kind: "cosine", from: 2, to: 0, steps: 2 }, [2, 1.0000000000000002, 0, 0]],
    ["cosine of one step", { kind: "cosine", from: 1, to: 0.25, steps: 1 }, [1, 0.25, 0.25]],
    [
      "chain",
      {
        kind: "chained",
        pieces: [
          { kind: "linear", from: 0, to: 1, steps: 2 },
          { kind: "constant", value: 1, steps: 2 },
          { kind: "exponential", from: 1, factor: 0.5 },
        ],
      },
      [0, 0.5, 1, 1, 1, 0.5, 0.25],
    ],
    [
      "chain that ends",
      {
        kind: "chained",
        pieces: [
          { kind: "constant", value: 5, steps: 1 },
          { kind: "linear", from: 4, to: 2, steps: 2 },
        ],
      },
      [5, 4, 3, 2, 2],
    ],
    [
      "warm restarts",
      { kind: "repeated", schedule: { kind: "linear", from: 2, to: 0, steps: 2 } },
      [2, 1, 2, 1, 2, 1],
    ],
    [
      "restarts that end",
      { kind: "repeated", schedule: { kind: "linear", from: 2, to: 0, steps: 2 }, times: 2 },
      [2, 1, 2, 1, 0, 0],
    ],
    [
      "a chain, twice, and then something else",
      {
        kind: "chained",
        pieces: [
          {
            kind: "repeated",
            schedule: {
              kind: "chained",
              pieces: [
                { kind: "constant", value: 1, steps: 1 },
                { kind: "constant", value: 2, steps: 2 },
              ],
            },
            times: 2,
          },
          { kind: "constant", value: 9 },
        ],
      },
      [1, 2, 2, 1, 2, 2, 9, 9],
    ],
  ])("%s", (_, schedule, expected) => {
    expect(first(schedule, expected.length)).toEqual(expected);
  });

  it("holds far away too", () => {
    const far = Number.MAX_SAFE_INTEGER;
    expect(values({ kind: "cosine", from: 1, to: 0.5, steps: 2 ** 40 }, 1, 2 ** 40 + 1, far)).toEqual([
      1, 0.5, 0.5,
    ]);
    expect(values({ kind: "exponential", from: 1, factor: 0.5 }, 1075, 1076, far)).toEqual([5e-324, 0, 0]);
    expect(
      values({ kind: "repeated", schedule: { kind: "linear", from: 1, to: 0, steps: 2 } }, far - 1, far),
    ).toEqual([0.5, 1]);
  });

  it("meets both ends exactly, where their difference is rounded", () => {
    for (const kind of ["linear", "cosine"] as const)
      for (const [from, to] of [
        [0.1, 1e-17],
        [1e-17, 0.1],
        [0.1, 0.3],
        [1e300, -1e300],
      ] as const) {
        const steps = 7;
        const all = first({ kind, from, to, steps }, steps + 2);
        expect([all[0], all[steps], all[steps + 1]]).toEqual([from, to, to]);
        expect(Math.max(...all)).toBe(Math.max(from, to));
        expect(Math.min(...all)).toBe(Math.min(from, to));
      }
  });
});

it("refuses a t that is no number of an update", () => {
  const schedule: Schedule = { kind: "constant", value: 1 };
  for (const t of [0, -1, 1.5, Number.NaN, 2 ** 53, "1"] as number[])
    expect(() => scheduleValue(schedule, t)).toThrow("t: expected a whole number >= 1, got ");
});
