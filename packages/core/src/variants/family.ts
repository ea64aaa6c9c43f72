import type { DType } from "../backends/arithmetic.ts";
import { printInterval } from "../language/print.ts";
import { defineRule, type Rule } from "../rules/rule.ts";

/** One way in which implementations of a rule differ; the first value is the normative one. */
export interface Axis {
  readonly values: readonly (string | number)[];
  /** What the axis decides, in one sentence. */
  readonly meaning: string;
  /** The requirement of the specification that settles it. */
  readonly requirement: string;
  /** Values that mean the first one for tensors of binary64, where rounding to the tensor's type changes nothing. */
  readonly sameInBinary64?: readonly (string | number)[];
}

/** A value for each axis of a family. */
export type Choice = Readonly<Record<string, string | number>>;

/** Everything that implementations call by a rule's name: the rule and the axes along which they differ. */
export interface Family {
  readonly rule: Rule;
  readonly axes: Readonly<Record<string, Axis>>;
  /** The body of the program for a choice of every axis. */
  compose(choice: Choice): Composition;
}

/** What a choice makes of a program; the hyperparameters stay those of the rule. */
export interface Composition {
  readonly states?: Readonly<Record<string, number>>;
  readonly scalars?: Readonly<Record<string, number>>;
  readonly assignments: readonly string[];
}

/** Defaults that differ from the rule's; `fixed` ones cannot be configured at all. */
export interface Defaults {
  readonly hypers?: Readonly<Record<string, number>>;
  readonly fixed?: Readonly<Record<string, number>>;
}

/** A rule composed from a family's axes, with the choices that are not normative. */
export interface Variant extends Rule {
  readonly choice: Choice;
}

/**
 * Composes the variant of a family for some axes; those left out are normative.
 * @throws TypeError for an unknown axis or hyperparameter, RangeError for an unknown value.
 */
export function composeVariant(family: Family, choice: Choice, defaults: Defaults = {}): Variant {
  const { rule, axes } = family;
  for (const [axis, value] of Object.entries(choice)) {
    if (!Object.hasOwn(axes, axis))
      throw new TypeError(
        `${rule.name}: expected an axis (${Object.keys(axes).join(", ") || "none"}), got "${axis}"`,
      );
    if (!axes[axis]!.values.includes(value))
      throw new RangeError(`${rule.name}.${axis}: expected ${axes[axis]!.values.join(", ")}, got ${value}`);
  }
  const values = { ...defaults.hypers, ...defaults.fixed };
  for (const name of Object.keys(values))
    if (!Object.hasOwn(rule.hypers, name))
      throw new TypeError(
        `${rule.name}: expected hyperparameters ${Object.keys(rule.hypers).join(", ")}, got "${name}"`,
      );

  const complete = Object.fromEntries(
    Object.entries(axes).map(([axis, { values: all }]) => [axis, choice[axis] ?? all[0]!]),
  );
  const { states = {}, scalars = {}, assignments } = family.compose(complete);
  const slots = (keyword: string, all: Readonly<Record<string, number>>): string[] =>
    Object.entries(all).map(([name, value]) => `${keyword} ${name} = ${value}`);
  const lines = [
    `rule ${rule.name}`,
    ...rule.program.hypers.map(({ name, value, range }) => {
      const fixed = defaults.fixed?.[name];
      const interval = fixed === undefined ? printInterval(range) : `[${fixed}, ${fixed}]`;
      return `hyper ${name} = ${values[name] ?? value} in ${interval}`;
    }),
    ...slots("state", states),
    ...slots("scalar", scalars),
    "",
    ...assignments,
    "",
  ];
  const different = Object.entries(complete).filter(([axis, value]) => value !== axes[axis]!.values[0]);
  return { ...defineRule(lines.join("\n")), choice: Object.fromEntries(different) };
}

/**
 * Every variant of a family whose program differs from those before it, the normative one first.
 * @param hypers - defaults in place of the rule's own.
 * @param dtype - the tensors' type; for f64 leaves out what only f32 can tell apart.
 */
export function variantsOf(
  family: Family,
  hypers: Readonly<Record<string, number>> = {},
  dtype: DType = "f32",
): Variant[] {
  let choices: Choice[] = [{}];
  for (const [axis, { values, sameInBinary64 = [] }] of Object.entries(family.axes))
    choices = values
      .filter((value) => dtype === "f32" || !sameInBinary64.includes(value))
      .flatMap((value) => choices.map((choice) => ({ ...choice, [axis]: value })));
  // Of choices that make the same program, the one with the fewest deviations stands for all.
  const seen = new Map<string, Choice>();
  for (const choice of choices) {
    const text = JSON.stringify(family.compose(choice));
    const known = seen.get(text);
    if (known === undefined || deviations(family, choice) < deviations(family, known)) seen.set(text, choice);
  }
  return [...seen.values()].map((choice) => composeVariant(family, choice, { hypers }));
}

function deviations({ axes }: Family, choice: Choice): number {
  return Object.entries(choice).filter(([axis, value]) => value !== axes[axis]!.values[0]).length;
}
