import { expect, test } from "vitest";
import { fixtureSchema, type RunReply, runReplySchema, runRequestSchema } from "../../src/index.ts";
import { fixture, from, reply, request, throughText } from "../support/samples.ts";

type Message = Record<string, unknown>;

/** The first issue of a refused message, as `path: message`. */
function refusal(
  schema: typeof runRequestSchema | typeof runReplySchema | typeof fixtureSchema,
  input: unknown,
): string {
  const { error } = schema.safeParse(input);
  return error === undefined ? "accepted" : `${error.issues[0]!.path.join(".")}: ${error.issues[0]!.message}`;
}

test("a request is read into plain numbers", () => {
  const read = runRequestSchema.parse(throughText(request));
  expect(read).toEqual({
    ...request,
    params: { w: { shape: [2], data: [1, -0] }, b: { shape: [], data: [0.5] } },
    steps: [
      { grads: { w: [0.5, Number.NaN], b: [-Infinity] } },
      { grads: { w: [0.25, 0], b: [Infinity] }, config: { lr: 0.0005 } },
    ],
  });
  expect(Object.keys(read.steps[0]!)).toEqual(["grads"]);
});

test("a fixture is read into plain numbers", () => {
  const { expected } = fixtureSchema.parse(throughText(fixture));
  expect(expected[1]!.params.w).toEqual({ value: [1, -0], bound: [1e-9, 1e-9], algorithm: [1, -0] });
  expect(expected[1]!.state.w!.r).toEqual({
    value: [Number.NaN, 2],
    bound: [null, 1e-9],
    algorithm: [Number.NaN, 2],
  });
});

test("the three forms of a reply", () => {
  const read: RunReply<number[]> = runReplySchema.parse(throughText(reply));
  expect("steps" in read && read.steps[1]!.state!.w).toEqual({ s: [0, 1], r: [Number.NaN, 2] });
  expect(runReplySchema.parse({ skipped: "no f32" })).toEqual({ skipped: "no f32" });
  expect(runReplySchema.parse({ error: "out of memory" })).toEqual({ error: "out of memory" });
  expect(runReplySchema.parse({ steps: [] })).toEqual({ steps: [] });
});

test("in process, numbers may be typed arrays", () => {
  const grads = { w: new Float32Array([1, Number.NaN]) };
  const params = { w: { shape: [2], data: new Float32Array([1, -0]) } };
  const typed = { rule: "gd", dtype: "f32", config: {}, params, steps: [{ grads }] };
  expect(runRequestSchema.parse(typed).steps[0]!.grads.w).toEqual([1, Number.NaN]);
  expect(refusal(runRequestSchema, { ...typed, dtype: "f64" })).toBe(
    "params.w.data: expected an array of numbers, got Float32Array",
  );
  expect(runReplySchema.parse({ steps: [{ params: { w: new Float64Array([0.1, -0]) } }] })).toEqual({
    steps: [{ params: { w: [0.1, -0] } }],
  });
});

const step = request.steps[0]!;
const requests: [Message, string][] = [
  [{ rule: "" }, 'rule: expected the name of a rule, got ""'],
  [{ dtype: "float32" }, 'dtype: expected "f32" or "f64", got "float32"'],
  [{ config: { lr: "0.1" } }, 'config.lr: expected a finite number, got "0.1"'],
  [{ params: {} }, "params: expected at least one parameter, got none"],
  [{ steps: [] }, "steps: expected at least one step, got none"],
  [
    { params: { ...request.params, w: { shape: [3], data: [1, 2] } } },
    "params.w.data: expected 3 numbers for its shape, got 2",
  ],
  [
    { params: { ...request.params, w: { shape: [-1], data: [] } } },
    "params.w.shape.0: expected a whole number >= 0, got -1",
  ],
  [
    { params: { ...request.params, w: { shape: [2], data: [1, 0.1] } } },
    "params.w.data.1: expected a binary32 number, got 0.1",
  ],
  [{ steps: [step, { grads: { w: [1, 2] } }] }, 'steps.1.grads: expected "b", got none'],
  [{ steps: [step, { grads: { ...step.grads, c: [] } }] }, 'steps.1.grads: expected no other names, got "c"'],
  [{ steps: [step, { grads: { ...step.grads, w: [1] } }] }, "steps.1.grads.w: expected 2 numbers, got 1"],
  [
    { steps: [{ ...step, config: undefined }] },
    "steps.0.config: expected an object of hyperparameters, got undefined",
  ],
  [{ resumeAt: 1 }, ": expected resumeAt and resumeConfig together, got one of them"],
  [{ resumeAt: 2, resumeConfig: {} }, "resumeAt: expected less than 2 steps, got 2"],
  [{ resumeAt: 0, resumeConfig: {} }, "resumeAt: expected a whole number >= 1, got 0"],
  [{ from, resumeAt: 1, resumeConfig: {} }, ": expected from or resumeAt, got both"],
  [{ from: { ...from, t: 0.5 } }, "from.t: expected a whole number >= 0, got 0.5"],
  [{ from: { ...from, state: { w: {} } } }, 'from.state: expected "b", got none'],
  [
    { from: { ...from, state: { ...from.state, b: { s: [1, 2] } } } },
    "from.state.b.s: expected 1 numbers, got 2",
  ],
  [
    { cmd: "run" },
    ': expected only rule, dtype, config, params, steps, from, resumeAt and resumeConfig, got "cmd"',
  ],
];
for (const [change, message] of requests)
  test(`request: ${message}`, () =>
    expect(refusal(runRequestSchema, { ...request, ...change })).toBe(message));

test("a request in f64 may hold any number", () => {
  expect(
    runRequestSchema.safeParse({
      ...request,
      dtype: "f64",
      params: { ...request.params, b: { shape: [1], data: [0.1] } },
    }).success,
  ).toBe(true);
});

test("a request may begin in the middle, or resume", () => {
  expect(runRequestSchema.parse(throughText({ ...request, from })).from!.state.w).toEqual({
    s: [0, -0],
    r: [Number.NaN, 2],
  });
  const resumed = { ...request, resumeAt: 1, resumeConfig: { lr: 0.5 } };
  expect(runRequestSchema.parse(throughText(resumed))).toMatchObject({
    resumeAt: 1,
    resumeConfig: { lr: 0.5 },
  });
});

const first = reply.steps[0]!;
const replies: [unknown, string][] = [
  [{}, "steps: expected an array of steps, got undefined"],
  [3, ": expected a reply with steps, skipped or error, got 3"],
  [{ skipped: "" }, 'skipped: expected a reason, got ""'],
  [{ skipped: "x", error: "y" }, ': expected only skipped, got "error"'],
  [{ error: new Error("x") }, "error: expected a reason, got Error"],
  [{ steps: [first, { params: { w: [1, 2] } }] }, 'steps.1.params: expected "b", got none'],
  [{ steps: [first, { params: { w: [1], b: [0] } }] }, "steps.1.params.w: expected 2 numbers, got 1"],
  [
    { steps: [{ ...first, state: { c: { s: [] } } }] },
    'steps.0.state.c: expected the name of a parameter, got "c"',
  ],
  [{ steps: [{ ...first, state: { w: { s: [1] } } }] }, "steps.0.state.w.s: expected 2 numbers, got 1"],
  [
    { steps: [{ params: { w: [1, null] } }] },
    'steps.0.params.w.1: expected a finite number, "NaN", "Infinity", "-Infinity" or "-0", got null',
  ],
];
for (const [input, message] of replies)
  test(`reply: ${message}`, () => expect(refusal(runReplySchema, input)).toBe(message));

const expectation = fixture.expected[0]!;
const fixtures: [Message, string][] = [
  [{ id: "Adam_1" }, 'id: expected a slug of small letters, digits and single hyphens, got "Adam_1"'],
  [{ id: "adam--1" }, 'id: expected a slug of small letters, digits and single hyphens, got "adam--1"'],
  [{ requirements: [] }, "requirements: expected at least one requirement, got none"],
  [{ requirements: ["ADAM-01"] }, 'requirements.0: expected a requirement such as ADAM-3, got "ADAM-01"'],
  [{ requirements: ["ADAM-1", "ADAM-1"] }, 'requirements.1: expected each name once, got "ADAM-1"'],
  [{ expected: [expectation] }, "expected: expected 2 steps, got 1"],
  [
    { expected: [expectation, { ...expectation, state: { w: expectation.state.w } }] },
    'expected.1.state: expected "b", got none',
  ],
  [
    {
      expected: [
        expectation,
        { ...expectation, state: { ...expectation.state, b: { s: expectation.state.b.s } } },
      ],
    },
    'expected.1.state.b: expected "r", got none',
  ],
  [
    {
      expected: [expectation, { ...expectation, params: { ...expectation.params, w: expectation.params.b } }],
    },
    "expected.1.params.w: expected 2 numbers, got 1",
  ],
  [
    {
      expected: [
        {
          ...expectation,
          params: { ...expectation.params, b: { value: [1], bound: [1, 2], algorithm: [1] } },
        },
      ],
    },
    "expected.0.params.b.bound: expected 1 numbers, got 2",
  ],
  [
    {
      expected: [
        { ...expectation, params: { ...expectation.params, b: { value: [1], bound: [-1], algorithm: [1] } } },
      ],
    },
    "expected.0.params.b.bound.0: expected a finite number >= 0, or null, got -1",
  ],
  [
    {
      expected: [
        {
          ...expectation,
          params: { ...expectation.params, b: { value: [0.1], bound: [1], algorithm: [1] } },
        },
      ],
    },
    "expected.0.params.b.value.0: expected a binary32 number, got 0.1",
  ],
];
for (const [change, message] of fixtures)
  test(`fixture: ${message}`, () => expect(refusal(fixtureSchema, { ...fixture, ...change })).toBe(message));

test("a rule without state has parameters without slots", () => {
  const bare = { ...expectation, state: { w: {}, b: {} } };
  expect(fixtureSchema.safeParse({ ...fixture, expected: [bare, bare] }).success).toBe(true);
});
