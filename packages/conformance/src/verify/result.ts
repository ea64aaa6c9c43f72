/** The shape of results belongs to @optspec/schema, which makes their JSON Schema. */
export {
  type CaseResult,
  type Deviation,
  type Diagnosis,
  type Explanation,
  type GroupResult,
  resultVersion,
  type Trace,
  type Verdict,
  type VerifyResult,
} from "@optspec/schema";
