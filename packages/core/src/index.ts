export type { DType, FloatArray } from "./backends/arithmetic.ts";
export { power } from "./backends/arithmetic.ts";
export type { BackendName } from "./backends/backend.ts";
export type { BackendChoice } from "./backends/choose.ts";
export { type Arrays, clipGlobalNorm, clipValues, globalNorm } from "./clipping/clip.ts";
export { checkProgram, inInterval, kindOf, kindsOf } from "./language/check.ts";
export { parseRule } from "./language/parse.ts";
export { printExpression, printInterval, printProgram } from "./language/print.ts";
export { RuleError } from "./language/rule-error.ts";
export { substituted, withChildren } from "./language/substitute.ts";
export * from "./language/syntax.ts";
export type { Config } from "./optimizer/config.ts";
export { createOptimizer } from "./optimizer/create.ts";
export type { NonFinitePolicy, Optimizer, Options, ViewOf } from "./optimizer/optimizer.ts";
export type { GroupSnapshot, Snapshot } from "./optimizer/snapshot.ts";
export { adagrad } from "./rules/adagrad.ts";
export { adam } from "./rules/adam.ts";
export { adamax } from "./rules/adamax.ts";
export { gd } from "./rules/gd.ts";
export { momentum } from "./rules/momentum.ts";
export { rmsprop } from "./rules/rmsprop.ts";
export { defineRule, type Rule, ruleOf } from "./rules/rule.ts";
export { rules } from "./rules/table.ts";
export { deepestSchedule, readSchedule } from "./schedules/check-schedule.ts";
export {
  extentOf,
  type ScheduleKind,
  scheduleKinds,
  scheduleNumbers,
  stepsOf,
  valueAfter,
} from "./schedules/kinds.ts";
export * from "./schedules/schedule.ts";
export { type Scheduled, scheduled, scheduleValue } from "./schedules/scheduled.ts";
export { type DecayedRule, type DecayKind, decayedProgram, withDecay } from "./variants/decay.ts";
export { families } from "./variants/families.ts";
export {
  type Axis,
  type Choice,
  type Composition,
  composeVariant,
  type Defaults,
  type Family,
  type Variant,
  variantsOf,
} from "./variants/family.ts";
export { type ProfileRow, profileHas, profileRule, profiles, rulesOf } from "./variants/profiles.ts";
