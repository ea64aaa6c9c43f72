import { createOptimizer, type Options, type Rule } from "@optspec/core";
import type { Format } from "../../src/exact/big-float.ts";

type Numbers = readonly number[];

/** Parameters and state after every update: `theta[name][element]`, `state[name][slot][element]`. */
export interface CoreStep {
  readonly theta: Readonly<Record<string, Numbers>>;
  readonly state: Readonly<Record<string, Readonly<Record<string, Numbers>>>>;
}

/** An array of the format's type. */
export function arrayOf(format: Format, values: Numbers): Float32Array | Float64Array {
  return format === "f32" ? Float32Array.from(values) : Float64Array.from(values);
}

/** Runs @optspec/core over named tensors, with the hyperparameters of each update. */
export function runCore(
  rule: Rule,
  format: Format,
  params: Readonly<Record<string, Numbers>>,
  gradients: readonly Readonly<Record<string, Numbers>>[],
  hypers: readonly Readonly<Record<string, number>>[],
  options: Options = {},
): CoreStep[] {
  const arrays = (values: Readonly<Record<string, Numbers>>): Record<string, Float32Array | Float64Array> =>
    Object.fromEntries(Object.entries(values).map(([name, list]) => [name, arrayOf(format, list)]));
  const optimizer = createOptimizer(rule, hypers[0] ?? {}, arrays(params), options);
  return gradients.map((step, index) => {
    optimizer.configure(hypers[index]!);
    optimizer.step(arrays(step));
    const names = Object.keys(params);
    return {
      theta: Object.fromEntries(names.map((name) => [name, Array.from(optimizer.params[name]!)])),
      state: Object.fromEntries(
        names.map((name) => [
          name,
          Object.fromEntries(
            Object.entries(optimizer.state[name]!).map(([slot, values]) => [slot, Array.from(values)]),
          ),
        ]),
      ),
    };
  });
}

/** Runs @optspec/core over a single element. */
export function runElement(
  rule: Rule,
  format: Format,
  { theta, gradients, hypers }: { theta: number; gradients: Numbers; hypers: Record<string, number>[] },
): { readonly theta: number; readonly state: Readonly<Record<string, number>> }[] {
  const steps = gradients.map((gradient) => ({ w: [gradient] }));
  return runCore(rule, format, { w: [theta] }, steps, hypers).map((step) => ({
    theta: step.theta.w![0]!,
    state: Object.fromEntries(Object.entries(step.state.w!).map(([slot, values]) => [slot, values[0]!])),
  }));
}
