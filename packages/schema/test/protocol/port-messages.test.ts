import { expect, test } from "vitest";
import {
  echoReplySchema,
  runMessageReplySchema,
  runMessageSchema,
  startMessageSchema,
  startReplySchema,
  stopMessageSchema,
} from "../../src/index.ts";
import { introduction, reply, request, start, throughText } from "../support/samples.ts";

interface Reader {
  safeParse(input: unknown): {
    success: boolean;
    error?: { issues: { path: PropertyKey[]; message: string }[] } | undefined;
  };
}

/** The first issue of a refused message, as `path: message`. */
function refusal(schema: Reader, input: unknown): string {
  const { error } = schema.safeParse(input);
  return error === undefined ? "accepted" : `${error.issues[0]!.path.join(".")}: ${error.issues[0]!.message}`;
}

test("messages are read with their heads", () => {
  expect(startMessageSchema.parse(start)).toEqual(start);
  expect(startReplySchema.parse(introduction)).toEqual(introduction);
  expect(startReplySchema.parse({ id: 0, error: "speaks 2" })).toEqual({ id: 0, error: "speaks 2" });
  expect(echoReplySchema.parse({ id: 1, values: [0.1, "-0", "NaN"] })).toEqual({
    id: 1,
    values: [0.1, -0, Number.NaN],
  });
  expect(runMessageSchema.parse(throughText({ id: 2, cmd: "run", ...request }))).toMatchObject({
    id: 2,
    cmd: "run",
    rule: "adam",
  });
  expect(runMessageReplySchema.parse({ id: 2, skipped: "no f32" })).toEqual({ id: 2, skipped: "no f32" });
  expect(stopMessageSchema.parse({ id: 3, cmd: "stop" })).toEqual({ id: 3, cmd: "stop" });
});

const { capabilities: _, ...silent } = introduction;
const claim = introduction.claims[0]!;
const refused: [Reader, unknown, string][] = [
  [startReplySchema, 3, ": expected a message, got 3"],
  [startReplySchema, { ...introduction, id: "0" }, 'id: expected a whole number >= 0, got "0"'],
  [startReplySchema, silent, "capabilities: expected an array of capabilities, got undefined"],
  [
    startReplySchema,
    { ...introduction, capabilities: ["restor"] },
    'capabilities.0: expected "state" or "restore" or "resume", got "restor"',
  ],
  [
    startReplySchema,
    { ...introduction, claims: [{ ...claim, dtypes: ["float32"] }] },
    'claims.0.dtypes.0: expected "f32" or "f64", got "float32"',
  ],
  [
    startReplySchema,
    { ...introduction, port: "torch" },
    'port: expected an object with name, version and language, got "torch"',
  ],
  [
    startReplySchema,
    { ...introduction, claims: [claim, claim] },
    'claims.1.rule: expected each rule once, got "adam"',
  ],
  [startReplySchema, { ...introduction, protocol: "1" }, 'protocol: expected a version number, got "1"'],
  [startMessageSchema, { ...start, cmd: "begin" }, 'cmd: expected "start", got "begin"'],
  [runMessageReplySchema, { steps: reply.steps }, "id: expected a whole number >= 0, got undefined"],
  [runMessageReplySchema, { id: 2, stepz: [] }, "steps: expected an array of steps, got undefined"],
  [stopMessageSchema, { cmd: "stop" }, "id: expected a whole number >= 0, got undefined"],
];
for (const [schema, input, message] of refused)
  test(`refused: ${message}`, () => expect(refusal(schema, input)).toBe(message));
