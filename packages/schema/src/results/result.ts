import type { DType } from "@optspec/core";

/** The version of the result's shape; a change that a reader can notice raises it. */
export const resultVersion = 1;

export type Verdict = "exact" | "within bound" | "deviates" | "skipped" | "error";

/** How a case failed: at the start, by saying nothing in time, by ending, by breaking the protocol, or by no proper reply. */
export type FailureKind = "start" | "timeout" | "crash" | "protocol" | "reply";

/** What the verification of one port found. */
export interface VerifyResult {
  readonly version: typeof resultVersion;
  readonly suite: string;
  readonly spec: string;
  readonly port: { readonly name: string; readonly version: string; readonly language: string };
  readonly seed: number;
  readonly started: string;
  readonly milliseconds: number;
  /** One entry per rule, profile and type that was asked for. */
  readonly groups: readonly GroupResult[];
}

/** All cases of one rule, profile and type. */
export interface GroupResult {
  readonly rule: string;
  readonly profile: string;
  readonly dtype: DType;
  readonly planned: number;
  readonly counts: Readonly<Record<Verdict, number>>;
  /** The worst distance from the correctly rounded result, in units in the last place, over all judged numbers. */
  readonly worstUlp: number;
  /** The worst error divided by its bound, over all judged numbers. */
  readonly worstRatio: number;
  /** What the port seems to compute instead; only where a case deviates. */
  readonly diagnosis?: Diagnosis;
  readonly cases: readonly CaseResult[];
}

export interface CaseResult {
  readonly id: string;
  readonly title: string;
  readonly verdict: Verdict;
  /** Why a case was skipped or failed. */
  readonly reason?: string;
  /** How it failed; only with the verdict `error`. */
  readonly failure?: FailureKind;
  readonly judged: number;
  /** Numbers that no legitimate implementation can be held to: some order of operations leaves the type's range. */
  readonly notJudged: number;
  readonly worstUlp: number;
  readonly worstRatio: number;
  readonly deviation?: Deviation;
  /** How the run went, where something was judged. */
  readonly trace?: Trace;
  /** Why this deviation or error is expected, from the port's list of known deviations. */
  readonly known?: string;
}

/**
 * The worst of each update, from the first on, in three significant digits: the largest distance in units in the last
 * place, the bound of that same number in its units, and the largest error divided by its bound. 0 where an update has
 * nothing to judge; updates after the last judged one are left out.
 */
export interface Trace {
  readonly ulp: readonly number[];
  readonly bound: readonly number[];
  readonly ratio: readonly number[];
}

/** The first number outside its bound. */
export interface Deviation {
  /** The update, from 1. */
  readonly step: number;
  /** `theta`, or a state slot. */
  readonly quantity: string;
  readonly param: string;
  readonly index: number;
  readonly expected: number;
  readonly got: number;
  readonly ulp: number;
  readonly bound: number;
  /** Error divided by bound. */
  readonly ratio: number;
  /** The requirement violated. */
  readonly requirement: string;
}

/** Which variants reproduce the port's own output. */
export interface Diagnosis {
  readonly explanations: readonly Explanation[];
  /** Cases that had something to explain or to contradict an explanation. */
  readonly cases: number;
}

export interface Explanation {
  /** A variant of the rule, a bug of the catalogue, one edit of the program, or several of these. */
  readonly kind: "variant" | "bug" | "edit" | "combination";
  /** Departures from the specification, defaults apart. */
  readonly edits: number;
  /** The bug's slug in the catalogue. */
  readonly bug?: string;
  /** Where such a port was seen. */
  readonly resembles?: readonly string[];
  /** What to do about it, in one sentence. */
  readonly fix?: string;
  /** The axes on which the variant departs from the specification, such as `{ epsSite: "outside" }`. */
  readonly choice: Readonly<Record<string, string | number>>;
  /** Defaults that differ from those of the rule that the port was held to. */
  readonly defaults: Readonly<Record<string, number>>;
  /** What the axes decide, in words. */
  readonly meaning: readonly string[];
  /** The requirements that those axes are settled by. */
  readonly requirements: readonly string[];
  /** The program that the port evidently computes: its slots and assignments. */
  readonly program: readonly string[];
  /** The profiles that have this variant. */
  readonly profiles: readonly string[];
  /** Of `cases`, how many the variant reproduces within its bound. */
  readonly matched: number;
}
