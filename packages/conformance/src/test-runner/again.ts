import type { Selection } from "../verify/plan.ts";
import type { CaseResult, GroupResult } from "../verify/result.ts";
import type { PortSource } from "./open.ts";

/** The command that runs one case again. */
export function commandFor(
  source: PortSource,
  { id }: CaseResult,
  { rule, dtype }: GroupResult,
  { profile, seed, cases }: Selection,
): string {
  // Whether an interruption is to blame shows only beside the uninterrupted run.
  const whole = id.replace(/\/(resume|forced)$/, "");
  const options = [
    ...["--rule", rule, "--dtype", dtype],
    ...(profile === undefined ? [] : ["--profile", profile]),
    ...(id.startsWith("generated-") && seed !== undefined ? ["--seed", String(seed)] : []),
    ...(id.startsWith("generated-") && cases !== undefined ? ["--cases", String(cases)] : []),
    ...[...new Set([whole, id])].flatMap((each) => ["--case", each]),
  ];
  const words = Array.isArray(source)
    ? [...options, "--", ...(source as readonly string[])]
    : [typeof source === "string" ? source : "<the module that exports this port>", ...options];
  return `npx optspec verify ${words.map(quoted).join(" ")}`;
}

/** A word as a shell takes it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./<>-]+$/.test(word) || word.startsWith("<")
    ? word
    : `'${word.replaceAll("'", `'\\''`)}'`;
}
