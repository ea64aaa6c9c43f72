import { printExpression, profileHas, profileRule } from "@optspec/core";
import type { Explanation, GroupResult } from "../verify/result.ts";
import { count } from "./format.ts";

/** Said where nothing reproduces a port's output. */
export const unknown =
  "unknown. Nothing that the suite knows reproduces this output: no variant, bug of the catalogue, single edit or pair of them.";

/** Said where the program is the specified one, and the port deviates nevertheless. */
export const aroundProgram = "The formulas are those specified; what differs lies around them.";

/** What an explanation says the port computes, in words. */
export function evidently({ kind, choice, defaults, bug, edits }: Explanation): string {
  if (kind === "combination") return `${edits} departures from the specification at once`;
  if (kind === "edit") return "the specified rule but for one edit";
  if (kind === "bug") return `a known bug, ${bug}`;
  if (Object.keys(choice).length > 0)
    return `another variant of the rule${bug === undefined ? "" : `, ${bug}`}`;
  return Object.keys(defaults).length > 0 ? "the normative rule with other defaults" : "the normative rule";
}

/** An explanation in a few words: the bug, or the axes and defaults on which it departs, or the edit. */
export function shortName(explanation: Explanation, most: number = Number.POSITIVE_INFINITY): string {
  const parts = departures(explanation);
  const left = parts.length - most;
  return left > 0
    ? `${parts.slice(0, most).join(", ")} and ${left} more`
    : parts.join(", ") || "the normative rule";
}

function departures({ kind, bug, choice, defaults, meaning }: Explanation): string[] {
  const settings = (record: Readonly<Record<string, string | number>>): string[] =>
    Object.entries(record).map(([name, value]) => `${name} = ${value}`);
  // A variant that has a name needs no axes.
  const axes = kind === "variant" && bug !== undefined ? [] : settings(choice);
  const edited = bug === undefined && (kind === "edit" || kind === "combination");
  return [
    ...(bug === undefined ? [] : [bug]),
    ...axes,
    ...(edited ? [editIn(meaning)] : []),
    ...settings(defaults),
  ];
}

/** The edit among what an explanation means. */
function editIn(meaning: readonly string[]): string {
  return meaning.find((line) => line.startsWith("one edit")) ?? "one edit";
}

/** What is to be said of the best explanation, besides its program: sentences, each with what it is about. */
export function remarks({
  fix,
  resembles = [],
  profiles: same,
}: Explanation): [about: string, text: string][] {
  return [
    ...(fix === undefined ? [] : [["Fix", fix] as [string, string]]),
    ...(resembles.length > 0 ? [["Seen in", resembles.join(", ")] as [string, string]] : []),
    ...(same.length > 0
      ? [["Same as", `${same.length === 1 ? "profile" : "profiles"} ${same.join(", ")}`] as [string, string]]
      : []),
  ];
}

/** How much of the evidence an explanation covers: "12 of 12 cases". */
export function evidence({ matched }: Explanation, cases: number): string {
  return `${matched} of ${count(cases, "case")}`;
}

/** Whether an evident program differs from the specified one. */
export function differs(evident: readonly string[], specified: readonly string[] | undefined): boolean {
  return specified === undefined || evident.join("\n") !== specified.join("\n");
}

/**
 * The lines that the specification has for a rule of a profile, for comparison with an evident program: its
 * assignments, and the initial values of its slots where the evident program tells its own.
 */
export function specifiedProgram(
  { rule, profile }: GroupResult,
  evident: readonly string[],
): string[] | undefined {
  if (!profileHas(profile, rule)) return undefined;
  const { states, scalars, assignments } = profileRule(profile, rule).program;
  const declared = (keyword: string, slots: typeof states): string[] =>
    evident.some((line) => line.startsWith(`${keyword} `))
      ? slots.map(({ name, value }) => `${keyword} ${name} = ${value}`)
      : [];
  return [
    ...declared("state", states),
    ...declared("scalar", scalars),
    ...assignments.map(({ target, value }) => `${target} = ${printExpression(value)}`),
  ];
}
