import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from "@optspec/core";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonSchemaFiles } from "../scripts/json-schema-files.ts";
import {
  configSchemas,
  echoMessageSchema,
  echoReplySchema,
  fixtureSchema,
  jsonSchemas,
  manifestSchema,
  resultSchema,
  runMessageReplySchema,
  runMessageSchema,
  runReplySchema,
  runRequestSchema,
  scheduleSchema,
  snapshotSchema,
  startMessageSchema,
  startReplySchema,
  stopMessageSchema,
} from "../src/index.ts";
import { corruptions } from "./support/corruptions.ts";
import {
  fixture,
  from,
  introduction,
  reply,
  request,
  result,
  sampleManifestJson,
  sampleSnapshotJson,
  start,
  throughText,
} from "./support/samples.ts";

const schemas = jsonSchemas();
/** Throws where a schema itself is not valid, or has a keyword that means nothing. */
const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, validateSchema: true });
const validators = Object.fromEntries(
  Object.entries(schemas).map(([name, schema]) => [name, ajv.compile(schema)]),
) as Record<string, ValidateFunction>;

test("one schema per rule, and one per message", () => {
  expect(Object.keys(schemas)).toEqual([
    ...Object.keys(rules).map((name) => `${name}-config`),
    ...["schedule", "snapshot", "checkpoint-manifest", "run-request", "run-reply", "fixture"],
    ...["start", "start-reply", "echo", "echo-reply", "run", "run-reply", "stop"].map(
      (name) => `port-${name}`,
    ),
    "verify-result",
  ]);
});

test("json/ is what the schemas say; `npm run json` writes it", () => {
  const folder = join(import.meta.dirname, "../json");
  const files = jsonSchemaFiles();
  expect(readdirSync(folder).sort()).toEqual(Object.keys(files).sort());
  for (const [file, text] of Object.entries(files)) {
    expect(readFileSync(join(folder, file), "utf8"), file).toBe(text);
    expect(JSON.parse(text)).toEqual(schemas[file.replace(".schema.json", "")]);
  }
});

test("a configuration's schema names range and default", () => {
  expect(schemas["adam-config"]).toMatchObject({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    additionalProperties: false,
    properties: {
      lr: { type: "number", minimum: 0, default: 0.001 },
      beta1: {
        type: "number",
        minimum: 0,
        exclusiveMaximum: 1,
        default: 0.9,
        description: expect.stringContaining("ρ₁"),
      },
    },
  });
  expect(schemas["momentum-config"]!.properties!.momentum).toMatchObject({ minimum: 0, maximum: 1 });
  for (const { $schema, title, description } of Object.values(schemas))
    expect([$schema, title, description].every((text) => typeof text === "string" && text !== "")).toBe(true);
});

test("for configurations, JSON Schema and zod say the same of every JSON value", () => {
  const field = fc.constantFrom(
    "lr",
    "momentum",
    "beta1",
    "beta2",
    "eps",
    "epsilon",
    "toString",
    "__proto__",
  );
  const value = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(0, 0.5, 1, -1),
    fc.jsonValue(),
  );
  const config = fc
    .array(fc.tuple(field, value), { maxLength: 3 })
    .map((entries) => Object.fromEntries(entries));
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(rules)), fc.oneof(config, fc.jsonValue()), (rule, input) => {
      expect(validators[`${rule}-config`]!(input)).toBe(configSchemas[rule]!.safeParse(input).success);
    }),
    { numRuns: 3000 },
  );
});

const chain = {
  kind: "chained",
  pieces: [
    { kind: "linear", from: 0, to: 1, steps: 3 },
    { kind: "repeated", schedule: { kind: "polynomial", from: 1, to: 0, steps: 2, power: 2 }, times: 2 },
    { kind: "step", from: 1, factor: 0.5, every: 2 },
  ],
};

const samples = {
  schedule: { schema: scheduleSchema, sample: chain },
  snapshot: { schema: snapshotSchema, sample: sampleSnapshotJson("f32") },
  "checkpoint-manifest": { schema: manifestSchema, sample: sampleManifestJson() },
  "run-request": { schema: runRequestSchema, sample: throughText(request) },
  "run-reply": { schema: runReplySchema, sample: throughText(reply) },
  fixture: { schema: fixtureSchema, sample: throughText(fixture) },
  "port-start": { schema: startMessageSchema, sample: start },
  "port-start-reply": { schema: startReplySchema, sample: introduction },
  "port-echo": { schema: echoMessageSchema, sample: { id: 1, cmd: "echo", values: [0.1, "-0"] } },
  "port-echo-reply": { schema: echoReplySchema, sample: { id: 1, values: [0.1, "-0"] } },
  "port-run": { schema: runMessageSchema, sample: throughText({ id: 2, cmd: "run", ...request, from }) },
  "port-run-reply": { schema: runMessageReplySchema, sample: throughText({ id: 2, ...reply }) },
  "port-stop": { schema: stopMessageSchema, sample: { id: 3, cmd: "stop" } },
  "verify-result": { schema: resultSchema, sample: throughText(result) },
};

/** What JSON Schema cannot see: parts that have to agree, and what JavaScript makes of numbers out of range. */
const beyond =
  /element (dropped|twice)$|: (w|b|s|r|default|biases) dropped$|extra field$|retyped: Infinity$|config: (lr|beta1) dropped$|: times dropped$|^\/groups\/\w+\/params\/\d: retyped: empty$/;

for (const [name, { schema, sample }] of Object.entries(samples)) {
  test(`${name}: JSON Schema accepts the sample`, () => {
    expect(validators[name]!(sample), JSON.stringify(validators[name]!.errors)).toBe(true);
  });

  test(`${name}: JSON Schema refuses each corruption of form, and nothing that zod accepts`, () => {
    for (const { path, edit, value } of corruptions(sample)) {
      const accepted = validators[name]!(value);
      if (schema.safeParse(value).success) expect(accepted, `${path}: ${edit}`).toBe(true);
      else if (!beyond.test(`${path}: ${edit}`)) expect(accepted, `${path}: ${edit}`).toBe(false);
    }
  });
}

test("every NaN pattern of a snapshot has a form that JSON Schema knows", () => {
  const sample = sampleSnapshotJson("f64");
  const params = { ...sample.params, w: ["NaN", { nan: "fff8000000000001" }, "-0"] };
  expect(validators.snapshot!({ ...sample, params })).toBe(true);
  expect(snapshotSchema.safeParse({ ...sample, params }).success).toBe(true);
});
