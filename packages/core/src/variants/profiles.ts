import { families } from "./families.ts";
import { type Choice, composeVariant, type Defaults, type Variant } from "./family.ts";

/** How one library implements a rule: the axes on which it departs from the specification, and its own defaults. */
export interface ProfileRow extends Defaults {
  readonly choice?: Choice;
}

const adamOutside = { epsSite: "outside" } as const;
const adamHat = { epsSite: "outside", epsOn: "raw" } as const;
const lrOutside = { lrInVelocity: "no" } as const;

/**
 * Profile → rule → row. A rule that a profile does not name is one that the library does not have.
 * Sources: each library's own code, as cited in spec/profiles.md.
 */
export const profiles: Readonly<Record<string, Readonly<Record<string, ProfileRow>>>> = {
  normative: { gd: {}, momentum: {}, adagrad: {}, adam: {} },
  paper: { gd: {}, adagrad: { choice: { epsSite: "none" } }, adam: { choice: adamOutside } },
  pytorch: {
    gd: { hypers: { lr: 0.001 } },
    momentum: { choice: lrOutside, hypers: { lr: 0.001 } },
    adagrad: { choice: { epsSite: "outside" }, hypers: { eps: 1e-10 } },
    adam: { choice: adamOutside },
  },
  keras: {
    gd: {},
    momentum: {},
    adagrad: { choice: { acc0: 0.1 }, hypers: { lr: 0.001 } },
    adam: { choice: adamHat, hypers: { eps: 1e-7 } },
  },
  optax: {
    gd: {},
    momentum: { choice: lrOutside },
    adagrad: { choice: { acc0: 0.1 } },
    adam: { choice: adamOutside },
  },
  tfjs: {
    gd: {},
    momentum: { choice: lrOutside },
    adagrad: { choice: { acc0: 0.1 }, fixed: { eps: 1e-7 } },
    adam: { choice: { epsSite: "outside", betaPowers: "runningProduct" }, hypers: { eps: 1e-7 } },
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
