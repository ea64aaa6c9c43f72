/** A point of a curve over the update number t. */
export interface CurvePoint {
  readonly t: number;
  readonly value: number;
}

/**
 * Adam's bias-correction factor κ_t = √(1−ρ₂ᵗ)/(1−ρ₁ᵗ) for t = 1 … count (spec/rules/adam.md, law 7).
 * Powers are running products: only + − × ÷ √ occur, so every engine gives the same bits.
 */
export function biasCorrection(beta1: number, beta2: number, count: number): CurvePoint[] {
  const points: CurvePoint[] = [];
  let power1 = 1;
  let power2 = 1;
  for (let t = 1; t <= count; t++) {
    power1 *= beta1;
    power2 *= beta2;
    points.push({ t, value: Math.sqrt(1 - power2) / (1 - power1) });
  }
  return points;
}

/** The proven lower bound 1 − max(ρ₁,ρ₂)ᵗ/(1−ρ₁ᵗ) of κ_t for t = 1 … count (spec/rules/adam.md, law 7). */
export function biasCorrectionLowerBound(beta1: number, beta2: number, count: number): CurvePoint[] {
  const points: CurvePoint[] = [];
  const larger = Math.max(beta1, beta2);
  let power1 = 1;
  let power = 1;
  for (let t = 1; t <= count; t++) {
    power1 *= beta1;
    power *= larger;
    points.push({ t, value: 1 - power / (1 - power1) });
  }
  return points;
}

/**
 * AdaGrad's effective rate in units of η, 1/√(ε + Σ gᵢ²), for t = 1 … count (spec/rules/adagrad.md, "Limits and laws").
 * @param square - gₜ² as a function of t, from 1.
 */
export function effectiveRate(square: (t: number) => number, eps: number, count: number): CurvePoint[] {
  const points: CurvePoint[] = [];
  let sum = 0;
  for (let t = 1; t <= count; t++) {
    sum += square(t);
    points.push({ t, value: 1 / Math.sqrt(eps + sum) });
  }
  return points;
}

/**
 * log₁₀ x for 0 < x < ∞, from + − × ÷ √ alone, so that it is the same on every engine; good to about 1e-14.
 * ln x = 2·artanh((x−1)/(x+1)), summed for x near 1, after taking roots.
 */
export function log10(x: number): number {
  return naturalLog(x) / naturalLog(10);
}

function naturalLog(x: number): number {
  let factor = 2;
  let root = x;
  while (root > 1.1 || root < 0.9) {
    root = Math.sqrt(root);
    factor *= 2;
  }
  const ratio = (root - 1) / (root + 1);
  let power = ratio;
  let sum = 0;
  for (let n = 1; n < 30; n += 2) {
    sum += power / n;
    power *= ratio * ratio;
  }
  return factor * sum;
}

/**
 * The points that a drawing needs: all up to t = 40, then points about 3 % apart, both sides of every jump
 * of more than 2 %, and the last.
 */
export function thinned(points: readonly CurvePoint[]): CurvePoint[] {
  let next = 1;
  return points.filter(({ t, value }, index) => {
    const neighbours = [points[index - 1], points[index + 1]];
    const jumps = neighbours.some((other) => other && Math.abs(other.value - value) > 0.02 * Math.abs(value));
    if (t < next && !jumps && t !== points.length) return false;
    if (t >= next) next = t < 40 ? t + 1 : t * 1.03;
    return true;
  });
}
