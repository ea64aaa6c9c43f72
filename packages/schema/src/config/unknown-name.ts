import type { Rule } from "@optspec/core";
import { describe, listed } from "../messages/describe.ts";
import { bare, didYouMean, similarNames } from "../messages/similar.ts";
import { absentMeaning, specificationNames } from "./aliases.ts";

/** A name that a rule's header does not have, and those that its author may have meant. */
export interface UnknownName {
  readonly expected: string;
  /** The rule's names that it may stand for, likeliest first. */
  readonly suggestions: readonly string[];
  readonly message: string;
}

/** Explains an unknown hyperparameter: another library's name for one, something that the rule lacks, or a slip. */
export function unknownName(rule: Rule, name: string): UnknownName {
  const known = Object.keys(rule.hypers);
  const expected = listed(known);
  const explain = (suggestions: readonly string[], hint: string): UnknownName => ({
    expected,
    suggestions,
    message: `expected ${expected}, got ${describe(name)}${hint}`,
  });
  const written = known.filter((hyper) => bare(hyper) === bare(name));
  const same =
    written.length > 0 ? written : specificationNames(name).filter((hyper) => known.includes(hyper));
  if (same.length > 0)
    return explain(
      same,
      `; the specification calls ${same.length > 1 ? "them" : "it"} ${listed(same, "and")}`,
    );
  const meaning = absentMeaning(name);
  if (meaning !== undefined) return explain([], `; ${rule.name} has no ${meaning}`);
  const similar = similarNames(name, known);
  return explain(similar, didYouMean(similar));
}
