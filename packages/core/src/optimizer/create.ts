import type { FloatArray } from "../backends/arithmetic.ts";
import { backends } from "../backends/choose.ts";
import { rolesOf } from "../backends/lower.ts";
import { scalarEvaluator } from "../backends/scalars.ts";
import type { Rule } from "../rules/rule.ts";
import { checkArrays, copyInto, firstNonFinite } from "./arrays.ts";
import type { Config } from "./config.ts";
import { hyperGroups } from "./hyper-groups.ts";
import { layOut } from "./layout.ts";
import type { Optimizer, Options, ViewOf } from "./optimizer.ts";
import { settingsOf } from "./options.ts";
import { checkSnapshot } from "./snapshot.ts";

/**
 * Makes an optimizer that owns parameters, gradients and state in one contiguous memory.
 * @param params - initial parameters by name, all Float32Array or all Float64Array; copied, never written.
 * @throws TypeError or RangeError for anything that does not fit, naming what was expected.
 */
export function createOptimizer<
  Hyper extends string,
  State extends string,
  Param extends string,
  T extends FloatArray,
>(
  rule: Rule<Hyper, State>,
  config: Config<Hyper>,
  params: Readonly<Record<Param, T>>,
  options: Options<Hyper, NoInfer<Param>> = {},
): Optimizer<Hyper, State, Param, ViewOf<T>> {
  const { groups: groupOptions, shapes, nonFinite, backend, threads } = settingsOf(options);
  const layout = layOut(params, groupOptions, shapes);
  const { dtype, length, places } = layout;
  const hypers = hyperGroups(
    rule,
    config,
    layout.groups,
    layout.groups.map(({ name }) => groupOptions[name]?.config ?? {}),
  );
  const { code, lines, program, reductions } = rule.compiled;
  if (program !== rule.program)
    throw new TypeError(`${rule.name}: expected a rule of its program, as ruleOf makes it, got another's`);
  const run = backends[backend];
  const parameters = layout.groups.flatMap(({ params: members }, group) =>
    members.map((name) => ({ ...places.get(name)!, group })),
  );
  const engine = (reductions?.(run, parameters) ?? run)({
    code,
    passes: [code],
    dtype,
    roles: rolesOf(rule.program).length,
    length,
    groups: layout.groups,
    threads,
  });

  const slotNames = rule.program.scalars.map(({ name }) => name);
  const groups = layout.groups.map(({ name, params: members }, index) => {
    const slots = Float64Array.from(rule.program.scalars, ({ value }) => value);
    const scalars = scalarEvaluator(code, dtype, hypers.values[index]!, slots, engine.factors[index]!);
    return { name, members, slots, scalars };
  });

  const views = (role: number): Record<string, ViewOf<T>> =>
    Object.fromEntries(
      Object.keys(params).map((name) => {
        const { begin, end } = places.get(name)!;
        return [name, engine.roles[role]!.subarray(begin, end) as ViewOf<T>];
      }),
    );
  const [theta, gradients, ...slots] = engine.roles.map((_, role) => views(role));
  const stateViews = Object.fromEntries(
    Object.keys(params).map((name) => [
      name,
      Object.fromEntries(rule.states.map((slot, index) => [slot, slots[index]![name]!])),
    ]),
  );
  copyInto(theta!, params);
  rule.program.states.forEach(({ value }, index) => {
    engine.roles[index + 2]!.fill(value);
  });

  let t = 0;
  let skipped = 0;
  const refuses = (candidate: Readonly<Record<string, FloatArray>>): boolean => {
    if (nonFinite === "propagate") return false;
    const found = firstNonFinite(candidate);
    if (found !== undefined && nonFinite === "throw")
      throw new RangeError(
        `grads.${found.name}[${found.index}]: expected a finite number, got ${candidate[found.name]![found.index]}`,
      );
    return found !== undefined;
  };

  const optimizer: Optimizer<Hyper, State, Param, ViewOf<T>> = {
    rule,
    backend: engine.backend,
    get threads() {
      return engine.threads;
    },
    params: theta as Record<Param, ViewOf<T>>,
    grads: gradients as Record<Param, ViewOf<T>>,
    state: stateViews as Record<Param, Record<State, ViewOf<T>>>,
    get t() {
      return t;
    },
    get skipped() {
      return skipped;
    },
    get config() {
      return hypers.effective(0) as Record<Hyper, number>;
    },
    step(grads) {
      if (grads !== undefined) checkArrays("grads", grads, gradients!, dtype);
      engine.check();
      if (refuses(grads ?? gradients!)) {
        skipped++;
        return false;
      }
      for (let i = 0; i < groups.length; i++) groups[i]!.scalars.evaluate(t + 1);
      if (grads !== undefined) copyInto(gradients!, grads);
      engine.run();
      for (let i = 0; i < groups.length; i++) groups[i]!.scalars.commit();
      t++;
      return true;
    },
    configure: hypers.configure,
    snapshot({ copy = true } = {}) {
      const copies = (arrays: Readonly<Record<string, FloatArray>>): Record<string, FloatArray> =>
        Object.fromEntries(
          Object.entries(arrays).map(([name, array]) => [name, copy ? array.slice() : array]),
        );
      return {
        rule: rule.name,
        program: [...lines],
        dtype,
        t,
        skipped,
        config: { ...hypers.base },
        groups: Object.fromEntries(
          groups.map(({ name, members, slots }, index) => [
            name,
            {
              params: [...members],
              config: { ...hypers.own(index) },
              scalars: Object.fromEntries(slotNames.map((slot, at) => [slot, slots[at]!])),
            },
          ]),
        ),
        ...(reductions && {
          shapes: Object.fromEntries(Object.keys(params).map((name) => [name, places.get(name)!.shape])),
        }),
        params: copies(theta!),
        state: Object.fromEntries(Object.entries(stateViews).map(([name, slots]) => [name, copies(slots)])),
      };
    },
    restore(snapshot) {
      checkSnapshot(rule, optimizer.snapshot({ copy: false }), snapshot);
      copyInto(theta!, snapshot.params);
      for (const name in stateViews) copyInto(stateViews[name]!, snapshot.state[name]!);
      for (const group of groups) {
        const { scalars } = snapshot.groups[group.name]!;
        slotNames.forEach((slot, index) => {
          group.slots[index] = scalars[slot]!;
        });
      }
      hypers.restore(
        snapshot.config,
        groups.map(({ name }) => snapshot.groups[name]!.config),
      );
      t = snapshot.t;
      skipped = snapshot.skipped;
    },
    close: engine.close,
    [Symbol.dispose]: engine.close,
  };
  return optimizer;
}
