import type { DType } from "@optspec/core";
import { ruleNamed } from "../cases/rule-named.ts";
import { allRequirements } from "../spec/load.ts";
import { judgeRewrites, type RewriteResult } from "./alarms.ts";
import { type HuntResult, huntAll } from "./hunts.ts";
import { killMatrix, type MutantResult } from "./kill-matrix.ts";
import { type Naming, nameBugs, nameMutants } from "./naming.ts";
import { type Trace, traceRequirements } from "./traceability.ts";

/** The parts of the suite's proof of itself: what each is given, and what it finds out. Both can be sent between threads. */
export interface Jobs {
  readonly mutants: { readonly rule: string; readonly found: readonly MutantResult[] };
  readonly rewrites: { readonly rule: string; readonly found: readonly RewriteResult[] };
  readonly hunts: { readonly found: readonly HuntResult[] };
  readonly traces: { readonly found: readonly Trace[] };
  readonly nameBugs: { readonly rule: string; readonly dtype: DType; readonly found: readonly Naming[] };
  /** `part` (from 0) of `parts` of each `every`th mutant. */
  readonly nameMutants: {
    readonly rule: string;
    readonly dtype: DType;
    readonly every: number;
    readonly part: number;
    readonly parts: number;
    readonly found: readonly Naming[];
  };
}

/** What a part is given. */
export type Given<Kind extends keyof Jobs> = Omit<Jobs[Kind], "found">;

/** One part to do. */
export type Job = { [Kind in keyof Jobs]: { readonly kind: Kind; readonly given: Given<Kind> } }[keyof Jobs];

const work: { readonly [Kind in keyof Jobs]: (given: Given<Kind>) => Jobs[Kind]["found"] } = {
  mutants: ({ rule }) => killMatrix(ruleNamed(rule)),
  rewrites: ({ rule }) => judgeRewrites(ruleNamed(rule)),
  hunts: () => huntAll(),
  traces: () => traceRequirements(allRequirements()),
  nameBugs: ({ rule, dtype }) => nameBugs(dtype, [rule]),
  nameMutants: ({ rule, dtype, every, part, parts }) => nameMutants(dtype, every, [rule], { part, parts }),
};

/** Does one part. */
export function doJob({ kind, given }: Job): unknown {
  return (work[kind] as (given: unknown) => unknown)(given);
}
