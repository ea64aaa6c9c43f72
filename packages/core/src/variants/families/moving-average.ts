import type { Choice, Composition } from "../family.ts";

/**
 * The assignment of a moving average, as the axes `weights` and `moments` have it.
 * @param slot - the state that is the average.
 * @param rho - the name of the discount factor.
 * @param x - the new value, a primary expression.
 * @param old - the average before, a primary expression, where that is not the slot itself.
 */
export function movingAverage(
  slot: string,
  rho: string,
  x: string,
  { weights, moments }: Choice,
  old: string = slot,
): string {
  const [kept, weight] =
    weights === "tensorType" ? [`round(${rho})`, `round(1 - round(${rho}))`] : [rho, `(1 - ${rho})`];
  return moments === "incremental"
    ? `${slot} = ${old} + ${weight}*(${x} - ${old})`
    : `${slot} = ${kept}*${old} + ${weight}*${x}`;
}

/** How the divisors 1 − ρᵗ of a rule come about. */
interface Corrections {
  readonly scalars?: NonNullable<Composition["scalars"]>;
  readonly assignments: readonly string[];
  /** The divisor for each discount factor, in their order. */
  readonly divisors: readonly string[];
}

/**
 * The divisors 1 − ρᵗ, as the axis `betaPowers` has them.
 * @param rhos - the names of the discount factors; slots and locals are numbered by their order, from 1.
 */
export function correctionsOf(rhos: readonly string[], { betaPowers }: Choice): Corrections {
  const each = (text: (rho: string, number: number) => string): string[] =>
    rhos.map((rho, index) => text(rho, index + 1));
  const slots = (name: string, value: number): [string, number][] =>
    rhos.map((_, index) => [`${name}${index + 1}`, value]);
  const divisors = each((_, k) => `c${k}`);
  const differences = each((_, k) => `c${k} = round(1 - p${k})`);
  if (betaPowers === "runningProduct")
    return {
      divisors,
      scalars: Object.fromEntries(slots("p", 1)),
      assignments: [...each((rho, k) => `p${k} = round(p${k}*round(${rho}))`), ...differences],
    };
  if (betaPowers === "laggedProduct")
    return {
      divisors,
      scalars: Object.fromEntries([...slots("p", 1), ...slots("b", 0)]),
      assignments: [
        // b is the ρ of the update before; the first product takes its own, since 0^(t - 1) is 1 there and 0 afterwards.
        ...each((rho, k) => `p${k} = round(p${k}*round(max(b${k}, ${rho}*0^(t - 1))))`),
        ...each((rho, k) => `b${k} = ${rho}`),
        ...differences,
      ],
    };
  if (betaPowers === "tensorType")
    return { divisors, assignments: each((rho, k) => `c${k} = round(1 - round(round(${rho})^t))`) };
  return { divisors: each((rho) => `(1 - ${rho}^t)`), assignments: [] };
}
