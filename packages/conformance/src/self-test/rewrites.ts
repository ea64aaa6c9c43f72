import { printProgram, type Rule } from "@optspec/core";
import { randomFrom } from "../cases/random.ts";
import { formsOf } from "./rewrites/forms.ts";
import { modes } from "./rewrites/modes.ts";
import type { Form, Rewrite } from "./rewrites/rewrite.ts";
import { shuffled } from "./rewrites/steps.ts";

export type { Rewrite } from "./rewrites/rewrite.ts";

/** Random steps in one shuffled form, at most. */
const longest = 8;

/**
 * Honest ports of a rule: every written form in every mode, and shuffled forms, each in one mode.
 * @param count - shuffled forms that read differently from each other and from the written ones.
 * @param seed - the same seed gives the same rewrites; fewer come out where a rule has not that many forms.
 */
export function rewritesOf(rule: Rule, count: number, seed = 1): Rewrite[] {
  const random = randomFrom(seed, `rewrites of ${rule.name}`);
  const forms = formsOf(rule);
  const seen = new Set(forms.map(({ program }) => printProgram(program)));
  const written = forms.flatMap((form) => Object.keys(modes).flatMap((mode) => rewrite(rule, form, mode)));
  const mixed: Rewrite[] = [];
  for (let tries = 0; tries < 20 * count && mixed.length < count; tries++) {
    const form = random.pick(forms);
    const program = shuffled(form.program, random, random.integer(1, longest));
    const mode = random.pick(Object.keys(modes));
    const text = printProgram(program);
    if (seen.has(text)) continue;
    const made = rewrite(rule, { ...form, name: `${form.name}-${mixed.length + 1}`, program }, mode);
    if (made.length > 0) seen.add(text);
    mixed.push(...made);
  }
  return [...written, ...mixed];
}

/** One form in one mode; nothing where the mode has nothing to do differently. */
function rewrite(rule: Rule, { name, program }: Form, mode: string): Rewrite[] {
  const { portOf, fits = () => true } = modes[mode]!;
  const port = portOf(program);
  if (port === undefined) return [];
  return [
    {
      id: `${rule.name}/${name}/${mode}`,
      rule: rule.name,
      program,
      port,
      fits,
    },
  ];
}
