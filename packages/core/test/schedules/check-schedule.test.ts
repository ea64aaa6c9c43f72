import { describe, expect, it } from "vitest";
import { readSchedule, type Schedule } from "../../src/index.ts";

const cosine = { kind: "cosine", from: 1, to: 0, steps: 10 };

describe("readSchedule", () => {
  it("copies in the order of the fields, freezes, and has no −0", () => {
    const input = { to: -0, steps: 4, from: 1, kind: "linear" };
    const pieces = [input, { value: 1, kind: "constant" }];
    const read = readSchedule({ pieces, kind: "chained" });
    expect(JSON.stringify(read)).toBe(
      '{"kind":"chained","pieces":[{"kind":"linear","from":1,"to":0,"steps":4},{"kind":"constant","value":1}]}',
    );
    const { pieces: copies } = read as Extract<Schedule, { kind: "chained" }>;
    expect(Object.is((copies[0] as { to: number }).to, 0)).toBe(true);
    for (const object of [read, copies, ...copies]) expect(Object.isFrozen(object)).toBe(true);
    expect(Object.isFrozen(input)).toBe(false);
  });

  const deep = (levels: number): unknown =>
    levels === 1 ? cosine : { kind: "repeated", schedule: deep(levels - 1), times: 1 };
  it("takes eight levels, and no more", () => {
    expect(() => readSchedule(deep(8))).not.toThrow();
    expect(() => readSchedule(deep(9))).toThrow(
      `${"schedule.".repeat(9).slice(0, -1)}: expected at most 8 levels, got more`,
    );
  });

  const count = "a whole number in [1, 1099511627776]";
  it.each<[what: string, input: unknown, message: string]>([
    ["nothing", undefined, "schedule: expected a schedule, got undefined"],
    ["a number", 0.1, "schedule: expected a schedule, got 0.1"],
    ["a list", [cosine], "schedule: expected a schedule, got an array of length 1"],
    [
      "no kind",
      {},
      "schedule.kind: expected constant, step, exponential, linear, polynomial, cosine, chained, repeated, got undefined",
    ],
    [
      "a kind that everything inherits",
      { kind: "constructor" },
      'schedule.kind: expected constant, step, exponential, linear, polynomial, cosine, chained, repeated, got "constructor"',
    ],
    ["an unknown field", { ...cosine, length: 3 }, 'schedule: expected kind, from, to, steps, got "length"'],
    [
      "a missing field",
      { kind: "cosine", from: 1, to: 0 },
      `schedule.steps: expected ${count}, got undefined`,
    ],
    ["a text", { ...cosine, from: "1" }, 'schedule.from: expected a number in [-1e+300, 1e+300], got "1"'],
    [
      "NaN",
      { ...cosine, from: Number.NaN },
      "schedule.from: expected a number in [-1e+300, 1e+300], got NaN",
    ],
    [
      "too large",
      { ...cosine, to: 1e301 },
      "schedule.to: expected a number in [-1e+300, 1e+300], got 1e+301",
    ],
    ["no steps", { ...cosine, steps: 0 }, `schedule.steps: expected ${count}, got 0`],
    ["half a step", { ...cosine, steps: 1.5 }, `schedule.steps: expected ${count}, got 1.5`],
    ["too many steps", { ...cosine, steps: 2 ** 41 }, `schedule.steps: expected ${count}, got 2199023255552`],
    [
      "an optional field that is undefined",
      { kind: "constant", value: 1, steps: undefined },
      `schedule.steps: expected ${count}, got undefined`,
    ],
    [
      "a negative factor",
      { kind: "exponential", from: 1, factor: -1 },
      "schedule.factor: expected a number in [0, 1e+300], got -1",
    ],
    [
      "half a power",
      { kind: "polynomial", from: 1, to: 0, steps: 3, power: 0.5 },
      "schedule.power: expected a whole number in [1, 64], got 0.5",
    ],
    [
      "no pieces",
      { kind: "chained", pieces: [] },
      "schedule.pieces: expected an array of schedules, got an array of length 0",
    ],
    [
      "pieces by name",
      { kind: "chained", pieces: {} },
      "schedule.pieces: expected an array of schedules, got Object",
    ],
    [
      "a piece that never ends, before another",
      { kind: "chained", pieces: [{ kind: "constant", value: 1 }, cosine] },
      "schedule.pieces[0]: expected a schedule that ends, got constant without steps",
    ],
    [
      "a repetition of what never ends",
      { kind: "repeated", schedule: { kind: "exponential", from: 1, factor: 0.5 } },
      "schedule.schedule: expected a schedule that ends, got exponential without steps",
    ],
    [
      "a repetition for ever, before another",
      { kind: "chained", pieces: [{ kind: "repeated", schedule: cosine }, cosine] },
      "schedule.pieces[0]: expected a schedule that ends, got repeated without times",
    ],
    [
      "something wrong in a piece",
      { kind: "chained", pieces: [cosine, { ...cosine, steps: -1 }] },
      `schedule.pieces[1].steps: expected ${count}, got -1`,
    ],
  ])("refuses %s", (_, input, message) => {
    let error: unknown;
    try {
      readSchedule(input);
    } catch (thrown) {
      error = thrown;
    }
    expect((error as Error).message).toBe(message);
    expect(error).toBeInstanceOf(Error);
  });
});
