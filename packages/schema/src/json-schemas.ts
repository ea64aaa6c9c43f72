import { manifestSchema } from "./checkpoint/manifest/manifest.ts";
import { configSchemas } from "./config/config-schema.ts";
import { type JsonSchema, jsonSchemaOf } from "./forms/form.ts";
import { fixtureSchema } from "./protocol/fixture.ts";
import {
  echoMessageSchema,
  echoReplySchema,
  runMessageReplySchema,
  runMessageSchema,
  startMessageSchema,
  startReplySchema,
  stopMessageSchema,
} from "./protocol/port-messages.ts";
import { runReplySchema } from "./protocol/run-reply.ts";
import { runRequestSchema } from "./protocol/run-request.ts";
import { resultSchema } from "./results/result-schema.ts";
import { scheduleDefinition, scheduleSchema } from "./schedule/schedule-schema.ts";
import { snapshotSchema } from "./state/snapshot-schema.ts";

/**
 * JSON Schemas (draft 2020-12) by name, for other languages: `<rule>-config` for each rule, `schedule`, `snapshot`, `checkpoint-manifest`, `run-request`,
 * `run-reply`, `fixture`, `port-…` for each message of the port protocol, and `verify-result`. They say what JSON Schema can; lengths that have to agree, and whether a number is one of
 * binary32, only the zod schemas hold to.
 */
export function jsonSchemas(): Record<string, JsonSchema> {
  const schemas = {
    ...Object.fromEntries(Object.entries(configSchemas).map(([rule, schema]) => [`${rule}-config`, schema])),
    schedule: scheduleSchema.meta({
      title: "Schedule",
      description: "The value of a hyperparameter for every update.",
    }),
    snapshot: snapshotSchema,
    "checkpoint-manifest": manifestSchema,
    "run-request": runRequestSchema,
    "run-reply": runReplySchema,
    fixture: fixtureSchema,
    "port-start": startMessageSchema,
    "port-start-reply": startReplySchema,
    "port-echo": echoMessageSchema,
    "port-echo-reply": echoReplySchema,
    "port-run": runMessageSchema,
    "port-run-reply": runMessageReplySchema,
    "port-stop": stopMessageSchema,
    "verify-result": resultSchema,
  };
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const json = jsonSchemaOf(schema);
      return [
        name,
        { $schema: "https://json-schema.org/draft/2020-12/schema", ...json, ...definitionsFor(json) },
      ];
    }),
  );
}

/** What a schema refers to, so that each file stands alone. */
function definitionsFor(json: JsonSchema): JsonSchema {
  return JSON.stringify(json).includes("#/$defs/schedule")
    ? { $defs: { schedule: scheduleDefinition() } }
    : {};
}
