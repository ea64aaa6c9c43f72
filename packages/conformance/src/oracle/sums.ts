import {
  add,
  type BigFloat,
  compare,
  fromNumber,
  multiply,
  one,
  subtract,
  zero,
} from "../exact/big-float.ts";

/** x₁ + … + x_n, exactly. */
export function sum(terms: readonly BigFloat[]): BigFloat {
  return terms.reduce((total, term) => add(total, term), zero);
}

/** The partial sums x₁, x₁ + x₂, …, exactly. */
export function partialSums(terms: readonly BigFloat[]): BigFloat[] {
  let total = zero;
  return terms.map((term) => {
    total = add(total, term);
    return total;
  });
}

/**
 * Σ_{i=1}^{t} (Π_{j=i+1}^{t} ρⱼ)·xᵢ, exactly; Σ ρ^{t−i}·xᵢ where all ρⱼ are equal.
 * @param terms - x₁, x₂, …, at least t of them.
 * @param discounts - ρ₁, ρ₂, …, the discount factor of each update; at least t of them.
 */
export function discountedSum(
  t: number,
  terms: readonly BigFloat[],
  discounts: readonly BigFloat[],
): BigFloat {
  let total = zero;
  let weight = one;
  for (let i = t; i >= 1; i--) {
    total = add(total, multiply(weight, terms[i - 1]!));
    weight = multiply(weight, discounts[i - 1]!);
  }
  return total;
}

/**
 * max_{1≤i≤t} (Π_{j=i+1}^{t} ρⱼ)·xᵢ, exactly; max ρ^{t−i}·xᵢ where all ρⱼ are equal.
 * @param terms - x₁, x₂, …, at least t of them, none negative.
 * @param discounts - ρ₁, ρ₂, …, the discount factor of each update; at least t of them.
 */
export function largestDiscounted(
  t: number,
  terms: readonly BigFloat[],
  discounts: readonly BigFloat[],
): BigFloat {
  let largest = zero;
  let weight = one;
  for (let i = t; i >= 1; i--) {
    const term = multiply(weight, terms[i - 1]!);
    if (compare(term, largest) > 0) largest = term;
    weight = multiply(weight, discounts[i - 1]!);
  }
  return largest;
}

/** 1 − a: exact, or rounded to `bits` bits, which a power with a very small exponent needs. */
export function complement(a: BigFloat, bits?: number): BigFloat {
  return subtract(one, a, bits);
}

/** The exact values of one hyperparameter, one per update. */
export function valuesOf(hypers: readonly Readonly<Record<string, number>>[], name: string): BigFloat[] {
  return hypers.map((record, index) => {
    const value = record[name];
    if (value === undefined)
      throw new TypeError(`hypers[${index}].${name}: expected a number, got undefined`);
    return fromNumber(value);
  });
}

/** xⁿ as n factors x: exact, or with every product rounded to `bits` bits. */
export function integerPower(x: BigFloat, n: number, bits?: number): BigFloat {
  // From the most significant bit of n down, unlike the rule language: one more way to see that no order matters.
  let result = one;
  for (const digit of n.toString(2)) {
    result = multiply(result, result, bits);
    if (digit === "1") result = multiply(result, x, bits);
  }
  return result;
}
