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
import { snapshotSchema } from "./state/snapshot-schema.ts";

/**
 * JSON Schemas (draft 2020-12) by name, for other languages: `<rule>-config` for each rule, `snapshot`, `checkpoint-manifest`, `run-request`,
 * `run-reply`, `fixture`, `port-…` for each message of the port protocol, and `verify-result`. They say what JSON Schema can; lengths that have to agree, and whether a number is one of
 * binary32, only the zod schemas hold to.
 */
export function jsonSchemas(): Record<string, JsonSchema> {
  const schemas = {
    ...Object.fromEntries(Object.entries(configSchemas).map(([rule, schema]) => [`${rule}-config`, schema])),
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
    Object.entries(schemas).map(([name, schema]) => [
      name,
      { $schema: "https://json-schema.org/draft/2020-12/schema", ...jsonSchemaOf(schema) },
    ]),
  );
}
