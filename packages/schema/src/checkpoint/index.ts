export { type Checkpoint, type CheckpointOptions, checkpointOf, type Saved } from "./checkpoint.ts";
export { CheckpointError, type CheckpointErrorCode, type CheckpointIssue } from "./checkpoint-error.ts";
export { decodeCheckpoint } from "./container/decode.ts";
export {
  type Container,
  type EncodeOptions,
  encodeCheckpoint,
  encodeCheckpointParts,
} from "./container/encode.ts";
export { type ForeignArray, type ForeignState, readForeign, writeForeign } from "./foreign/arrays.ts";
export { exportForeign, type ImportOptions, importForeign } from "./foreign/convert.ts";
export { readTorch } from "./foreign/torch-file.ts";
export type { Json, JsonObject } from "./json/json.ts";
export { type Allowance, allowances, type Difference, differences, type Target } from "./load/differences.ts";
export { emptyOptimizer, loadCheckpoint, type ResumeOptions, resumeCheckpoint } from "./load/load.ts";
export type { Loaded, LoadOptions } from "./load/plan.ts";
export {
  formatVersion,
  type GroupEntry,
  type Manifest,
  type ManifestJson,
  manifestSchema,
  type ParamEntry,
} from "./manifest/manifest.ts";
export { type Tensor, tensorsOf } from "./tensors.ts";
