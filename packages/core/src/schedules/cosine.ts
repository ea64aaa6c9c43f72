/** The binary64 numbers nearest to (−1)ʲ·π²ʲ⁺¹/(2j+1)!, for j = 0 … 8. */
const sine = [
  Math.PI,
  -5.16771278004997,
  2.5501640398773455,
  -0.5992645293207921,
  0.08214588661112823,
  -0.0073704309457143504,
  4.6630280576761255e-4,
  -2.1915353447830217e-5,
  7.952054001475513e-7,
] as const;

/**
 * (1 + cos(π·k/n))/2 for whole numbers 0 ≤ k ≤ n ≤ 2⁴⁰: 1 at 0, 0 at n, and falling (spec/schedules.md, "The cosine").
 * As sin² of at most an eighth of a turn, by a polynomial; `Math.cos` differs between engines.
 */
export function halfWave(k: number, n: number): number {
  const late = 2 * k > n;
  const turn = (late ? n - k : k) / (2 * n);
  const square = turn * turn;
  let sum: number = sine[8];
  for (let j = 7; j >= 0; j--) sum = sum * square + sine[j]!;
  const root = turn * sum;
  return late ? root * root : 1 - root * root;
}
