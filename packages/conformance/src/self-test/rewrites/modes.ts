import {
  childrenOf,
  type Expression,
  type Program,
  printExpression,
  ruleOf,
  withChildren,
} from "@optspec/core";
import { hypersOf } from "../../cases/case.ts";
import { ruleNamed } from "../../cases/rule-named.ts";
import { exponentAt } from "../../exact/exponent.ts";
import type { Summation } from "../../exact/summations.ts";
import type { RunRequest } from "../../ports/port.ts";
import { type SimulatedPort, simulate, simulateByContract } from "../simulate.ts";
import { named } from "../tree.ts";
import type { Mode } from "./rewrite.ts";

/** Ways in which honest ports compute one and the same program. */
export const modes: Readonly<Record<string, Mode>> = {
  contract: {
    title: "every operation rounded, powers by squaring",
    portOf: (program) => simulate(ruleOf(program)),
  },
  fma: {
    title: "products fused with the sum that takes them",
    portOf: (program) => simulateByContract(program, { fma: true }),
  },
  "wide-accumulators": {
    title: "binary32 tensors computed in binary64, rounded where they are stored",
    portOf: (program) =>
      simulate(ruleOf(program), {
        computeIn: "f64",
        afterUpdate({ optimizer: { params, state } }) {
          for (const values of [...Object.values(params), ...Object.values(state).flatMap(Object.values)])
            values.set(values.map(Math.fround));
        },
      }),
    fits: ({ dtype }) => dtype === "f32",
  },
  "sequential-sums": {
    title: "sums added up one number after the other",
    portOf: bySummation("sequential"),
  },
  "reversed-sums": {
    title: "sums added up from the last number to the first",
    portOf: bySummation("reversed"),
  },
  "pairwise-sums": {
    title: "sums added up in halves",
    portOf: bySummation("pairwise"),
  },
  "wide-sums": {
    title: "sums of binary32 numbers added up in binary64 and rounded",
    portOf: bySummation("wide"),
    fits: ({ dtype }) => dtype === "f32",
  },
  "library-power": {
    title: "powers from the mathematical library",
    portOf: byLibraryPower,
  },
  "running-products": {
    title: "powers as running products in binary64; they equal the powers only while the base stays the same",
    portOf(program) {
      const running = runningProducts(program);
      return running && simulate(ruleOf(running));
    },
    fits: hasConstantDiscounts,
  },
};

/** Sums in another order, in a program that has any. */
function bySummation(summation: Summation): Mode["portOf"] {
  return (program) => ruleOf(program).compiled.reductions && simulateByContract(program, { summation });
}

/** Whether no hyperparameter but lr changes on the way. */
function hasConstantDiscounts({ steps }: RunRequest): boolean {
  return steps.every(({ config = {} }) => Object.keys(config).every((name) => name === "lr"));
}

/** A power of a hyperparameter, and the name that stands in for it. */
interface NamedPower {
  readonly name: string;
  readonly base: string;
  readonly exponent: Expression;
}

/** A program with a name in place of each power of a hyperparameter; undefined without any. */
function withoutPowers(program: Program): { program: Program; powers: readonly NamedPower[] } | undefined {
  const powers = new Map<string, NamedPower>();
  const replaced = (expression: Expression): Expression => {
    if (expression.kind === "power" && expression.base.kind === "name") {
      const key = printExpression(expression);
      const power = powers.get(key) ?? {
        name: `power${powers.size}`,
        base: expression.base.name,
        exponent: expression.exponent,
      };
      powers.set(key, power);
      return named(power.name);
    }
    return withChildren(expression, childrenOf(expression).map(replaced));
  };
  const assignments = program.assignments.map((assignment) => ({
    ...assignment,
    value: replaced(assignment.value),
  }));
  return powers.size === 0
    ? undefined
    : { program: { ...program, assignments }, powers: [...powers.values()] };
}

/** Powers as hyperparameters that the simulated port computes with Math.pow before each update. */
function byLibraryPower(original: Program): SimulatedPort | undefined {
  const named = withoutPowers(original);
  if (named === undefined) return undefined;
  const { program, powers } = named;
  const range = { low: -Infinity, high: Infinity, lowOpen: true, highOpen: true };
  const given = powers.map(({ name }) => ({ name, value: 1, range, at: 0 }));
  const port = simulate(ruleOf({ ...program, hypers: [...program.hypers, ...given] }));
  return (request) => {
    const hypers = hypersOf(ruleNamed(request.rule), request);
    return port({
      ...request,
      steps: request.steps.map((step, index) => ({
        ...step,
        config: {
          ...step.config,
          ...Object.fromEntries(
            powers.map(({ name, base, exponent }) => [
              name,
              // Only the port simulated here computes so; its results are judged, never published.
              hypers[index]![base]! ** exponentAt(exponent, index + 1),
            ]),
          ),
        },
      })),
    });
  };
}

/** Powers as scalar slots: p starts at 1 and is multiplied by its base at every update. */
function runningProducts(original: Program): Program | undefined {
  const found = withoutPowers(original);
  if (found === undefined || found.powers.some(({ exponent }) => exponent.kind !== "name")) return undefined;
  const { program, powers } = found;
  return {
    ...program,
    scalars: [...program.scalars, ...powers.map(({ name }) => ({ name, value: 1, at: 0 }))],
    assignments: [
      ...powers.map(({ name, base }) => ({
        target: name,
        value: { kind: "binary", operator: "*", left: named(name), right: named(base), at: 0 } as const,
        at: 0,
      })),
      ...program.assignments,
    ],
  };
}
