import {
  add,
  type BigFloat,
  divide,
  fromNumber,
  multiply,
  sign,
  squareRoot,
  subtract,
} from "../exact/big-float.ts";
import type { Exact } from "../exact/evaluate.ts";
import type { TensorTrajectory, Trajectory } from "../exact/trajectory.ts";
import { mapped } from "../mapped.ts";
import { complement, discountedSum, integerPower, partialSums } from "./sums.ts";

/** What a closed form needs of a trajectory: θ₀, g₁ … g_T, and the hyperparameters of each update. */
export type History = Pick<Trajectory, "theta" | "gradients" | "hypers">;

/** θ and state after update t, each as a sum over the whole history up to t. */
export interface ClosedFormStep {
  /** undefined from the first update on in which a quotient is 0/0 or x/0. */
  readonly theta: Exact;
  /** Exact where it is made of sums, products and extrema alone; undefined where it depends on an undefined quotient. */
  readonly state: Readonly<Record<string, Exact>>;
}

/**
 * The steps 1 … T of a history by the sums of the source, in arbitrary precision; never by recursion and never
 * from the rule's program.
 * @throws RangeError for an input that is not finite, TypeError for a missing hyperparameter.
 */
export type ClosedForm = (history: History) => ClosedFormStep[];

/** What the closed form of a rule with reductions needs: the same of a whole parameter, and its shape. */
export type TensorHistory = Pick<TensorTrajectory, "shape" | "theta" | "gradients" | "hypers">;

/** θ and state of a whole parameter after update t. */
export interface TensorClosedFormStep {
  readonly theta: readonly Exact[];
  readonly state: Readonly<Record<string, readonly Exact[]>>;
}

/** The steps 1 … T of a whole parameter, as `ClosedForm`. */
export type TensorClosedForm = (history: TensorHistory) => TensorClosedFormStep[];

/**
 * The closed form of a whole parameter, element by element.
 * What an element has from its first gradient on that is not finite is undefined.
 */
export function ofEveryElement(closedForm: ClosedForm): TensorClosedForm {
  return ({ theta, gradients, hypers }) => {
    const elements = theta.map((start, index) => {
      const own = gradients.map((gradient) => gradient[index]!);
      const finite = own.findIndex((g) => !Number.isFinite(g));
      const length = finite === -1 ? own.length : finite;
      return closedForm({
        theta: start,
        gradients: own.slice(0, length),
        hypers: hypers.slice(0, length),
      });
    });
    return gradients.map((_, step) => ({
      theta: elements.map((steps) => steps[step]?.theta),
      state: mapped(elements.find((steps) => steps.length > step)?.[step]?.state ?? {}, (_value, slot) =>
        elements.map((steps) => steps[step]?.state[slot]),
      ),
    }));
  };
}

/** The precision of ÷ and √ in bits, 120 decimal digits; sums, products and powers are exact. */
export const oracleBits = 400;

/** x / y, undefined for y = 0. */
export function quotient(x: BigFloat, y: BigFloat): Exact {
  return sign(y) === 0 ? undefined : divide(x, y, oracleBits);
}

/** √(x + ε). */
export function rootOfSum(x: BigFloat, epsilon: BigFloat): BigFloat {
  return squareRoot(add(x, epsilon), oracleBits);
}

/** θ_t = θ₀ − Σ_{k=1}^{t} d_k for every t; undefined from the first d_k on that is. */
export function descend(theta: number, differences: readonly Exact[]): Exact[] {
  const end = differences.indexOf(undefined);
  const defined = differences.slice(0, end < 0 ? differences.length : end) as BigFloat[];
  const start = fromNumber(theta);
  const values: Exact[] = partialSums(defined).map((total) => subtract(start, total));
  return [...values, ...differences.slice(values.length).map(() => undefined)];
}

/**
 * The weighted sums m_t = Σ_{i=1}^{t} (1−ρᵢ)·Π_{j=i+1}^{t} ρⱼ·xᵢ, for constant ρ (1−ρ)·Σ ρ^{t−i}·xᵢ.
 * @param terms - x₁ … x_T.
 * @param discounts - ρ₁ … ρ_T.
 */
export function movingSums(terms: readonly BigFloat[], discounts: readonly BigFloat[]): BigFloat[] {
  const weighted = terms.map((term, index) => multiply(complement(discounts[index]!), term));
  return terms.map((_, index) => discountedSum(index + 1, weighted, discounts));
}

/** m_t / (1 − ρ_tᵗ) for every t. */
export function corrected(sums: readonly BigFloat[], discounts: readonly BigFloat[]): BigFloat[] {
  return sums.map((total, index) =>
    divide(total, complement(integerPower(discounts[index]!, index + 1)), oracleBits),
  );
}

/** g₁ … g_T and their squares, exactly. */
export function exactly(gradients: readonly number[]): { gradients: BigFloat[]; squares: BigFloat[] } {
  const exact = gradients.map(fromNumber);
  return { gradients: exact, squares: exact.map((g) => multiply(g, g)) };
}
