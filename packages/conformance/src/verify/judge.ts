import type { DType } from "@optspec/core";
import type { Case } from "../cases/case.ts";
import type { Quantity, StepExpectation } from "../cases/expectation.ts";
import { absolute, compare, divide, fromNumber, subtract, toFormat } from "../exact/big-float.ts";
import type { Numbers, RunReply, Tensors } from "../ports/port.ts";
import { violatedRequirement } from "./requirement.ts";
import type { CaseResult, Deviation } from "./result.ts";
import { tracer } from "./trace.ts";
import { ulpDistance } from "./ulp.ts";

/** A reply that is not of the agreed shape: the port's error, with what was expected and what came. */
class ReplyError extends Error {}

/** Compares a port's reply with what is expected, number by number (spec/arithmetic.md, "Verdicts"). */
export function judge(testCase: Case, expectation: readonly StepExpectation[], reply: RunReply): CaseResult {
  const { id, title } = testCase;
  const nothing = { id, title, judged: 0, notJudged: 0, worstUlp: 0, worstRatio: 0 };
  try {
    if (typeof reply !== "object" || reply === null)
      throw new ReplyError(`expected a reply object, got ${reply}`);
    if ("skipped" in reply) return { ...nothing, verdict: "skipped", reason: String(reply.skipped) };
    if ("error" in reply) return { ...nothing, verdict: "error", reason: String(reply.error) };
    const result: CaseResult = { id, title, ...compareSteps(testCase, expectation, reply) };
    if (result.judged > 0) return result;
    return {
      ...result,
      verdict: "skipped",
      reason: "every number of it leaves the range in which orders of operations agree",
    };
  } catch (error) {
    if (!(error instanceof ReplyError)) throw error;
    return { ...nothing, verdict: "error", reason: error.message };
  }
}

/** Whether a reply agrees with an expectation; a reply of another shape does not. */
export function agrees(testCase: Case, expectation: readonly StepExpectation[], reply: RunReply): boolean {
  const { verdict } = judge(testCase, expectation, reply);
  return verdict === "exact" || verdict === "within bound";
}

function compareSteps(
  { rule, dtype, params }: Case,
  expectation: readonly StepExpectation[],
  reply: RunReply & { steps: unknown },
): Omit<CaseResult, "id" | "title"> {
  const { steps } = reply;
  if (!Array.isArray(steps) || steps.length !== expectation.length)
    throw new ReplyError(
      `steps: expected ${expectation.length}, got ${Array.isArray(steps) ? steps.length : steps}`,
    );
  const tally = { judged: 0, notJudged: 0, worstUlp: 0, worstRatio: 0 };
  const { note, trace } = tracer(dtype);
  let exact = true;
  let deviation: Deviation | undefined;

  const compareQuantity = (
    step: number,
    quantity: string,
    param: string,
    expected: Quantity,
    values: Numbers,
  ): void => {
    for (let index = 0; index < expected.value.length; index++) {
      const bound = expected.bound[index]!;
      if (bound === null) {
        tally.notJudged++;
        continue;
      }
      tally.judged++;
      const got = values[index]!;
      const value = expected.value[index]!;
      if (!Object.is(got, expected.algorithm[index])) exact = false;
      const ulp = ulpDistance(got, value, dtype);
      const ratio = errorRatio(got, value, bound);
      tally.worstUlp = Math.max(tally.worstUlp, ulp);
      tally.worstRatio = Math.max(tally.worstRatio, ratio);
      note(step, { value, ulp, bound, ratio });
      if (ratio > 1)
        deviation ??= {
          ...{ step, quantity, param, index, expected: value, got, ulp, bound, ratio },
          requirement: violatedRequirement(rule, quantity),
        };
    }
  };

  expectation.forEach((expected, at) => {
    const step = at + 1;
    const got = steps[at] as RunReply & { params: Tensors; state?: Record<string, Tensors> };
    for (const param of Object.keys(params)) {
      const quantity = expected.params[param]!;
      compareQuantity(
        step,
        "theta",
        param,
        quantity,
        numbers(got?.params, param, step, "theta", quantity, dtype),
      );
    }
    if (got.state === undefined) return;
    for (const param of Object.keys(params))
      for (const [slot, quantity] of Object.entries(expected.state[param]!))
        if (got.state[param] !== undefined)
          compareQuantity(
            step,
            slot,
            param,
            quantity,
            numbers(got.state[param], slot, step, slot, quantity, dtype),
          );
  });
  return {
    verdict: deviation !== undefined ? "deviates" : exact ? "exact" : "within bound",
    ...tally,
    ...(tally.judged > 0 && { trace }),
    ...(deviation && { deviation }),
  };
}

/** Ratios that binary64 might put on the wrong side of 1, and bounds that are too small to divide by. */
const nearOne = 1e-12;
const smallBound = 1e-290;

/** |got − value| / bound; a bound of 0 asks for the value itself. */
function errorRatio(got: number, value: number, bound: number): number {
  if (Object.is(got, value) || got === value) return 0;
  if (!Number.isFinite(got) || !Number.isFinite(value) || bound === 0) return Number.POSITIVE_INFINITY;
  const quick = Math.abs(got - value) / bound;
  if (bound > smallBound && Number.isFinite(quick) && Math.abs(quick - 1) > nearOne) return quick;
  const error = absolute(subtract(fromNumber(got), fromNumber(value)));
  const limit = fromNumber(bound);
  const ratio = toFormat(divide(error, limit, 53), "f64");
  // Rounding must not decide: a ratio that rounds to 1 is compared exactly.
  return ratio === 1 && compare(error, limit) > 0 ? 1 + Number.EPSILON : ratio;
}

/** The numbers of one tensor out of a reply, held to the expected length and type. */
function numbers(
  tensors: Tensors | undefined,
  name: string,
  step: number,
  quantity: string,
  expected: Quantity,
  dtype: DType,
): Numbers {
  const where = `step ${step}, ${quantity} of ${name}`;
  const values = tensors && Object.hasOwn(tensors, name) ? tensors[name] : undefined;
  if (!Array.isArray(values) && !ArrayBuffer.isView(values))
    throw new ReplyError(`${where}: expected numbers, got none`);
  const { length } = values as ArrayLike<unknown>;
  if (length !== expected.value.length)
    throw new ReplyError(`${where}: expected ${expected.value.length} numbers, got ${length}`);
  for (let i = 0; i < length; i++) {
    const x: unknown = (values as ArrayLike<unknown>)[i];
    if (typeof x !== "number") throw new ReplyError(`${where}[${i}]: expected a number, got ${typeof x}`);
    if (dtype === "f32" && !Object.is(Math.fround(x), x))
      throw new ReplyError(`${where}[${i}]: expected a binary32 number, got ${x}`);
  }
  return values as unknown as Numbers;
}
