import {
  add,
  type BigFloat,
  divide,
  fromNumber,
  multiply,
  negate,
  sign,
  squareRoot,
  subtract,
} from "../exact/big-float.ts";
import type { Exact } from "../exact/evaluate.ts";
import type { Trajectory } from "../exact/trajectory.ts";
import { coupledAdam, coupledMomentum, decayedDescent, decoupledMomentum } from "./closed-forms/decay.ts";
import { complement, discountedSum, integerPower, partialSums, sum, valuesOf } from "./sums.ts";

/** What a closed form needs of a trajectory: θ₀, g₁ … g_T, and the hyperparameters of each update. */
export type History = Pick<Trajectory, "theta" | "gradients" | "hypers">;

/** θ and state after update t, each as a sum over the whole history up to t. */
export interface ClosedFormStep {
  /** undefined from the first update on in which a quotient is 0/0 or x/0. */
  readonly theta: Exact;
  /** Exact where it is made of sums and products alone; undefined where it depends on an undefined quotient. */
  readonly state: Readonly<Record<string, Exact>>;
}

/**
 * The steps 1 … T of a history by the sums of the source, in arbitrary precision; never by recursion and never
 * from the rule's program.
 * @throws RangeError for an input that is not finite, TypeError for a missing hyperparameter.
 */
export type ClosedForm = (history: History) => ClosedFormStep[];

/** The precision of ÷ and √ in bits, 120 decimal digits; sums, products and powers are exact. */
export const oracleBits = 400;

/** x / y, undefined for y = 0. */
function quotient(x: BigFloat, y: BigFloat): Exact {
  return sign(y) === 0 ? undefined : divide(x, y, oracleBits);
}

/** θ_t = θ₀ − Σ_{k=1}^{t} d_k for every t; undefined from the first d_k on that is. */
function descend(theta: number, differences: readonly Exact[]): Exact[] {
  const end = differences.indexOf(undefined);
  const defined = differences.slice(0, end < 0 ? differences.length : end) as BigFloat[];
  const start = fromNumber(theta);
  const values: Exact[] = partialSums(defined).map((total) => subtract(start, total));
  return [...values, ...differences.slice(values.length).map(() => undefined)];
}

/** θ_t = θ₀ − Σ_{i=1}^{t} ηᵢ·gᵢ. */
function gd({ theta, gradients, hypers }: History): ClosedFormStep[] {
  const rates = valuesOf(hypers, "lr");
  const terms = gradients.map((gradient, index) => multiply(rates[index]!, fromNumber(gradient)));
  return descend(theta, terms).map((value) => ({ theta: value, state: {} }));
}

/**
 * g̃_t = −Σ_{i=1}^{t} γ^{t−i}·ηᵢ·gᵢ and θ_t = θ₀ + Σ_{k=1}^{t} g̃_k. The source writes η before the sum, which holds
 * only while η is constant; a γ that changes gives Π_{j=i+1}^{t} γⱼ in place of γ^{t−i}.
 */
function momentum({ theta, gradients, hypers }: History): ClosedFormStep[] {
  const rates = valuesOf(hypers, "lr");
  const discounts = valuesOf(hypers, "momentum");
  const terms = gradients.map((gradient, index) => multiply(rates[index]!, fromNumber(gradient)));
  const sums = terms.map((_, index) => discountedSum(index + 1, terms, discounts));
  return descend(theta, sums).map((value, index) => ({ theta: value, state: { v: negate(sums[index]!) } }));
}

/** r_t = Σ_{i=1}^{t} gᵢ² and θ_t = θ₀ − Σ_{k=1}^{t} η_k·g_k / √(ε_k + r_k). */
function adagrad({ theta, gradients, hypers }: History): ClosedFormStep[] {
  const rates = valuesOf(hypers, "lr");
  const epsilons = valuesOf(hypers, "eps");
  const exact = gradients.map(fromNumber);
  const squares = exact.map((g) => multiply(g, g));
  const sums = squares.map((_, index) => sum(squares.slice(0, index + 1)));
  const differences = exact.map((g, index) => {
    const root = squareRoot(add(epsilons[index]!, sums[index]!), oracleBits);
    return quotient(multiply(rates[index]!, g), root);
  });
  return descend(theta, differences).map((value, index) => ({ theta: value, state: { r: sums[index]! } }));
}

/**
 * s_t = Σ_{i=1}^{t} (1−ρ₁)·ρ₁^{t−i}·gᵢ, r_t = Σ_{i=1}^{t} (1−ρ₂)·ρ₂^{t−i}·gᵢ², ŝ_t = s_t/(1−ρ₁ᵗ),
 * r̂_t = r_t/(1−ρ₂ᵗ) and θ_t = θ₀ − Σ_{k=1}^{t} η_k·ŝ_k / √(r̂_k + ε_k).
 * The source has ρ₁ and ρ₂ constant. Where they change, the weights become (1−ρᵢ)·Π_{j=i+1}^{t} ρⱼ, and the
 * correction of update t takes that update's ρ; the weights then no longer sum to 1−ρᵗ.
 */
function adam({ theta, gradients, hypers }: History): ClosedFormStep[] {
  const rates = valuesOf(hypers, "lr");
  const epsilons = valuesOf(hypers, "eps");
  const exact = gradients.map(fromNumber);
  const first = moments(exact, valuesOf(hypers, "beta1"));
  const second = moments(
    exact.map((g) => multiply(g, g)),
    valuesOf(hypers, "beta2"),
  );
  const differences = exact.map((_, index) => {
    const root = squareRoot(add(second.corrected[index]!, epsilons[index]!), oracleBits);
    return quotient(multiply(rates[index]!, first.corrected[index]!), root);
  });
  return descend(theta, differences).map((value, index) => ({
    theta: value,
    state: { s: first.sums[index]!, r: second.sums[index]! },
  }));
}

/** The weighted sums of x₁ … x_T and their corrections by 1 − ρᵗ. */
function moments(
  terms: readonly BigFloat[],
  discounts: readonly BigFloat[],
): { readonly sums: BigFloat[]; readonly corrected: BigFloat[] } {
  const weighted = terms.map((term, index) => multiply(complement(discounts[index]!), term));
  const sums = terms.map((_, index) => discountedSum(index + 1, weighted, discounts));
  const corrected = sums.map((total, index) =>
    divide(total, complement(integerPower(discounts[index]!, index + 1)), oracleBits),
  );
  return { sums, corrected };
}

/** The closed form of every rule that has fixtures, by the rule's name. */
export const closedForms: Readonly<Record<string, ClosedForm>> = {
  gd,
  momentum,
  adagrad,
  adam,
  gd_coupled: decayedDescent,
  momentum_coupled: coupledMomentum,
  momentum_decoupled: decoupledMomentum,
  adam_coupled: coupledAdam,
};
