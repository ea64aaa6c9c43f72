import type { DType } from "@optspec/core";
import { z } from "zod";
import { perDType } from "../forms/dtype.ts";
import { form, refuse } from "../forms/form.ts";
import { dictionary, list, strictObject } from "../forms/objects.ts";
import { expecting, wording } from "../messages/describe.ts";
import { type Numbers, numbers } from "../numbers/numbers.ts";
import { checkRun, type Run, runFields } from "./run.ts";
import { compareNames, compareTensors, disagree } from "./tensors.ts";

/** A golden trajectory: a run request, what has to come out of it, and what it is good for. */
export interface Fixture<Values = Numbers> extends Run<Values> {
  /** A permanent slug. */
  readonly id: string;
  readonly title: string;
  /** The requirements that it tests, such as `ADAM-3`. */
  readonly requirements: readonly string[];
  /** The catalogued bugs that it must catch. */
  readonly hunts: readonly string[];
  /** What stands after each update. */
  readonly expected: readonly FixtureStep<Values>[];
  /** Where the expected numbers come from. */
  readonly provenance: string;
}

export interface FixtureStep<Values = Numbers> {
  readonly params: Readonly<Record<string, Quantity<Values>>>;
  /** state[parameter][slot]; no slots for a rule without state. */
  readonly state: Readonly<Record<string, Readonly<Record<string, Quantity<Values>>>>>;
}

/** What one tensor should hold after an update; one entry per element in each array. */
export interface Quantity<Values = Numbers> {
  /** The exact result, correctly rounded. */
  readonly value: Values;
  /** How far from `value` a conforming port may be; null where no port is held to a value. */
  readonly bound: readonly (number | null)[];
  /** The bits of the normative order of operations. */
  readonly algorithm: Values;
}

type Bound = readonly (number | null)[];

const bound: z.ZodType<(number | null)[], Bound> = form<(number | null)[], Bound>(
  (input, context) => {
    if (!Array.isArray(input)) return refuse(context, "an array of bounds", input);
    for (let index = 0; index < input.length; index++) {
      const value: unknown = input[index];
      const fits = value === null || (typeof value === "number" && Number.isFinite(value) && value >= 0);
      if (!fits) return refuse(context, "a finite number >= 0, or null", value, [index]);
    }
    return [...input];
  },
  { type: "array", items: { anyOf: [{ type: "number", minimum: 0 }, { type: "null" }] } },
);

const slug = expecting("a slug of small letters, digits and single hyphens");
const requirement = expecting("a requirement such as ADAM-3");
const sentence = z.string(expecting("a sentence")).min(1, expecting("a sentence"));

function quantity(type: DType): z.ZodType<Quantity<number[]>, Quantity> {
  return strictObject("a quantity with value, bound and algorithm", {
    value: numbers(type).meta({ description: "Exact result, correctly rounded." }),
    bound: bound.meta({
      description: "Largest error of a conforming port; null where none is held to a value.",
    }),
    algorithm: numbers(type).meta({ description: "Bits of the normative order of operations." }),
  }).superRefine(({ value: { length }, ...others }, context) => {
    compareTensors(new Map(Object.keys(others).map((name) => [name, length])), others, context, []);
  });
}

/** Reads a fixture; numbers become plain numbers, held to the fixture's type. */
export const fixtureSchema: z.ZodType<Fixture<number[]>, Fixture> = perDType<Fixture<number[]>, Fixture>(
  (type) =>
    strictObject("a fixture", {
      id: z
        .string(slug)
        .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, slug)
        .meta({ description: "Permanent." }),
      title: sentence,
      requirements: list(
        "an array of requirements",
        z.string(requirement).regex(/^[A-Z]+-[1-9][0-9]*$/, requirement),
      ).meta({
        description: "Requirements that the fixture tests.",
        minItems: 1,
        uniqueItems: true,
      }),
      hunts: list("an array of bugs", sentence).meta({
        description: "Bugs that the fixture must catch.",
        uniqueItems: true,
      }),
      ...runFields(type),
      expected: list(
        "an array of steps",
        strictObject("a step", {
          params: dictionary("an object of parameters", quantity(type)).meta({
            description: "Parameters by name.",
          }),
          state: dictionary("an object of states", dictionary("an object of slots", quantity(type))).meta({
            description: "State by parameter and slot.",
          }),
        }),
      ).meta({ description: "What stands after each update." }),
      provenance: sentence.meta({ description: "Where the expected numbers come from." }),
    }).superRefine(checkFixture),
).meta({ title: "Fixture", description: "A golden trajectory of one rule." });

/** Holds the parts of a fixture to one another. */
function checkFixture(fixture: Fixture<number[]>, context: z.core.$RefinementCtx): void {
  if (!checkRun(fixture, context) || !checkNames(fixture, context)) return;
  const { params, steps, expected } = fixture;
  if (expected.length !== steps.length) {
    disagree(context, ["expected"], `expected ${steps.length} steps, got ${expected.length}`);
    return;
  }
  const lengths = new Map(Object.entries(params).map(([name, { data }]) => [name, data.length]));
  const slots = Object.keys(Object.values(expected[0]?.state ?? {})[0] ?? {});
  for (const [index, step] of expected.entries()) {
    const path = ["expected", index];
    if (!compareTensors(lengths, valuesOf(step.params), context, [...path, "params"])) return;
    if (!compareNames(lengths, step.state, context, [...path, "state"])) return;
    for (const [name, length] of lengths) {
      const slotLengths = new Map(slots.map((slot) => [slot, length]));
      if (!compareTensors(slotLengths, valuesOf(step.state[name]!), context, [...path, "state", name]))
        return;
    }
  }
}

function checkNames(fixture: Fixture<number[]>, context: z.core.$RefinementCtx): boolean {
  if (fixture.requirements.length === 0)
    return disagree(context, ["requirements"], "expected at least one requirement, got none");
  for (const field of ["requirements", "hunts"] as const) {
    const seen = new Set<string>();
    for (const [index, name] of fixture[field].entries()) {
      if (seen.has(name)) return disagree(context, [field, index], wording("each name once", name));
      seen.add(name);
    }
  }
  return true;
}

/** The values alone of some quantities. */
function valuesOf(quantities: Readonly<Record<string, Quantity<number[]>>>): Record<string, number[]> {
  return Object.fromEntries(Object.entries(quantities).map(([name, { value }]) => [name, value]));
}
