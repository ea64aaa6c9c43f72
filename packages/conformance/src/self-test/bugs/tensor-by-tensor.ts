import { createOptimizer, type FloatArray, type Rule } from "@optspec/core";
import type { RunRequest, StepReply } from "../../ports/port.ts";
import { arrayOf, type SimulatedPort, standing } from "../simulate.ts";

/** What goes wrong in a port that updates one tensor after the other. */
export interface TensorByTensor {
  /** One state serves all tensors: each goes on from the first elements of what the one before it left. */
  readonly sharedState?: boolean;
  /** One clock advances with every tensor. */
  readonly sharedClock?: boolean;
}

/** A port with an optimizer per tensor, which run in turn. */
export function tensorByTensor(rule: Rule, { sharedState, sharedClock }: TensorByTensor): SimulatedPort {
  return ({ dtype, config, params, steps, from, resumeAt }) => {
    if (from !== undefined || resumeAt !== undefined) return { skipped: "runs from fresh state only" };
    const tensors = Object.entries(params).map(([name, { data }]) => ({
      name,
      optimizer: createOptimizer(rule, config, { [name]: arrayOf(dtype, data) }),
    }));
    const longest = Math.max(...Object.values(params).map(({ data }) => data.length));
    const shared: Record<string, FloatArray> = Object.fromEntries(
      rule.program.states.map(({ name, value }) => [name, arrayOf(dtype, Array(longest).fill(value))]),
    );
    let ticks = 0;
    const update = (step: RunRequest["steps"][number]): StepReply => {
      for (const { name, optimizer } of tensors) {
        if (step.config !== undefined) optimizer.configure(step.config);
        if (sharedClock === true) optimizer.restore({ ...optimizer.snapshot(), t: ticks++ });
        const slots = Object.entries(optimizer.state[name]!);
        if (sharedState === true)
          for (const [slot, values] of slots) values.set(shared[slot]!.subarray(0, values.length));
        optimizer.step({ [name]: arrayOf(dtype, step.grads[name]!) });
        for (const [slot, values] of slots) shared[slot]!.set(values);
      }
      const reports = tensors.map(({ name, optimizer }) => ({ name, ...standing(optimizer) }));
      return {
        params: Object.fromEntries(reports.map((report) => [report.name, report.params[report.name]!])),
        state: Object.fromEntries(reports.map((report) => [report.name, report.state[report.name]!])),
      };
    };
    return { steps: steps.map(update) };
  };
}
