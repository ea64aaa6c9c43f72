import { families } from "./families.ts";
import { type Choice, composeVariant, type Defaults, type Variant } from "./family.ts";

/** How one library implements a rule: the axes on which it departs from the specification, and its own defaults. */
export interface ProfileRow extends Defaults {
  readonly choice?: Choice;
}

const adamOutside = { epsSite: "outside" } as const;
const adamRaw = { epsSite: "outside", epsOn: "raw" } as const;
const lrOutside = { lrInVelocity: "no" } as const;
/** One optimizer for both, which is gradient descent until it is given a momentum. */
const noMomentum = { momentum: 0 } as const;

/**
 * Profile → rule → row. A rule that a profile does not name is one that the library does not have, or not in a form
 * that the axes can say. Defaults that a library leaves to its user are the rule's.
 * Sources: each library's own code, as cited in spec/profiles.md.
 */
export const profiles: Readonly<Record<string, Readonly<Record<string, ProfileRow>>>> = {
  normative: { gd: {}, momentum: {}, adagrad: {}, rmsprop: {}, adam: {}, adamax: {} },
  paper: {
    gd: {},
    adagrad: { choice: { epsSite: "outside" } },
    rmsprop: { choice: { epsSite: "none" }, fixed: { eps: 0 } },
    adam: { choice: adamOutside },
    adamax: { choice: { infEps: "none" }, fixed: { eps: 0 } },
  },
  pytorch: {
    gd: { hypers: { lr: 0.001 } },
    momentum: { choice: lrOutside, hypers: { lr: 0.001, ...noMomentum } },
    adagrad: { choice: { epsSite: "outside" }, hypers: { eps: 1e-10 } },
    rmsprop: { choice: { epsSite: "outside" }, hypers: { lr: 0.01, rho: 0.99 } },
    adam: { choice: adamOutside },
    adamax: { choice: { infEps: "inMax" } },
  },
  keras: {
    gd: {},
    momentum: { hypers: noMomentum },
    adagrad: { choice: { acc0: 0.1 }, hypers: { lr: 0.001 } },
    rmsprop: { hypers: { eps: 1e-7 } },
    adam: {
      choice: { ...adamRaw, betaPowers: "tensorType", moments: "incremental" },
      hypers: { eps: 1e-7 },
    },
    adamax: { choice: { betaPowers: "tensorType" }, hypers: { lr: 0.001, eps: 1e-7 } },
  },
  tensorflow: {
    gd: {},
    momentum: { choice: lrOutside },
    adagrad: { choice: { epsSite: "none", acc0: 0.1 }, fixed: { eps: 0 } },
    rmsprop: { choice: { acc0: 1, weights: "tensorType" }, hypers: { eps: 1e-10 } },
    adam: {
      choice: { ...adamRaw, betaPowers: "laggedProduct", weights: "tensorType", moments: "incremental" },
    },
  },
  optax: {
    gd: {},
    momentum: { choice: lrOutside, hypers: noMomentum },
    adagrad: { choice: { acc0: 0.1 } },
    rmsprop: {},
    adam: { choice: { ...adamOutside, betaPowers: "tensorType" } },
    adamax: { choice: { infEps: "inMax", betaPowers: "tensorType" } },
  },
  jax_examples: {
    gd: {},
    momentum: { choice: lrOutside },
    rmsprop: {},
    adam: { choice: { ...adamOutside, betaPowers: "tensorType" } },
    adamax: { choice: { betaPowers: "tensorType" } },
  },
  tfjs: {
    gd: {},
    momentum: { choice: lrOutside },
    adagrad: { choice: { acc0: 0.1 }, fixed: { eps: 1e-7 } },
    rmsprop: { hypers: { eps: 1e-7 } },
    adam: { choice: { ...adamOutside, betaPowers: "runningProduct" }, hypers: { eps: 1e-7 } },
    adamax: { choice: { betaPowers: "runningProduct" }, hypers: { eps: 1e-7 } },
  },
  sklearn: {
    gd: { hypers: { lr: 0.1 } },
    momentum: { choice: { nesterov: "yes" }, hypers: { lr: 0.1 } },
    adam: { choice: adamRaw },
  },
  autograd: {
    gd: { hypers: { lr: 0.1 } },
    momentum: { choice: { ...lrOutside, gain: "1-momentum" }, hypers: { lr: 0.1 } },
    rmsprop: { choice: { epsSite: "outside", acc0: 1 }, hypers: { lr: 0.1 } },
    adam: { choice: adamOutside },
  },
  tinygrad: {
    gd: { hypers: { lr: 0.001 } },
    momentum: { choice: lrOutside, hypers: { lr: 0.001, ...noMomentum } },
    adam: { choice: { ...adamOutside, betaPowers: "runningProduct" } },
  },
  mlx: {
    gd: {},
    momentum: { choice: lrOutside, hypers: noMomentum },
    adagrad: { choice: { epsSite: "outside" }, hypers: { eps: 1e-8 } },
    rmsprop: { choice: { epsSite: "outside" }, hypers: { rho: 0.99 } },
    adam: { choice: { epsSite: "outside", biasCorrection: "none" } },
    adamax: { choice: { biasCorrection: "none" } },
  },
  julia: {
    // The default is the binary32 literal 1f-1.
    gd: { hypers: { lr: 0.10000000149011612 } },
    momentum: {},
    adagrad: { choice: { epsSite: "outside", acc0: "eps" }, hypers: { lr: 0.1, eps: 1e-8 } },
    rmsprop: { choice: { epsSite: "outside", weights: "tensorType" } },
    adam: { choice: { ...adamOutside, betaPowers: "laggedProduct", weights: "tensorType" } },
    adamax: { choice: { betaPowers: "laggedProduct", weights: "tensorType" }, hypers: { lr: 0.001 } },
  },
  candle: { gd: {}, adam: { choice: adamOutside } },
  burn: {
    gd: {},
    momentum: { choice: { ...lrOutside, gain: "0.9", firstStep: "firstGrad" } },
    adagrad: { choice: { epsSite: "outside" }, hypers: { eps: 1e-5 } },
    rmsprop: { choice: { epsSite: "outside", weights: "tensorType" }, hypers: { rho: 0.99, eps: 1e-5 } },
    adam: {
      choice: { ...adamOutside, betaPowers: "tensorType", weights: "tensorType" },
      hypers: { eps: 1e-5 },
    },
  },
  gorgonia: {
    gd: { hypers: { lr: 0.001 } },
    momentum: { hypers: { lr: 0.001 } },
    adagrad: { hypers: { lr: 0.001, eps: 1e-8 } },
    rmsprop: { hypers: { rho: 0.999 } },
    adam: { choice: { ...adamOutside, weights: "tensorType" } },
  },
  nd4j: {
    gd: { hypers: { lr: 0.001 } },
    momentum: { choice: { nesterov: "yes" }, hypers: { lr: 0.1 } },
    adagrad: { choice: { epsSite: "outside", acc0: 1e-6 }, hypers: { lr: 0.1, eps: 1e-6 } },
    rmsprop: {
      choice: { epsSite: "outside", acc0: "eps", weights: "tensorType" },
      hypers: { lr: 0.1, rho: 0.95 },
    },
    adam: { choice: adamRaw },
  },
  tribuo: {
    gd: {},
    momentum: { choice: lrOutside, hypers: noMomentum },
    adagrad: { choice: { epsSite: "outside" }, hypers: { eps: 1e-6 } },
    rmsprop: { choice: { epsSite: "outside" } },
    adam: { choice: adamRaw, hypers: { eps: 1e-6 } },
  },
};

/**
 * A rule as a profile has it, such as `profileRule("pytorch", "adam")`.
 * @throws RangeError for an unknown profile, or a rule that the profile lacks.
 */
export function profileRule(profile: string, rule: string): Variant {
  const rows = Object.hasOwn(profiles, profile) ? profiles[profile]! : undefined;
  if (rows === undefined)
    throw new RangeError(`profile: expected ${Object.keys(profiles).join(", ")}, got "${profile}"`);
  const row = Object.hasOwn(rows, rule) ? rows[rule]! : undefined;
  if (row === undefined)
    throw new RangeError(
      `rule: expected one of profile ${profile} (${Object.keys(rows).join(", ")}), got "${rule}"`,
    );
  return composeVariant(families[rule]!, row.choice ?? {}, row);
}
