export * from "./checkpoint/index.ts";
export { ConfigError, type ConfigIssue } from "./config/config-error.ts";
export { type ConfigSchema, configSchema, configSchemas } from "./config/config-schema.ts";
export { type ConfigResult, parseConfig, safeParseConfig } from "./config/parse-config.ts";
export type { JsonSchema } from "./forms/form.ts";
export { jsonSchemas } from "./json-schemas.ts";
export { didYouMean, similarNames } from "./messages/similar.ts";
export type { Float } from "./numbers/floats.ts";
export { decodeNumber, encodeNumber, encodeNumbers, type Num } from "./numbers/number.ts";
export type { Numbers } from "./numbers/numbers.ts";
export { type Fixture, type FixtureStep, fixtureSchema, type Quantity } from "./protocol/fixture.ts";
export type { Message, Request } from "./protocol/message.ts";
export {
  type Capability,
  type Echo,
  echoMessageSchema,
  echoReplySchema,
  type Failure,
  type Introduction,
  type PortClaim,
  runMessageReplySchema,
  runMessageSchema,
  type Start,
  startMessageSchema,
  startReplySchema,
  stopMessageSchema,
} from "./protocol/port-messages.ts";
export type { Run, RunStep } from "./protocol/run.ts";
export { type RunReply, runReplySchema, type StepReply } from "./protocol/run-reply.ts";
export { type RunRequest, runRequestSchema, type StartingPoint } from "./protocol/run-request.ts";
export { type KnownDeviation, KnownListError, parseKnown } from "./results/known.ts";
export {
  type CaseResult,
  type Deviation,
  type Diagnosis,
  type Explanation,
  type FailureKind,
  type GroupResult,
  resultVersion,
  type Trace,
  type Verdict,
  type VerifyResult,
} from "./results/result.ts";
export { parseResults, ResultError, resultSchema } from "./results/result-schema.ts";
export { scheduleSchema } from "./schedule/schedule-schema.ts";
export { schedulesSchema } from "./schedule/schedules-schema.ts";
export { decodeSnapshot, encodeSnapshot, SnapshotError, type SnapshotIssue } from "./state/snapshot.ts";
export { type GroupSnapshotJson, type SnapshotJson, snapshotSchema } from "./state/snapshot-schema.ts";
