import type { Rule } from "@optspec/core";
import type { Judged } from "../bounds/interval.ts";
import { boundsOf } from "../bounds/orders.ts";
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
import { evaluateByContract } from "../exact/contract.ts";
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

/** What a conforming implementation of `rule` returns for a request, from arbitrary precision (spec/arithmetic.md). */
export function expectationOf(rule: Rule, request: RunRequest): StepExpectation[] {
  const { dtype, params, steps, from } = request;
  const hypers = hypersOf(rule, request);
  const slots = rule.program.states.map(({ name }) => name);
  const tensors = Object.entries(params).map(([name, { data }]) => {
    const elements = data.map((theta, index) => {
      const gradients = steps.map(({ grads }) => grads[name]![index]!);
      const start = from && { t: from.t, state: elementOf(from.state[name]!, index) };
      const trajectory = { theta, gradients, hypers, dtype, ...(start && { from: start }) };
      return {
        gradients,
        theta,
        analysed: boundsOf(rule, trajectory),
        bits: evaluateByContract(rule.program, trajectory),
      };
    });
    const quantity = (step: number, slot?: string): Quantity => {
      const entries = elements.map(({ theta, gradients, analysed, bits }) => {
        const algorithm = slot === undefined ? bits[step]!.theta : bits[step]!.state[slot]!;
        // A NaN that came in has to come out, whatever the order of operations.
        if (Number.isNaN(algorithm) && [theta, ...gradients.slice(0, step + 1)].some(Number.isNaN))
          return { value: Number.NaN, bound: 0, algorithm };
        const judged = slot === undefined ? analysed[step]!.theta : analysed[step]!.state[slot];
        return { ...judgedNumber(judged, algorithm, dtype), algorithm };
      });
      return {
        value: entries.map(({ value }) => value),
        bound: entries.map(({ bound }) => bound),
        algorithm: entries.map(({ algorithm }) => algorithm),
      };
    };
    return { name, quantity };
  });
  return steps.map((_, step) => ({
    params: Object.fromEntries(tensors.map(({ name, quantity }) => [name, quantity(step)])),
    state: Object.fromEntries(
      tensors.map(({ name, quantity }) => [
        name,
        Object.fromEntries(slots.map((slot) => [slot, quantity(step, slot)])),
      ]),
    ),
  }));
}

function elementOf(
  slots: Readonly<Record<string, readonly number[]>>,
  index: number,
): Record<string, number> {
  return Object.fromEntries(Object.entries(slots).map(([slot, values]) => [slot, values[index]!]));
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
