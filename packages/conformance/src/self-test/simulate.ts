import {
  createOptimizer,
  type DType,
  type FloatArray,
  type Optimizer,
  type Program,
  printProgram,
  type Rule,
} from "@optspec/core";
import { hypersOf } from "../cases/case.ts";
import { type ContractOptions, evaluateByContract } from "../exact/contract.ts";
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
}

/** The rule of an edited program: its hyperparameters and slots as the program declares them. */
export function ruleOf(program: Program): Rule {
  return {
    name: program.name,
    source: printProgram(program),
    program,
    hypers: Object.fromEntries(program.hypers.map(({ name, value }) => [name, value])),
    states: program.states.map(({ name }) => name),
  };
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
  const { afterUpdate, computeIn: dtype = request.dtype } = options;
  const data = Object.entries(request.params).map(([name, param]) => [name, arrayOf(dtype, param.data)]);
  const optimizer = createOptimizer(rule, request.config, Object.fromEntries(data));
  return request.steps.map(({ grads, config }) => {
    if (config !== undefined) optimizer.configure(config);
    const given = Object.fromEntries(
      Object.entries(grads).map(([name, values]) => [name, arrayOf(dtype, values)]),
    );
    if (afterUpdate === undefined) optimizer.step(given);
    else {
      const before = standing(optimizer);
      optimizer.step(given);
      afterUpdate({ optimizer, grads: given, ...before });
    }
    return standing(optimizer);
  });
}

/** Copies of the parameters and the state. */
function standing({ params, state }: Optimizer): Pick<Update, "params" | "state"> {
  const copies = (tensors: Tensors): Record<string, FloatArray> =>
    Object.fromEntries(Object.entries(tensors).map(([name, values]) => [name, values.slice()]));
  return {
    params: copies(params),
    state: Object.fromEntries(Object.entries(state).map(([name, slots]) => [name, copies(slots)])),
  };
}

/** An array of a type, each number rounded to it. */
export function arrayOf(dtype: DType, data: ArrayLike<number>): FloatArray {
  return dtype === "f32" ? Float32Array.from(data) : Float64Array.from(data);
}

/** A port that runs a program by exact arithmetic and rounding, in one of the ways in which honest ports round. */
export function simulateByContract(program: Program, options: ContractOptions): SimulatedPort {
  const rule = ruleOf(program);
  return (request) => {
    const { dtype, params, steps } = request;
    const hypers = hypersOf(rule, request);
    const tensors = Object.entries(params).map(([name, { data }]) => ({
      name,
      elements: data.map((theta, index) => {
        const gradients = steps.map(({ grads }) => grads[name]![index]!);
        return evaluateByContract(program, { theta, gradients, hypers, dtype }, options);
      }),
    }));
    return {
      steps: steps.map((_, step) => ({
        params: Object.fromEntries(
          tensors.map(({ name, elements }) => [name, elements.map((element) => element[step]!.theta)]),
        ),
        state: Object.fromEntries(
          tensors.map(({ name, elements }) => [
            name,
            Object.fromEntries(
              rule.states.map((slot) => [slot, elements.map((element) => element[step]!.state[slot]!)]),
            ),
          ]),
        ),
      })),
    };
  };
}

/** The same reply without its states, as a port gives it that cannot report them. */
export function withoutState(reply: RunReply): RunReply {
  return "steps" in reply ? { steps: reply.steps.map(({ params }) => ({ params })) } : reply;
}
