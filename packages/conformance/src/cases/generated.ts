import { type DType, inInterval, type Rule } from "@optspec/core";
import type { Case } from "./case.ts";
import { type Random, randomFrom } from "./random.ts";

/** Values worth trying for each hyperparameter; those outside a rule's range are left out. */
const candidates: Readonly<Record<string, readonly number[]>> = {
  lr: [1, 0.3, 0.1, 0.01, 0.001, 1e-5],
  momentum: [0, 0.5, 0.9, 0.99, 1],
  rho: [0, 0.5, 0.9, 0.95, 0.99, 0.999],
  beta1: [0, 0.5, 0.8, 0.9, 0.95],
  beta2: [0, 0.5, 0.9, 0.99, 0.999, 0.9999],
  weight_decay: [0, 1e-4, 0.01, 0.1],
  eps: [1e-8, 1e-7, 1e-5, 1e-3, 1e-2],
};

/** Binary exponents of gradients: from 1.5e-8, where ε decides, to 64. */
const gradientExponents = [-26, 5] as const;

/**
 * `count` random cases of a rule that every port can be held to; the same for the same seed, whatever else is run.
 * Configurations are complete, and change on the way in half of the cases.
 */
export function generatedCases(rule: Rule, dtype: DType, seed: number, count: number): Case[] {
  return Array.from({ length: count }, (_, index) => {
    const random = randomFrom(seed, `${rule.name}/${dtype}/${index}`);
    const lengths = Array.from({ length: random.integer(1, 2) }, () => random.integer(1, 4));
    // Under a rule with reductions a row of one element says nothing.
    const shapes = lengths.map((length) =>
      rule.compiled.reductions === undefined ? [length] : [length, random.integer(2, 5)],
    );
    const elements = shapes.map((shape) => shape.reduce((all, size) => all * size, 1));
    const names = ["w", "b"].slice(0, lengths.length);
    const updates = random.integer(2, 10);
    const changes = random.integer(0, 1) === 1;
    return {
      id: `generated-${rule.name}-${dtype}-${seed}-${index}`,
      title: `random case ${index} of seed ${seed}`,
      requirements: [],
      hunts: [],
      rule: rule.name,
      dtype,
      config: Object.fromEntries(rule.program.hypers.map((hyper) => [hyper.name, drawHyper(hyper, random)])),
      params: Object.fromEntries(
        names.map((name, k) => [
          name,
          { shape: shapes[k]!, data: draws(elements[k]!, () => random.float(-6, 3)) },
        ]),
      ),
      steps: draws(updates, (step) => ({
        grads: Object.fromEntries(
          names.map((name, k) => [name, draws(elements[k]!, () => drawGradient(random))]),
        ),
        ...(changes && step > 0 && random.integer(0, 2) === 0 && { config: changed(rule, random) }),
      })),
    };
  });
}

function draws<T>(count: number, draw: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => draw(index));
}

function drawGradient(random: Random): number {
  return random.integer(0, 7) === 0 ? 0 : random.float(...gradientExponents);
}

function drawHyper({ name, value, range }: Rule["program"]["hypers"][number], random: Random): number {
  const allowed = (candidates[name] ?? []).filter((candidate) => inInterval(candidate, range));
  return allowed.length === 0 ? value : random.pick(allowed);
}

/** A new learning rate: the one hyperparameter that every rule has and every library lets change. */
function changed(rule: Rule, random: Random): Record<string, number> {
  return { lr: drawHyper(rule.program.hypers.find(({ name }) => name === "lr")!, random) };
}
