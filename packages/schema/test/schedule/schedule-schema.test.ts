import { readSchedule, rules, type Schedule, type Schedules, scheduleKinds } from "@optspec/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scheduleSchema, schedulesSchema } from "../../src/index.ts";
import { corruptions } from "../support/corruptions.ts";

const cosine: Schedule = { kind: "cosine", from: 1, to: 0, steps: 10 };
const chain: Schedule = {
  kind: "chained",
  pieces: [
    { kind: "linear", from: 0, to: 1, steps: 3 },
    { kind: "repeated", schedule: { kind: "polynomial", from: 1, to: 0, steps: 2, power: 2 }, times: 2 },
    { kind: "step", from: 1, factor: 0.5, every: 2 },
  ],
};
const issuesOf = (input: unknown): string[] =>
  (scheduleSchema.safeParse(input).error?.issues ?? []).map(
    ({ path, message }) => `${path.join(".")}: ${message}`,
  );

describe("a schedule", () => {
  it("is read as it is", () => {
    expect(scheduleSchema.parse(chain)).toEqual(chain);
    expect(JSON.stringify(scheduleSchema.parse(chain))).toBe(JSON.stringify(readSchedule(chain)));
  });

  it.each<[what: string, input: unknown, issues: string[]]>([
    ["nothing", undefined, [": expected a schedule, got undefined"]],
    [
      "a misspelt kind",
      { ...cosine, kind: "cosin" },
      [
        'kind: expected constant, step, exponential, linear, polynomial, cosine, chained or repeated, got "cosin"; did you mean cosine?',
      ],
    ],
    [
      "a misspelt field",
      { kind: "cosine", from: 1, to: 0, step: 10 },
      [
        "steps: expected a whole number in [1, 1099511627776], got undefined",
        ': expected only kind, from, to and steps, got "step"; did you mean steps?',
      ],
    ],
    [
      "several values out of range",
      { kind: "step", from: 1e301, factor: -1, every: 0.5 },
      [
        "from: expected a number in [-1e+300, 1e+300], got 1e+301",
        "factor: expected a number in [0, 1e+300], got -1",
        "every: expected a whole number in [1, 1099511627776], got 0.5",
      ],
    ],
    [
      "a piece that is wrong",
      { kind: "chained", pieces: [cosine, { kind: "repeated", schedule: { ...cosine, steps: 0 } }] },
      ["pieces.1.schedule.steps: expected a whole number in [1, 1099511627776], got 0"],
    ],
    [
      "a piece that never ends",
      { kind: "chained", pieces: [{ kind: "constant", value: 1 }, cosine] },
      ["pieces.0: expected a schedule that ends, got constant without steps"],
    ],
    [
      "a repetition of one for ever",
      { kind: "repeated", schedule: { kind: "repeated", schedule: cosine } },
      ["schedule: expected a schedule that ends, got repeated without times"],
    ],
    [
      "no pieces",
      { kind: "chained", pieces: [] },
      ["pieces: expected an array of schedules, got an array of length 0"],
    ],
  ])("%s is refused with its place", (_, input, issues) => {
    expect(issuesOf(input)).toEqual(issues);
  });

  it("takes and refuses what core does, and says it in the same words", () => {
    const said = (input: unknown): string | undefined => {
      try {
        readSchedule(input, "");
        return undefined;
      } catch (error) {
        return (error as Error).message;
      }
    };
    let refused = 0;
    const field = fc.constantFrom(
      ...new Set(Object.values(scheduleKinds).flatMap(({ numbers }) => Object.keys(numbers))),
    );
    const value = fc.oneof(fc.integer({ min: -1, max: 9 }), fc.double(), fc.jsonValue());
    const random = fc
      .tuple(
        fc.constantFrom(...Object.keys(scheduleKinds), "none"),
        fc.dictionary(field, value, { maxKeys: 5 }),
      )
      .map(([kind, fields]) => ({ kind, ...fields }));
    const edited = fc.constantFrom(...[...corruptions(chain)].map((corruption) => corruption.value));
    fc.assert(
      fc.property(fc.oneof(random, edited, fc.anything()), (input) => {
        const message = said(input);
        const issues = issuesOf(input);
        expect(issues.length > 0, `core: ${message}, zod: ${issues}`).toBe(message !== undefined);
        if (message !== undefined) refused++;
      }),
      { numRuns: 3000 },
    );
    expect(refused).toBeGreaterThan(500);
  });
});

describe("schedules of a rule", () => {
  const schema = schedulesSchema(rules.adam);
  const messages = (input: unknown): string[] =>
    (schema.safeParse(input).error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);

  it("are read as they are", () => {
    const schedules: Schedules<"lr" | "beta1"> = {
      lr: cosine,
      beta1: { kind: "linear", from: 0.5, to: 0.9, steps: 9 },
    };
    expect(schema.parse(schedules)).toEqual(schedules);
    expect(schema.parse({})).toEqual({});
  });

  it.each<[what: string, input: unknown, message: string]>([
    ["a list", [], ": expected an object of schedules, got an array of length 0"],
    [
      "another library's name",
      { learning_rate: cosine },
      'learning_rate: expected lr, beta1, beta2 or eps, got "learning_rate"; the specification calls it lr',
    ],
    [
      "values out of range",
      { beta1: { kind: "linear", from: 0.9, to: 1, steps: 5 } },
      "beta1: expected values in [0, 1), got one that reaches 1",
    ],
    [
      "something wrong inside",
      { lr: { ...cosine, from: "1" } },
      'lr.from: expected a number in [-1e+300, 1e+300], got "1"',
    ],
    [
      "a prototype",
      JSON.parse('{"__proto__":{"kind":"constant","value":1}}'),
      '__proto__: expected lr, beta1, beta2 or eps, got "__proto__"',
    ],
  ])("%s is refused", (_, input, message) => {
    expect(messages(input)).toEqual([message]);
  });
});
