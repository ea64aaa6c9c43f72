import {
  createOptimizer,
  type DType,
  type FloatArray,
  type Optimizer,
  type Program,
  type Rule,
  ruleOf,
} from "@optspec/core";
import { hypersOf } from "../cases/case.ts";
import { type ContractOptions, evaluateTensorByContract } from "../exact/contract.ts";
import { mapped } from "../mapped.ts";
import type { RunReply, RunRequest, StepReply } from "../ports/port.ts";

/** A port's `run`, in process: what a request is answered with. */
export type SimulatedPort = (request: RunRequest) => RunReply;

/** What a wrapper sees of one update: the live optimizer after it, and copies of what stood before. */
export interface Update {
  readonly optimizer: Optimizer;
  readonly grads: Tensors;
  readonly params: Tensors;
  readonly state: Readonly<Record<string, Tensors>>;
}
type Tensors = Readonly<Record<string, FloatArray>>;

export interface SimulateOptions {
  /** Called after each update; may write over parameters and state. */
  readonly afterUpdate?: (update: Update) => void;
  /** The type to compute in, in place of the request's; what is reported must then be rounded by `afterUpdate`. */
  readonly computeIn?: DType;
  /** The t that the rule is told at update number `update`, in place of that number. */
  readonly clock?: (update: number) => number;
}

/** A port that runs a rule on @optspec/core and reports its state. A run that throws is answered with its error. */
export function simulate(rule: Rule, options: SimulateOptions = {}): SimulatedPort {
  return (request) => {
    try {
      return { steps: trajectory(rule, request, options) };
    } catch (error) {
      return { error: String(error) };
    }
  };
}

function trajectory(rule: Rule, request: RunRequest, options: SimulateOptions): StepReply[] {
  const { config, params, steps, from, resumeAt, resumeConfig = config } = request;
  const { afterUpdate, clock, computeIn: dtype = request.dtype } = options;
  const arrays = (tensors: Readonly<Record<string, readonly number[]>>): Record<string, FloatArray> =>
    mapped(tensors, (values) => arrayOf(dtype, values));
  const shapes = mapped(params, ({ shape }) => shape);
  const created = (given: RunRequest["config"]): Optimizer =>
    createOptimizer(rule, given, arrays(mapped(params, ({ data }) => data)), { shapes });
  let optimizer = created(config);
  if (from !== undefined)
    optimizer.restore({ ...optimizer.snapshot(), t: from.t, state: mapped(from.state, arrays) });
  return steps.map((step, index) => {
    if (index === resumeAt) {
      const saved = optimizer.snapshot();
      optimizer = created(resumeConfig);
      optimizer.restore(saved);
    }
    if (step.config !== undefined) optimizer.configure(step.config);
    if (clock !== undefined)
      optimizer.restore({ ...optimizer.snapshot(), t: clock((from?.t ?? 0) + index + 1) - 1 });
    const grads = arrays(step.grads);
    const before = afterUpdate && standing(optimizer);
    optimizer.step(grads);
    if (before !== undefined) afterUpdate?.({ optimizer, grads, ...before });
    return standing(optimizer);
  });
}

/** Copies of the parameters and the state. */
export function standing({ params, state }: Optimizer): Pick<Update, "params" | "state"> {
  const copies = (tensors: Tensors): Record<string, FloatArray> =>
    mapped(tensors, (values) => values.slice());
  return { params: copies(params), state: mapped(state, copies) };
}

/** An array of a type, each number rounded to it. */
export function arrayOf(dtype: DType, data: ArrayLike<number>): FloatArray {
  return dtype === "f32" ? Float32Array.from(data) : Float64Array.from(data);
}

/**
 * A port that runs a program by exact arithmetic and rounding, in one of the ways in which honest ports round.
 * Saving and loading changes nothing in it, so it runs through `resumeAt`.
 * @param scalarType - the type of its scalars; honest ones are binary64.
 */
export function simulateByContract(
  program: Program,
  options: ContractOptions,
  scalarType: DType = "f64",
): SimulatedPort {
  const rule = ruleOf(program);
  return (request) => {
    const { dtype, params, steps, from } = request;
    const hypers = hypersOf(rule, request);
    const tensors = mapped(params, ({ shape, data }, name) => {
      const gradients = steps.map(({ grads }) => grads[name]!);
      const start = from && { t: from.t, state: from.state[name]! };
      const given = { shape, theta: data, gradients, hypers, dtype, scalarType };
      return evaluateTensorByContract(program, { ...given, ...(start && { from: start }) }, options);
    });
    return {
      steps: steps.map((_, step) => ({
        params: mapped(tensors, (updates) => updates[step]!.theta),
        state: mapped(tensors, (updates) => updates[step]!.state),
      })),
    };
  };
}

/** The same reply without its states, as a port gives it that cannot report them. */
export function withoutState(reply: RunReply): RunReply {
  return "steps" in reply ? { steps: reply.steps.map(({ params }) => ({ params })) } : reply;
}
