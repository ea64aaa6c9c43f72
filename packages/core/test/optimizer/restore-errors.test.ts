import { describe, expect, it } from "vitest";
import { adam, type FloatArray, type Snapshot } from "../../src/index.ts";
import { bitsOf, reducing, running, trained } from "./subjects.ts";

const Type = Float32Array;
// biome-ignore lint/suspicious/noExplicitAny: every part of a snapshot is replaced by what its type forbids.
type Loose = any;

describe.each([adam, running, reducing])("$name: what restore refuses, leaving every bit", (rule) => {
  const slot = rule.states[0]!;
  const scalars = rule.program.scalars.map(({ name }) => name);
  const cases: [what: string, change: (s: Loose) => unknown, message: string | RegExp][] = [
    ["nothing", () => undefined, "snapshot: expected an object, got undefined"],
    ["null", () => null, "snapshot: expected an object, got null"],
    ["a text", () => "{}", 'snapshot: expected an object, got "{}"'],
    ["an empty object", () => ({}), 'snapshot: expected "rule", got none'],
    ["an unknown field", (s) => (s.seed = 1), /^snapshot: expected rule, program, .+, got "seed"$/],
    [
      "the schedules of another optimizer",
      (s) => (s.groups.default.schedules = {}),
      'snapshot.groups.default: expected params, config, scalars, got "schedules"',
    ],
    ["another rule", (s) => (s.rule = "momentum"), `snapshot.rule: expected "${rule.name}", got "momentum"`],
    [
      "another program",
      (s) => (s.program[1] = "r = g"),
      /^snapshot\.program\[1\]: expected ".+", got "r = g"$/,
    ],
    [
      "a shorter program",
      (s) => s.program.pop(),
      /^snapshot\.program\[\d\]: expected "theta = .+", got none$/,
    ],
    [
      "a longer program",
      (s) => s.program.push("x = 1"),
      /^snapshot\.program\[\d\]: expected none, got "x = 1"$/,
    ],
    ["no program", (s) => delete s.program, 'snapshot: expected "program", got none'],
    ["another type", (s) => (s.dtype = "f64"), 'snapshot.dtype: expected "f32", got "f64"'],
    ["t < 0", (s) => (s.t = -1), "snapshot.t: expected a whole number >= 0, got -1"],
    ["a broken t", (s) => (s.t = 1.5), "snapshot.t: expected a whole number >= 0, got 1.5"],
    ["a text for t", (s) => (s.t = "3"), 'snapshot.t: expected a whole number >= 0, got "3"'],
    ["t = 2^53", (s) => (s.t = 2 ** 53), "snapshot.t: expected a whole number >= 0, got 9007199254740992"],
    ["no t", (s) => delete s.t, 'snapshot: expected "t", got none'],
    ["skipped < 0", (s) => (s.skipped = -2), "snapshot.skipped: expected a whole number >= 0, got -2"],
    ["no config", (s) => delete s.config, 'snapshot: expected "config", got none'],
    ["a missing hyperparameter", (s) => delete s.config.lr, 'snapshot.config: expected "lr", got none'],
    [
      "an unknown hyperparameter",
      (s) => (s.config.decay = 0),
      /^snapshot\.config: expected hyperparameters lr, .+, got "decay"$/,
    ],
    [
      "a hyperparameter out of range",
      (s) => (s.config.lr = -1),
      "snapshot.config.lr: expected a number in [0, inf), got -1",
    ],
    [
      "a hyperparameter that is no number",
      (s) => (s.config.lr = null),
      "snapshot.config.lr: expected a number, got null",
    ],
    ["no groups", (s) => delete s.groups, 'snapshot: expected "groups", got none'],
    ["a missing group", (s) => delete s.groups.slow, 'snapshot.groups: expected "slow", got none'],
    [
      "another group",
      (s) => (s.groups.fast = s.groups.slow),
      'snapshot.groups: expected default, slow, got "fast"',
    ],
    [
      "a group that is null",
      (s) => (s.groups.slow = null),
      "snapshot.groups.slow: expected an object, got null",
    ],
    [
      "a group of other parameters",
      (s) => (s.groups.slow.params = ["w"]),
      'snapshot.groups.slow.params[0]: expected "b", got "w"',
    ],
    [
      "a group of more parameters",
      (s) => s.groups.slow.params.push("w"),
      'snapshot.groups.slow.params[1]: expected none, got "w"',
    ],
    [
      "a group without parameters",
      (s) => delete s.groups.slow.params,
      'snapshot.groups.slow: expected "params", got none',
    ],
    [
      "a group's unknown hyperparameter",
      (s) => (s.groups.slow.config.decay = 1),
      /^snapshot\.groups\.slow\.config: expected hyperparameters lr, .+, got "decay"$/,
    ],
    [
      "a group's hyperparameter out of range",
      (s) => (s.groups.slow.config.lr = Number.NaN),
      "snapshot.groups.slow.config.lr: expected a number in [0, inf), got NaN",
    ],
    [
      "a group's unknown scalar",
      (s) => (s.groups.slow.scalars.q = 1),
      /^snapshot\.groups\.slow\.scalars: expected .*, got "q"$/,
    ],
    ["no scalars", (s) => delete s.groups.slow.scalars, 'snapshot.groups.slow: expected "scalars", got none'],
    ...scalars.flatMap((name): [string, (s: Loose) => unknown, string][] => [
      [
        `no scalar ${name}`,
        (s) => delete s.groups.slow.scalars[name],
        `snapshot.groups.slow.scalars: expected "${name}", got none`,
      ],
      [
        `a text for ${name}`,
        (s) => (s.groups.slow.scalars[name] = "1"),
        `snapshot.groups.slow.scalars.${name}: expected a number, got "1"`,
      ],
    ]),
    ["no params", (s) => delete s.params, 'snapshot: expected "params", got none'],
    ["a missing parameter", (s) => delete s.params.b, 'snapshot.params: expected an array for "b", got none'],
    ["an unknown parameter", (s) => (s.params.c = new Type(1)), 'snapshot.params: expected w, b, got "c"'],
    [
      "a parameter of another length",
      (s) => (s.params.w = new Type(4)),
      "snapshot.params.w: expected length 3, got 4",
    ],
    [
      "a parameter of another type",
      (s) => (s.params.w = new Float64Array(3)),
      "snapshot.params.w: expected a Float32Array, got Float64Array",
    ],
    [
      "a parameter as a plain array",
      (s) => (s.params.w = [1, 2, 3]),
      "snapshot.params.w: expected a Float32Array, got an array of length 3",
    ],
    ["no state", (s) => delete s.state, 'snapshot: expected "state", got none'],
    ["a missing parameter's state", (s) => delete s.state.b, 'snapshot.state: expected "b", got none'],
    [
      "an unknown parameter's state",
      (s) => (s.state.c = s.state.b),
      'snapshot.state: expected w, b, got "c"',
    ],
    ["a state that is null", (s) => (s.state.b = null), "snapshot.state.b: expected an object, got null"],
    [
      "a missing slot",
      (s) => delete s.state.b[slot],
      `snapshot.state.b: expected an array for "${slot}", got none`,
    ],
    [
      "an unknown slot",
      (s) => (s.state.b.v = new Type(1)),
      `snapshot.state.b: expected ${rule.states.join(", ")}, got "v"`,
    ],
    [
      "a slot of another length",
      (s) => (s.state.b[slot] = new Type(3)),
      `snapshot.state.b.${slot}: expected length 1, got 3`,
    ],
    [
      "a slot of another type",
      (s) => (s.state.b[slot] = new Float64Array(1)),
      `snapshot.state.b.${slot}: expected a Float32Array, got Float64Array`,
    ],
    [
      "a journey through JSON",
      (s) => JSON.parse(JSON.stringify(s)),
      "snapshot.params.w: expected a Float32Array, got Object",
    ],
  ];
  const replaces = ["nothing", "null", "a text", "an empty object", "a journey through JSON"];

  it.each(cases)("%s", (what, change, message) => {
    const optimizer = trained(rule, Type);
    const snapshot: Snapshot = structuredClone(optimizer.snapshot());
    optimizer.step({ w: new Type([5, 5, 5]), b: new Type([5]) } as Record<string, FloatArray>);
    const before = bitsOf(optimizer);
    const changed = change(snapshot);
    const given = (replaces.includes(what) ? changed : snapshot) as Snapshot;
    let error: unknown;
    try {
      optimizer.restore(given);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(
      /whole number|in \[0|length \d/.test(String(error)) && !String(error).includes("array of length")
        ? RangeError
        : TypeError,
    );
    if (typeof message === "string") expect((error as Error).message).toBe(message);
    else expect((error as Error).message).toMatch(message);
    expect(bitsOf(optimizer)).toEqual(before);
  });
});
