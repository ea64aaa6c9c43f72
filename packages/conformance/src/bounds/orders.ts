import { type Expression, type Program, printProgram, type Rule } from "@optspec/core";
import { compare } from "../exact/big-float.ts";
import {
  elementStep,
  type Step,
  type TensorStep,
  type TensorTrajectory,
  type Trajectory,
  tensorOf,
} from "../exact/trajectory.ts";
import { mapped } from "../mapped.ts";
import { analyseTensor } from "./analyse.ts";
import type { Judged } from "./interval.ts";
import { textbookOf } from "./textbook.ts";

const known = new WeakMap<Program, readonly Program[]>();

/**
 * The orders of operations from which the bounds of a rule are derived (spec/arithmetic.md, "Bounds"): its definition,
 * its program, and its definition with each moving average written as a step towards the new value.
 */
function ordersOf(rule: Rule): readonly Program[] {
  const found = known.get(rule.program);
  if (found !== undefined) return found;
  const definition = textbookOf(rule);
  const candidates = [definition, rule.program, moved(definition)];
  const texts = candidates.map(printProgram);
  const orders = candidates.filter((_, index) => texts.indexOf(texts[index]!) === index);
  known.set(rule.program, orders);
  return orders;
}

/**
 * The exact values of a rule over one parameter, each with its bound: the largest over the orders. A value that
 * one of them cannot be held to is not judged.
 */
export function boundsOfTensor(rule: Rule, trajectory: TensorTrajectory): TensorStep<Judged>[] {
  const [first, ...others] = ordersOf(rule).map((order) => analyseTensor(order, trajectory));
  return first!.map((step, index) => {
    const widest = (own: Judged, pick: (of: TensorStep<Judged>) => Judged): Judged =>
      others.reduce((best, steps) => larger(best, pick(steps[index]!)), own);
    return {
      theta: step.theta.map((own, at) => widest(own, ({ theta }) => theta[at])),
      state: mapped(step.state, (values, slot) =>
        values.map((own, at) => widest(own, ({ state }) => state[slot]![at])),
      ),
      scalars: mapped(step.scalars, (own, slot) => widest(own, ({ scalars }) => scalars[slot])),
    };
  });
}

/** `boundsOfTensor` for one element. */
export function boundsOf(rule: Rule, trajectory: Trajectory): Step<Judged>[] {
  return boundsOfTensor(rule, tensorOf(trajectory)).map((step) => elementStep(step));
}

function larger(a: Judged, b: Judged): Judged {
  if (a === undefined || b === undefined) return undefined;
  return compare(a.error, b.error) < 0 ? { value: a.value, error: b.error } : a;
}

/** Writes every `x = c*x + (1 - c)*y` as `x = x + (1 - c)*(y - x)`, as lerp functions compute it. */
function moved(program: Program): Program {
  return {
    ...program,
    assignments: program.assignments.map((assignment) => {
      const { target, value } = assignment;
      if (value.kind !== "binary" || value.operator !== "+") return assignment;
      const { left: kept, right: added, at } = value;
      if (kept.kind !== "binary" || kept.operator !== "*" || !isName(kept.right, target)) return assignment;
      if (added.kind !== "binary" || added.operator !== "*" || !isComplement(added.left, kept.left))
        return assignment;
      const own = kept.right;
      const difference: Expression = { kind: "binary", operator: "-", left: added.right, right: own, at };
      return { ...assignment, value: { ...value, left: own, right: { ...added, right: difference } } };
    }),
  };
}

function isName(expression: Expression, name: string): boolean {
  return expression.kind === "name" && expression.name === name;
}

/** Whether it is 1 − `of`; numbers rounded to the tensor's type count as themselves. */
function isComplement(expression: Expression, of: Expression): boolean {
  const [difference, own] = [unrounded(expression), unrounded(of)];
  if (difference.kind !== "binary" || difference.operator !== "-" || own.kind !== "name") return false;
  const { left, right } = difference;
  return left.kind === "number" && left.value === 1 && isName(unrounded(right), own.name);
}

function unrounded(expression: Expression): Expression {
  return expression.kind === "call" && expression.callee === "round"
    ? unrounded(expression.arguments[0]!)
    : expression;
}
