export type { KnownDeviation } from "@optspec/schema";
export { type Case, requestOf } from "./cases/case.ts";
export { expectationOf, type Quantity, type StepExpectation } from "./cases/expectation.ts";
export { allFixtures, type Fixture, loadFixtures } from "./cases/fixtures.ts";
export { generatedCases } from "./cases/generated.ts";
export { loadPort, whyNotAPort } from "./ports/load.ts";
export type { Claim, Port, RunReply, RunRequest, StepReply } from "./ports/port.ts";
export { PortError, type PortErrorKind } from "./ports/port-error.ts";
export type { ProcessOptions } from "./ports/process/options.ts";
export { type ProcessPort, startProcessPort } from "./ports/process/process-port.ts";
export { renderHtml } from "./report/html.ts";
export { renderTerminal, type TerminalOptions } from "./report/terminal.ts";
export { conformanceTests } from "./test-runner/conformance-tests.ts";
export type { ConformanceTestOptions } from "./test-runner/options.ts";
export type { RunnerFunctions } from "./test-runner/runner.ts";
export { judge } from "./verify/judge.ts";
export type {
  CaseResult,
  Deviation,
  Diagnosis,
  Explanation,
  GroupResult,
  Trace,
  Verdict,
  VerifyResult,
} from "./verify/result.ts";
export { conforms, NothingToVerifyError, type VerifyOptions, verify } from "./verify/verify.ts";
export { specVersion, suiteVersion } from "./version.ts";
