import type { DType, Rule } from "@optspec/core";
import { expectationOf } from "../cases/expectation.ts";
import { loadFixtures } from "../cases/fixtures.ts";
import { generatedCases } from "../cases/generated.ts";
import { isDecayed } from "../cases/rule-named.ts";
import { areEquivalent } from "./equivalence.ts";
import { rewritesOf } from "./rewrites.ts";
import { type JudgedCase, trial } from "./trial.ts";

/** What the suite says of an honest port. */
export interface RewriteResult {
  readonly id: string;
  /** Whether its order of operations is proved to compute the rule. */
  readonly proved: boolean;
  /** The cases that fit it. */
  readonly runs: number;
  readonly worst: Readonly<Record<DType, number>>;
  /** Cases from which it deviates: false alarms. */
  readonly alarms: readonly string[];
}

/** Shuffled rewrites to draw per rule; simple rules have fewer orders than that, and with decay most are known. */
const shuffledForms = 100;
const shuffledWithDecay = 25;
/** Generated cases per rule and type, besides all fixtures. */
const generated = 8;

/** Runs honest ports of a rule on every fixture and on generated cases. */
export function judgeRewrites(rule: Rule, seed = 1): RewriteResult[] {
  const cases: Record<DType, JudgedCase[]> = {
    f32: casesOf(rule, "f32", seed),
    f64: casesOf(rule, "f64", seed),
  };
  return rewritesOf(rule, isDecayed(rule) ? shuffledWithDecay : shuffledForms, seed).map((rewrite) => {
    const trials = (dtype: DType): ReturnType<typeof trial>[] =>
      cases[dtype].filter(rewrite.fits).map((testCase) => trial(rewrite.port, testCase));
    const all = { f32: trials("f32"), f64: trials("f64") };
    const worst = (dtype: DType): number => Math.max(0, ...all[dtype].map(({ ratio }) => ratio));
    return {
      id: rewrite.id,
      proved: areEquivalent(rewrite.program, rule.program),
      runs: all.f32.length + all.f64.length,
      worst: { f32: worst("f32"), f64: worst("f64") },
      alarms: [...all.f32, ...all.f64].filter(({ deviates }) => deviates).map((each) => each.case),
    };
  });
}

function casesOf(rule: Rule, dtype: DType, seed: number): JudgedCase[] {
  return [
    ...loadFixtures(rule.name, dtype),
    ...generatedCases(rule, dtype, seed, generated).map((testCase) => ({
      ...testCase,
      expected: expectationOf(rule, testCase),
    })),
  ];
}
