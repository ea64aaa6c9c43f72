import {
  type BigFloat,
  divide,
  fromNumber,
  multiply,
  sign,
  squareRoot,
  subtract,
} from "../exact/big-float.ts";
import type { Exact } from "../exact/evaluate.ts";
import { type History, oracleBits } from "./closed-form.ts";
import { complement, discountedSum, integerPower, valuesOf } from "./sums.ts";

/** Powers of a ρ near 1 lose up to 53 bits in 1 − ρᵗ, and t products some more. */
const guardBits = 128;

/**
 * Factor (1) of the source's expanded form, the bias-correction curve √(1−ρ₂ᵗ) / (1−ρ₁ᵗ).
 * @param t - number of the update, from 1; large values cost only log₂ t products.
 * @param rho1 - in [0, 1).
 * @param rho2 - in [0, 1).
 * @param bits - precision of the result; its relative error is below 2^(2−bits).
 */
export function biasCorrectionFactor(
  t: number,
  rho1: number,
  rho2: number,
  bits: number = oracleBits,
): BigFloat {
  const guarded = bits + guardBits;
  const correction = (rho: number): BigFloat =>
    complement(integerPower(fromNumber(rho), t, guarded), guarded);
  return divide(squareRoot(correction(rho2), bits), correction(rho1), bits);
}

/** Factor (2) of the source's expanded form, (1−ρ₁) / √(1−ρ₂), which the learning rate could absorb. */
export function constantFactor(rho1: number, rho2: number, bits: number = oracleBits): BigFloat {
  const root = squareRoot(complement(fromNumber(rho2)), bits);
  return divide(complement(fromNumber(rho1)), root, bits);
}

/** The weights (1−ρ)·ρ^{t−i} of x₁ … x_t in a moment, exactly; they sum to 1 − ρᵗ. */
export function momentWeights(t: number, rho: number): BigFloat[] {
  const exact = fromNumber(rho);
  return Array.from({ length: t }, (_, index) =>
    multiply(complement(exact), integerPower(exact, t - 1 - index)),
  );
}

/**
 * θ₁ … θ_T by the last line of the source's derivation, which leaves ε out: every update subtracts
 * η · (1) · (2) · Σρ₁^{t−i}gᵢ / √(Σρ₂^{t−i}gᵢ²). Equal to the definition only for ε = 0; eps is not read.
 * A θ is undefined from the first update on whose second sum is zero.
 * @throws RangeError when beta1 or beta2 changes: the source takes 1−ρ out of sums that then differ term by term.
 */
export function expandedAdam({ theta, gradients, hypers }: History): Exact[] {
  const { beta1 = Number.NaN, beta2 = Number.NaN } = hypers[0] ?? {};
  const changed = hypers.findIndex((record) => record.beta1 !== beta1 || record.beta2 !== beta2);
  if (changed >= 0) {
    throw new RangeError(`hypers[${changed}]: expected beta1 = ${beta1} and beta2 = ${beta2} throughout`);
  }
  const rates = valuesOf(hypers, "lr");
  const exact = gradients.map(fromNumber);
  const squares = exact.map((g) => multiply(g, g));
  const rho1 = valuesOf(hypers, "beta1");
  const rho2 = valuesOf(hypers, "beta2");
  let value: Exact = fromNumber(theta);
  return exact.map((_, index) => {
    const t = index + 1;
    const third = discountedSum(t, exact, rho1);
    const fourth = squareRoot(discountedSum(t, squares, rho2), oracleBits);
    if (value === undefined || sign(fourth) === 0) {
      value = undefined;
      return value;
    }
    const factors = multiply(biasCorrectionFactor(t, beta1, beta2), constantFactor(beta1, beta2), oracleBits);
    const scaled = multiply(multiply(rates[index]!, factors), third);
    value = subtract(value, divide(scaled, fourth, oracleBits));
    return value;
  });
}
