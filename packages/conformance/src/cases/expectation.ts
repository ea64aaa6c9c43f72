import type { DType, Rule } from "@optspec/core";
import type { Judged } from "../bounds/interval.ts";
import { boundsOfTensor } from "../bounds/orders.ts";
import {
  absolute,
  add,
  type BigFloat,
  compare,
  fromNumber,
  roundUp,
  subtract,
  toFormat,
} from "../exact/big-float.ts";
import { evaluateTensorByContract } from "../exact/contract.ts";
import type { TensorStep } from "../exact/trajectory.ts";
import { mapped } from "../mapped.ts";
import type { RunRequest } from "../ports/port.ts";
import { type Case, hypersOf, requestsOf } from "./case.ts";

/** What one tensor should hold after an update; one entry per element in each array. */
export interface Quantity {
  /** The exact result, rounded to nearest in the tensor's type. */
  readonly value: readonly number[];
  /** How far from `value` a conforming port may be; null where no port can be held to a value. */
  readonly bound: readonly (number | null)[];
  /** The bits that the normative order of operations gives. */
  readonly algorithm: readonly number[];
}

/** What should stand after one update. */
export interface StepExpectation {
  readonly params: Readonly<Record<string, Quantity>>;
  /** state[parameter][slot] */
  readonly state: Readonly<Record<string, Readonly<Record<string, Quantity>>>>;
}

/** What a conforming implementation of `rule` returns for a case, all its runs together. */
export function expectationOfCase(rule: Rule, testCase: Case): StepExpectation[] {
  return requestsOf(testCase).flatMap((request) => expectationOf(rule, request));
}

/**
 * What a conforming implementation of `rule` returns for a request, from arbitrary precision (spec/arithmetic.md).
 * @param scalarType - the type of its scalars; what the specification says is binary64.
 */
export function expectationOf(rule: Rule, request: RunRequest, scalarType: DType = "f64"): StepExpectation[] {
  const { dtype, params, steps, from } = request;
  const hypers = hypersOf(rule, request);
  const slots = rule.program.states.map(({ name }) => name);
  const tensors = mapped(params, ({ shape, data }, name) => {
    const gradients = steps.map(({ grads }) => grads[name]!);
    const start = from && { t: from.t, state: from.state[name]! };
    const given = { shape, theta: data, gradients, hypers, dtype, scalarType };
    const trajectory = { ...given, ...(start && { from: start }) };
    const analysed = boundsOfTensor(rule, trajectory);
    const bits = evaluateTensorByContract(rule.program, trajectory);
    return (step: number, slot?: string): Quantity => {
      const of = <Value>({ theta, state }: TensorStep<Value>): readonly Value[] =>
        slot === undefined ? theta : state[slot]!;
      const algorithm = of(bits[step]!);
      const entries = of(analysed[step]!).map((judged, index) => {
        const own = algorithm[index]!;
        // A NaN that came in has to come out, whatever the order of operations.
        const inputs = [data[index]!, ...gradients.slice(0, step + 1).map((gradient) => gradient[index]!)];
        if (Number.isNaN(own) && inputs.some(Number.isNaN)) return { value: Number.NaN, bound: 0 };
        return judgedNumber(judged, own, dtype);
      });
      return {
        value: entries.map(({ value }) => value),
        bound: entries.map(({ bound }) => bound),
        algorithm,
      };
    };
  });
  return steps.map((_, step) => ({
    params: mapped(tensors, (quantity) => quantity(step)),
    state: mapped(tensors, (quantity) =>
      Object.fromEntries(slots.map((slot) => [slot, quantity(step, slot)])),
    ),
  }));
}

/** Where nothing can be judged, the algorithm's own result stands in for the value. */
function judgedNumber(
  judged: Judged,
  algorithm: number,
  dtype: RunRequest["dtype"],
): { value: number; bound: number | null } {
  if (judged === undefined) return { value: algorithm, bound: null };
  const value = toFormat(judged.value, dtype);
  const rounding = absolute(subtract(judged.value, fromNumber(value)));
  return { value, bound: numberAbove(add(judged.error, rounding)) };
}

/** The smallest binary64 number that is at least a, for a ≥ 0 in the range of binary64. */
export function numberAbove(a: BigFloat): number {
  const nearest = toFormat(roundUp(a, 53), "f64");
  // Below the normal range rounding to 53 bits is not enough.
  return compare(fromNumber(nearest), a) < 0 ? nearest + Number.MIN_VALUE : nearest;
}
