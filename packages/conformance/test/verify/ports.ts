import { createOptimizer, type FloatArray, profileRule, type Rule } from "@optspec/core";
import type { Port, RunReply, RunRequest, StepReply } from "../../src/ports/port.ts";

/** A port over core that follows a profile, or whatever rule it is given. */
export function simulatedPort(
  ruleFor: (name: string) => Rule,
  claims: Port["claims"],
  alter?: (reply: StepReply[]) => unknown,
): Port {
  return {
    port: { name: "simulated", version: "1.0.0", language: "typescript" },
    claims,
    capabilities: ["state"],
    run: (request) => {
      const steps = runRule(ruleFor(request.rule), request);
      return alter === undefined ? { steps } : (alter(steps) as RunReply);
    },
  };
}

/** A port that follows a profile of core and says so. */
export function profilePort(profile: string, rule: string, alter?: (reply: StepReply[]) => unknown): Port {
  return simulatedPort((name) => profileRule(profile, name), [{ rule, profile, dtypes: ["f64"] }], alter);
}

function runRule(rule: Rule, { dtype, config, params, steps }: RunRequest): StepReply[] {
  const typed = (data: readonly number[]): FloatArray =>
    dtype === "f32" ? new Float32Array(data) : new Float64Array(data);
  const typedAll = (all: Readonly<Record<string, readonly number[]>>): Record<string, FloatArray> =>
    Object.fromEntries(Object.entries(all).map(([name, data]) => [name, typed(data)]));
  const initial = Object.fromEntries(Object.entries(params).map(([name, { data }]) => [name, typed(data)]));
  const optimizer = createOptimizer(rule, config, initial);
  const copies = (all: Readonly<Record<string, FloatArray>>): Record<string, number[]> =>
    Object.fromEntries(Object.entries(all).map(([name, data]) => [name, [...data]]));
  return steps.map(({ grads, config: changes }) => {
    if (changes) optimizer.configure(changes);
    optimizer.step(typedAll(grads));
    return {
      params: copies(optimizer.params),
      state: Object.fromEntries(
        Object.entries(optimizer.state).map(([name, slots]) => [name, copies(slots)]),
      ),
    };
  });
}
