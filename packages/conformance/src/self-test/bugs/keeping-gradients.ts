import { createOptimizer, type DecayedRule, type FloatArray } from "@optspec/core";
import { mapped } from "../../mapped.ts";
import { arrayOf, type SimulatedPort, standing } from "../simulate.ts";

/**
 * A port with coupled decay that keeps the gradients in arrays of its own, fills them only with gradients that are new,
 * and adds the decay to them in place.
 */
export function keepingGradients({ undecayed }: DecayedRule): SimulatedPort {
  return ({ dtype, config, params, steps, from, resumeAt }) => {
    if (from !== undefined || resumeAt !== undefined) return { skipped: "runs from fresh state only" };
    const { weight_decay: lambda = 0, ...own } = config;
    const optimizer = createOptimizer(
      undecayed,
      own,
      mapped(params, ({ data }) => arrayOf(dtype, data)),
    );
    let decay = lambda;
    let given: Readonly<Record<string, FloatArray>> = {};
    return {
      steps: steps.map((step) => {
        const { weight_decay: changed = decay, ...changes } = step.config ?? {};
        decay = changed;
        optimizer.configure(changes);
        for (const [name, values] of Object.entries(step.grads)) {
          const [kept, theta] = [optimizer.grads[name]!, optimizer.params[name]!];
          const next = arrayOf(dtype, values);
          if (!next.every((g, index) => Object.is(g, given[name]?.[index]))) kept.set(next);
          given = { ...given, [name]: next };
          for (let i = 0; i < kept.length; i++) kept[i]! += decay * theta[i]!;
        }
        optimizer.step();
        return standing(optimizer);
      }),
    };
  };
}
