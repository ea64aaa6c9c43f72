import type { FloatArray } from "../backends/arithmetic.ts";
import { lower, rolesOf } from "../backends/lower.ts";
import { portable } from "../backends/portable.ts";
import { scalarEvaluator } from "../backends/scalars.ts";
import type { Rule } from "../rules/rule.ts";
import { checkArrays, firstNonFinite } from "./arrays.ts";
import { type Config, checkConfig, describe } from "./config.ts";
import { layOut } from "./layout.ts";
import type { NonFinitePolicy, Optimizer, Options } from "./optimizer.ts";
import { checkSnapshot, programText } from "./snapshot.ts";

const policies: readonly NonFinitePolicy[] = ["propagate", "throw", "skip"];

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
  options: Options<Hyper, Param> = {},
): Optimizer<Hyper, State, Param, T> {
  const { groups: groupOptions = {}, nonFinite = "propagate" } = options;
  if (!policies.includes(nonFinite))
    throw new TypeError(`nonFinite: expected ${policies.join(", ")}, got ${describe(nonFinite)}`);
  checkConfig(rule, config);
  const layout = layOut(params, groupOptions);
  const { dtype, length, places } = layout;
  const code = lower(rule.program);
  const arena = portable.allocate(dtype, rolesOf(rule.program).length, length);
  const kernel = portable.compile(code, arena);

  const hyperNames = Object.keys(rule.hypers) as Hyper[];
  const slotNames = rule.program.scalars.map(({ name }) => name);
  const base = { ...rule.hypers, ...config } as Record<Hyper, number>;
  const groups = layout.groups.map(({ name, begin, end, params: members }) => {
    const own = { ...groupOptions[name]?.config } as Record<string, number>;
    checkConfig(rule, own, `groups.${name}.config`);
    const hypers = new Float64Array(hyperNames.length);
    const slots = Float64Array.from(rule.program.scalars, ({ value }) => value);
    return {
      name,
      begin,
      end,
      members,
      own,
      hypers,
      slots,
      scalars: scalarEvaluator(code, dtype, hypers, slots),
    };
  });
  const applyConfig = (): void => {
    for (const { hypers, own } of groups)
      hyperNames.forEach((name, index) => {
        hypers[index] = own[name] ?? base[name];
      });
  };
  applyConfig();

  const views = (role: number): Record<string, T> =>
    Object.fromEntries(
      Object.keys(params).map((name) => {
        const { begin, end } = places.get(name)!;
        return [name, arena.roles[role]!.subarray(begin, end) as T];
      }),
    );
  const [theta, gradients, ...slots] = arena.roles.map((_, role) => views(role));
  const stateViews = Object.fromEntries(
    Object.keys(params).map((name) => [
      name,
      Object.fromEntries(rule.states.map((slot, index) => [slot, slots[index]![name]!])),
    ]),
  );
  const copyInto = (
    targets: Readonly<Record<string, FloatArray>>,
    sources: Readonly<Record<string, FloatArray>>,
  ): void => {
    for (const name in targets) targets[name]!.set(sources[name]!);
  };
  copyInto(theta!, params);
  rule.program.states.forEach(({ value }, index) => {
    arena.roles[index + 2]!.fill(value);
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

  const optimizer: Optimizer<Hyper, State, Param, T> = {
    rule,
    backend: portable.name,
    params: theta as Record<Param, T>,
    grads: gradients as Record<Param, T>,
    state: stateViews as Record<Param, Record<State, T>>,
    get t() {
      return t;
    },
    get skipped() {
      return skipped;
    },
    get config() {
      return { ...base };
    },
    step(grads) {
      if (grads !== undefined) checkArrays("grads", grads, gradients!, dtype);
      if (refuses(grads ?? gradients!)) {
        skipped++;
        return false;
      }
      for (let i = 0; i < groups.length; i++) groups[i]!.scalars.evaluate(t + 1);
      if (grads !== undefined) copyInto(gradients!, grads);
      for (let i = 0; i < groups.length; i++) {
        const { begin, end, scalars } = groups[i]!;
        kernel(begin, end, scalars.factors);
        scalars.commit();
      }
      t++;
      return true;
    },
    configure(patch, group) {
      checkConfig(rule, patch, group === undefined ? rule.name : `groups.${group}.config`);
      const target = group === undefined ? base : groups.find(({ name }) => name === group)?.own;
      if (target === undefined)
        throw new TypeError(
          `group: expected ${groups.map(({ name }) => name).join(", ")}, got ${describe(group)}`,
        );
      Object.assign(target, patch);
      applyConfig();
    },
    snapshot() {
      const copies = (arrays: Readonly<Record<string, FloatArray>>): Record<string, FloatArray> =>
        Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.slice()]));
      return {
        rule: rule.name,
        program: programText(rule),
        dtype,
        t,
        skipped,
        config: { ...base },
        groups: Object.fromEntries(
          groups.map(({ name, members, own, slots }) => [
            name,
            {
              params: members,
              config: { ...own },
              scalars: Object.fromEntries(slotNames.map((slot, index) => [slot, slots[index]!])),
            },
          ]),
        ),
        params: copies(theta!),
        state: Object.fromEntries(Object.entries(stateViews).map(([name, slots]) => [name, copies(slots)])),
      };
    },
    restore(snapshot) {
      checkSnapshot(rule, optimizer.snapshot(), snapshot);
      copyInto(theta!, snapshot.params);
      for (const name in stateViews) copyInto(stateViews[name]!, snapshot.state[name]!);
      for (const group of groups) {
        const { config: own, scalars } = snapshot.groups[group.name]!;
        group.own = { ...own };
        slotNames.forEach((slot, index) => {
          group.slots[index] = scalars[slot]!;
        });
      }
      Object.assign(base, snapshot.config);
      t = snapshot.t;
      skipped = snapshot.skipped;
      applyConfig();
    },
  };
  return optimizer;
}
