import { createOptimizer, power, type Rule } from "@optspec/core";

/** A value for each hyperparameter. */
export type Config = Readonly<Record<string, number>>;
export type Point = readonly [x: number, y: number];

/** The gradient of update t, for looking at steps alone: what an element sees. */
export const gradientSequences: Readonly<Record<string, (t: number) => number>> = {
  "always 1": () => 1,
  "1, then 0": (t) => (t === 1 ? 1 : 0),
  "1 and −1 in turn": (t) => (t % 2 === 1 ? 1 : -1),
  "falling as 1/t": (t) => 1 / t,
  "one in ten": (t) => (t % 10 === 1 ? 1 : 0),
  noise: (t) => ((t * 7919) % 1009) / 504.5 - 1 + 0.2,
};

/** The size of each step, |θ_{t+1} − θ_t| / η, as the rule itself takes it. */
export function stepSizes(
  rule: Rule,
  config: Config,
  gradient: (t: number) => number,
  count: number,
): Point[] {
  const optimizer = createOptimizer(rule, config, { w: new Float64Array(1) }, { backend: "portable" });
  const rate = config.lr || 1;
  const points: Point[] = [];
  const w = optimizer.params.w as Float64Array;
  for (let t = 1; t <= count; t++) {
    const before = w[0]!;
    (optimizer.grads.w as Float64Array)[0] = gradient(t);
    optimizer.step();
    points.push([t, Math.abs(w[0]! - before) / rate]);
  }
  return points;
}

/** Factor (1) of the source, √(1−ρ₂ᵗ)/(1−ρ₁ᵗ), for t = 1 … count. */
export function biasCorrection(beta1: number, beta2: number, count: number): Point[] {
  return Array.from({ length: count }, (_, index): Point => {
    const t = index + 1;
    return [t, Math.sqrt(1 - power(beta2, t)) / (1 - power(beta1, t))];
  });
}

/** The way of a rule down a surface, from its start; ends where it leaves the numbers. */
export function trajectory(rule: Rule, config: Config, surface: Surface, count: number): Point[] {
  const optimizer = createOptimizer(
    rule,
    config,
    { w: Float64Array.from(surface.start) },
    { backend: "portable" },
  );
  const w = optimizer.params.w as Float64Array;
  const points: Point[] = [[w[0]!, w[1]!]];
  for (let t = 0; t < count; t++) {
    (optimizer.grads.w as Float64Array).set(surface.gradient(w[0]!, w[1]!));
    optimizer.step();
    if (!Number.isFinite(w[0]) || !Number.isFinite(w[1])) break;
    points.push([w[0]!, w[1]!]);
  }
  return points;
}

/** A function of two parameters to descend. */
export interface Surface {
  readonly value: (x: number, y: number) => number;
  readonly gradient: (x: number, y: number) => Point;
  readonly start: Point;
  readonly minimum?: Point;
  /** What is shown. */
  readonly x: Point;
  readonly y: Point;
}

export const surfaces: Readonly<Record<string, Surface>> = {
  "narrow bowl": {
    value: (x, y) => 0.5 * (x * x + 20 * y * y),
    gradient: (x, y) => [x, 20 * y],
    start: [-2.6, 1.2],
    minimum: [0, 0],
    x: [-3, 3],
    y: [-2, 2],
  },
  Rosenbrock: {
    value: (x, y) => (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x),
    gradient: (x, y) => [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
    start: [-1.2, 1],
    minimum: [1, 1],
    x: [-2, 2],
    y: [-1, 2],
  },
  Beale: {
    value: (x, y) => beale(x, y).reduce((sum, [residual]) => sum + residual * residual, 0),
    gradient: (x, y) =>
      beale(x, y).reduce<Point>(
        ([dx, dy], [residual, ddx, ddy]) => [dx + 2 * residual * ddx, dy + 2 * residual * ddy],
        [0, 0],
      ),
    start: [1, 1.5],
    minimum: [3, 0.5],
    x: [-0.5, 4.5],
    y: [-1.3, 2.2],
  },
  saddle: {
    value: (x, y) => x * x - y * y,
    gradient: (x, y) => [2 * x, -2 * y],
    start: [-2.5, 0.01],
    x: [-3, 3],
    y: [-2, 2],
  },
};

/** The residuals of Beale's function, each with its derivatives. */
function beale(x: number, y: number): readonly (readonly [residual: number, dx: number, dy: number])[] {
  return [
    [1.5 - x + x * y, y - 1, x],
    [2.25 - x + x * y * y, y * y - 1, 2 * x * y],
    [2.625 - x + x * y * y * y, y * y * y - 1, 3 * x * y * y],
  ];
}
