import {
  add,
  type BigFloat,
  divide,
  fromNumber,
  multiply,
  one,
  sign,
  squareRoot,
  subtract,
  zero,
} from "../../exact/big-float.ts";
import type { Exact } from "../../exact/evaluate.ts";
import { type ClosedForm, type ClosedFormStep, type History, oracleBits } from "../closed-form.ts";
import { complement, discountedSum, integerPower, valuesOf } from "../sums.ts";

/** η_j·λ_j of every update. */
function shares(hypers: History["hypers"]): BigFloat[] {
  const rates = valuesOf(hypers, "lr");
  return valuesOf(hypers, "weight_decay").map((decay, index) => multiply(rates[index]!, decay));
}

/** Π_{j≤t} a_j·θ₁ + Σ_{i≤t} (Π_{i<j≤t} a_j)·d_i with a_j = 1 − η_j·λ_j, for every t. */
function decaying(theta: number, kept: readonly BigFloat[], steps: readonly BigFloat[]): BigFloat[] {
  // θ₁ is one more step, before all others.
  const terms = [fromNumber(theta), ...steps];
  return steps.map((_, index) => discountedSum(index + 2, terms, [one, ...kept]));
}

/** θ_{t+1} = Π(1 − ηλ)·θ₁ − Σ_i Π_{j>i}(1 − ηλ)·ηᵢ·gᵢ: both kinds of decay, since η·(g + λθ) = ηλθ + ηg. */
export const decayedDescent: ClosedForm = ({ theta, gradients, hypers }) => {
  const rates = valuesOf(hypers, "lr");
  const steps = gradients.map((g, index) => subtract(zero, multiply(rates[index]!, fromNumber(g))));
  const kept = shares(hypers).map((share) => complement(share));
  return decaying(theta, kept, steps).map((value) => ({ theta: value, state: {} }));
};

/** Momentum's velocities, which do not know of θ, in place of the steps: v_t = −Σ_i (Π_{j>i} γ_j)·ηᵢ·gᵢ. */
export const decoupledMomentum: ClosedForm = ({ theta, gradients, hypers }) => {
  const rates = valuesOf(hypers, "lr");
  const discounts = valuesOf(hypers, "momentum");
  const terms = gradients.map((g, index) => subtract(zero, multiply(rates[index]!, fromNumber(g))));
  const velocities = terms.map((_, index) => discountedSum(index + 1, terms, discounts));
  const kept = shares(hypers).map((share) => complement(share));
  return decaying(theta, kept, velocities).map((value, index) => ({
    theta: value,
    state: { v: velocities[index]! },
  }));
};

/** A matrix of two rows, row by row. */
type Matrix = readonly [BigFloat, BigFloat, BigFloat, BigFloat];

function product([a, b, c, d]: Matrix, [e, f, g, h]: Matrix): Matrix {
  const entry = (x: BigFloat, y: BigFloat, z: BigFloat, w: BigFloat): BigFloat =>
    add(multiply(x, y), multiply(z, w));
  return [entry(a, e, b, g), entry(a, f, b, h), entry(c, e, d, g), entry(c, f, d, h)];
}

/**
 * (v_t, θ_{t+1}) = M_t⋯M_1·(0, θ₁) − Σ_i M_t⋯M_{i+1}·ηᵢgᵢ·(1, 1) with the rows (γ, −ηλ) and (γ, 1 − ηλ): momentum is
 * linear in velocity and parameter, and coupled decay feeds the one into the other.
 */
export const coupledMomentum: ClosedForm = ({ theta, gradients, hypers }) => {
  const rates = valuesOf(hypers, "lr");
  const discounts = valuesOf(hypers, "momentum");
  const matrices = shares(hypers).map((share, index): Matrix => {
    const discount = discounts[index]!;
    return [discount, subtract(zero, share), discount, complement(share)];
  });
  const impulses = gradients.map((g, index) => subtract(zero, multiply(rates[index]!, fromNumber(g))));
  return gradients.map((_, index) => {
    let carried: Matrix = [one, zero, zero, one];
    let [v, value] = [zero, zero];
    for (let i = index; i >= 0; i--) {
      const [a, b, c, d] = carried;
      v = add(v, multiply(add(a, b), impulses[i]!));
      value = add(value, multiply(add(c, d), impulses[i]!));
      carried = product(carried, matrices[i]!);
    }
    const [, b, , d] = carried;
    const start = fromNumber(theta);
    return { theta: add(value, multiply(d, start)), state: { v: add(v, multiply(b, start)) } };
  });
};

/**
 * Adam's sums over gᵢ + λᵢ·θᵢ: with θ in the gradients they are no closed form any more, but still sums over the whole
 * history, taken anew for every update. Rounded to `oracleBits` where θ comes in.
 */
export const coupledAdam: ClosedForm = ({ theta, gradients, hypers }) => {
  const of = (name: string): BigFloat[] => valuesOf(hypers, name);
  const [rates, epsilons, rho1, rho2, lambdas] = [
    of("lr"),
    of("eps"),
    of("beta1"),
    of("beta2"),
    of("weight_decay"),
  ] as const;
  const decayed: BigFloat[] = [];
  let value: Exact = fromNumber(theta);
  return gradients.map((gradient, index): ClosedFormStep => {
    if (value === undefined) return { theta: undefined, state: { s: undefined, r: undefined } };
    const t = index + 1;
    decayed.push(add(fromNumber(gradient), multiply(lambdas[index]!, value), oracleBits));
    const moment = (rho: readonly BigFloat[], terms: readonly BigFloat[]): BigFloat =>
      discountedSum(
        t,
        terms.map((term, i) => multiply(complement(rho[i]!), term)),
        rho,
      );
    const s = moment(rho1, decayed);
    const r = moment(
      rho2,
      decayed.map((g) => multiply(g, g, oracleBits)),
    );
    const correction = (rho: readonly BigFloat[]): BigFloat => complement(integerPower(rho[index]!, t));
    const root = squareRoot(add(divide(r, correction(rho2), oracleBits), epsilons[index]!), oracleBits);
    const mean = divide(s, correction(rho1), oracleBits);
    const step = sign(root) === 0 ? undefined : divide(multiply(rates[index]!, mean), root, oracleBits);
    value = step === undefined ? undefined : subtract(value, step, oracleBits);
    return { theta: value, state: { s, r } };
  });
};
