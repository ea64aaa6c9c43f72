import { type DecayedRule, type DecayKind, withDecay } from "./decay.ts";
import { families } from "./families.ts";
import { type Choice, composeVariant, type Defaults, type Variant } from "./family.ts";

/** How one library implements a rule: the axes on which it departs from the specification, and its own defaults. */
export interface ProfileRow extends Defaults {
  readonly choice?: Choice;
  /** What the library's own weight decay makes of the rule (spec/decay.md); left out where it has none. */
  readonly decay?: DecayKind;
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
    gd: { hypers: { lr: 0.001 }, decay: "coupled" },
    momentum: { choice: lrOutside, hypers: { lr: 0.001, ...noMomentum }, decay: "coupled" },
    adagrad: { choice: { epsSite: "outside" }, hypers: { eps: 1e-10 }, decay: "coupled" },
    rmsprop: { choice: { epsSite: "outside" }, hypers: { lr: 0.01, rho: 0.99 }, decay: "coupled" },
    adam: { choice: adamOutside, decay: "coupled" },
    adamax: { choice: { infEps: "inMax" }, decay: "coupled" },
  },
  keras: {
    gd: { decay: "decoupled" },
    momentum: { hypers: noMomentum, decay: "decoupled" },
    adagrad: { choice: { acc0: 0.1 }, hypers: { lr: 0.001 }, decay: "decoupled" },
    rmsprop: { hypers: { eps: 1e-7 }, decay: "decoupled" },
    adam: {
      decay: "decoupled",
      choice: { ...adamRaw, betaPowers: "tensorType", moments: "incremental" },
      hypers: { eps: 1e-7 },
    },
    adamax: {
      choice: { betaPowers: "tensorType" },
      hypers: { lr: 0.001, eps: 1e-7 },
      decay: "decoupled",
    },
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
  jax_js: {
    gd: {},
    momentum: { choice: lrOutside, hypers: noMomentum },
    adam: { choice: adamOutside },
  },
  convnetjs: {
    gd: {},
    momentum: {},
    adagrad: { hypers: { eps: 1e-6 } },
    rmsprop: { hypers: { lr: 0.01, rho: 0.95, eps: 1e-6 } },
  },
  brainjs: {
    momentum: { hypers: { lr: 0.3, momentum: 0.1 } },
    adam: { choice: adamOutside, hypers: { lr: 0.3 } },
  },
  js_pytorch: {
    adam: { choice: { epsSite: "outside", biasCorrection: "none" }, hypers: { beta2: 0.99, eps: 1e-9 } },
  },
  neataptic: { gd: { hypers: { lr: 0.3 } }, momentum: { hypers: { lr: 0.3, ...noMomentum } } },
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
    gd: { hypers: { lr: 0.001 }, decay: "coupled" },
    momentum: { choice: lrOutside, hypers: { lr: 0.001, ...noMomentum }, decay: "coupled" },
    adam: { choice: { ...adamOutside, betaPowers: "runningProduct" } },
  },
  mlx: {
    gd: { decay: "coupled" },
    momentum: { choice: lrOutside, hypers: noMomentum, decay: "coupled" },
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

/** The name of a rule with weight decay: the rule and the kind. */
const decayedName = /^(.+)_(coupled|decoupled)$/;

const composed = new Map<string, Variant>();

/**
 * A rule as a profile has it, such as `profileRule("pytorch", "adam")`, or with the library's weight decay around it,
 * `profileRule("pytorch", "adam_coupled")`. The profile `normative` has both kinds of every rule.
 * @throws RangeError for an unknown profile, or a rule or decay that the profile lacks.
 */
export function profileRule(profile: string, rule: string): Variant {
  // Always the same object, so that its kernels are compiled once.
  const key = `${profile} ${rule}`;
  const variant = composed.get(key) ?? compose(profile, rule);
  composed.set(key, variant);
  return variant;
}

function compose(profile: string, rule: string): Variant {
  const rows = Object.hasOwn(profiles, profile) ? profiles[profile]! : undefined;
  if (rows === undefined)
    throw new RangeError(`profile: expected ${Object.keys(profiles).join(", ")}, got "${profile}"`);
  if (Object.hasOwn(rows, rule)) {
    const row = rows[rule]!;
    return composeVariant(families[rule]!, row.choice ?? {}, row);
  }
  if (!profileHas(profile, rule))
    throw new RangeError(
      `rule: expected one of profile ${profile} (${rulesOf(profile).join(", ")}), got "${rule}"`,
    );
  const [, base, kind] = decayedName.exec(rule)!;
  // What a variant has beside its program stays.
  return withDecay(profileRule(profile, base!), kind as DecayKind) as DecayedRule & Variant;
}

/** Whether a profile has a rule, or a rule with that weight decay. */
export function profileHas(profile: string, rule: string): boolean {
  const rows = Object.hasOwn(profiles, profile) ? profiles[profile]! : {};
  if (Object.hasOwn(rows, rule)) return true;
  const [, base, kind] = decayedName.exec(rule) ?? [];
  if (base === undefined || !Object.hasOwn(rows, base)) return false;
  return profile === "normative"
    ? !Object.hasOwn(families[base]!.rule.hypers, "weight_decay")
    : rows[base]!.decay === kind;
}

/** The rules of a profile, and those with the library's own weight decay. */
export function rulesOf(profile: string): string[] {
  return Object.entries(profiles[profile] ?? {}).flatMap(([rule, { decay }]) =>
    decay === undefined ? [rule] : [rule, `${rule}_${decay}`],
  );
}
