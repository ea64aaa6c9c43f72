import { inInterval, type Rule } from "@optspec/core";
import { mapped } from "../mapped.ts";
import type { Capability, StartingPoint } from "../ports/port.ts";
import type { Case } from "./case.ts";
import type { StepExpectation } from "./expectation.ts";

/** The parameters and the state before one update. */
export interface Start {
  readonly params: Readonly<Record<string, readonly number[]>>;
  readonly from: StartingPoint;
}

interface Derivation {
  /** Fixtures whose updates are also judged one by one, each from the exact state before it. */
  readonly forced: readonly string[];
  /** Fixtures that are also run from the state that they end with, as if a million updates had been done. */
  readonly late?: readonly string[];
  /** Fixtures that are also run with an interruption after so many updates. Their configurations are complete. */
  readonly resumed: Readonly<Record<string, number>>;
}

/** Rule → fixtures to derive cases from, by their ids without the type. */
const derivations: Readonly<Record<string, Derivation>> = {
  gd: {
    forced: ["gd-changing-learning-rate"],
    resumed: { "gd-changing-learning-rate": 4, "gd-several-tensors": 2 },
  },
  momentum: {
    forced: ["momentum-changing-learning-rate", "momentum-several-tensors", "momentum-wild-gradients"],
    resumed: {
      "momentum-changing-learning-rate": 4,
      "momentum-changing-momentum": 5,
      "momentum-several-tensors": 2,
    },
  },
  adagrad: {
    forced: ["adagrad-changing-hyperparameters", "adagrad-several-tensors", "adagrad-wild-gradients"],
    resumed: { "adagrad-changing-hyperparameters": 5, "adagrad-several-tensors": 2 },
  },
  rmsprop: {
    forced: ["rmsprop-changing-hyperparameters", "rmsprop-several-tensors", "rmsprop-wild-gradients"],
    resumed: { "rmsprop-changing-hyperparameters": 5, "rmsprop-several-tensors": 2 },
  },
  adam: {
    forced: ["adam-ordinary-gradients", "adam-changing-betas", "adam-several-tensors", "adam-wild-gradients"],
    resumed: {
      "adam-ordinary-gradients": 1,
      "adam-changing-learning-rate": 4,
      "adam-changing-betas": 5,
      "adam-several-tensors": 2,
      "adam-long-run": 20,
    },
    late: ["adam-ordinary-gradients", "adam-default-discounts"],
  },
  adamax: {
    forced: [
      "adamax-falling-gradient",
      "adamax-changing-betas",
      "adamax-several-tensors",
      "adamax-wild-gradients",
    ],
    resumed: {
      "adamax-falling-gradient": 3,
      "adamax-changing-learning-rate": 4,
      "adamax-changing-betas": 5,
      "adamax-several-tensors": 2,
    },
    late: ["adamax-ordinary-gradients"],
  },
  gd_coupled: { forced: ["gd-coupled-changing-decay"], resumed: { "gd-coupled-changing-decay": 4 } },
  momentum_coupled: {
    forced: ["momentum-coupled-changing-hyperparameters"],
    resumed: { "momentum-coupled-changing-hyperparameters": 5 },
  },
  momentum_decoupled: {
    forced: ["momentum-decoupled-changing-rate"],
    resumed: { "momentum-decoupled-changing-rate": 5, "momentum-decoupled-several-tensors": 2 },
  },
  adam_coupled: {
    forced: ["adam-coupled-changing-decay"],
    resumed: { "adam-coupled-changing-decay": 5 },
  },
};

/** Updates done before a late run: 1 − ρᵗ is 1 there, unless ρ is within 10⁻⁵ of 1. */
const million = 1_000_000;

/** What the fresh optimizer of a resumed run is built with: values that no fixture has, so that one that stays shows. */
const otherValues: Readonly<Record<string, number>> = {
  lr: 0.3125,
  momentum: 0.375,
  rho: 0.625,
  beta1: 0.4375,
  beta2: 0.5625,
  eps: 0.125,
  weight_decay: 0.25,
};

/**
 * The cases that a port's capabilities allow to derive from a fixture: `<id>/forced`, `<id>/late` and `<id>/resume`.
 * @param expected - what the fixture expects; asked for only where it is needed. Nothing, where only the names of the
 *   cases matter: a case that begins in the middle then has nothing to begin with.
 */
export function derivedCases(
  rule: Rule,
  fixture: Case,
  capabilities: readonly Capability[],
  expected: () => readonly StepExpectation[],
): Case[] {
  const derivation = Object.hasOwn(derivations, rule.name) ? derivations[rule.name] : undefined;
  const slug = fixture.id.replace(/-f(32|64)$/, "");
  const derived: Case[] = [];
  // A state that is not held per tensor, such as a running product, has no place in a request.
  const complete = rule.program.scalars.length === 0;
  const restores = capabilities.includes("restore") && complete;
  if (derivation?.forced.includes(slug) && restores) derived.push(forcedCase(fixture, expected()));
  if (derivation?.late?.includes(slug) && restores) derived.push(lateCase(fixture, expected()));
  const resumeAt = derivation?.resumed[slug];
  if (resumeAt !== undefined && capabilities.includes("resume"))
    derived.push({
      ...fixture,
      id: `${fixture.id}/resume`,
      title: `${fixture.title}; saved after update ${resumeAt} and loaded into an optimizer built otherwise`,
      resumeAt,
      resumeConfig: Object.fromEntries(
        rule.program.hypers.map(({ name, range }) => {
          const value = otherValues[name];
          return [name, value !== undefined && inInterval(value, range) ? value : range.low];
        }),
      ),
    });
  return derived;
}

function forcedCase(fixture: Case, expected: readonly StepExpectation[]): Case {
  const { id, title, requirements, hunts, rule, dtype, config, params, steps } = fixture;
  return {
    ...{ id: `${id}/forced`, title: `${title}; each update from the exact state` },
    ...{ requirements, hunts, rule, dtype, config, params, steps },
    starts: [
      undefined,
      ...expected.slice(0, -1).map(({ params: theta, state }, index) => ({
        params: mapped(theta, ({ value }) => value),
        from: { t: index + 1, state: valuesOf(state) },
      })),
    ],
  };
}

function lateCase(fixture: Case, expected: readonly StepExpectation[]): Case {
  const { id, title, requirements, hunts, rule, dtype, config, params, steps } = fixture;
  return {
    ...{ id: `${id}/late`, title: `${title}; from the state that it ends with, after a million updates` },
    ...{ requirements, hunts, rule, dtype, config, params, steps },
    from: { t: million, state: valuesOf(expected.at(-1)?.state ?? {}) },
  };
}

/** The exact values of every state. */
function valuesOf(state: StepExpectation["state"]): StartingPoint["state"] {
  return mapped(state, (slots) => mapped(slots, ({ value }) => value));
}
