// What one writes by hand: a loop over typed arrays, in binary64 arithmetic.
import { arrays, serve } from "./serve.ts";

type Numbers = Float32Array | Float64Array;
type Loop = (theta: Numbers, g: Numbers, s: Numbers, r: Numbers, t: number) => void;

const loops: Record<string, Loop> = {
  gd(theta, g) {
    for (let i = 0; i < g.length; i++) theta[i]! -= 0.01 * g[i]!;
  },
  momentum(theta, g, v) {
    for (let i = 0; i < g.length; i++) {
      v[i] = 0.9 * v[i]! - 0.01 * g[i]!;
      theta[i]! += v[i]!;
    }
  },
  adagrad(theta, g, r) {
    for (let i = 0; i < g.length; i++) {
      r[i]! += g[i]! * g[i]!;
      theta[i]! -= (0.01 * g[i]!) / Math.sqrt(r[i]! + 1e-7);
    }
  },
  adam(theta, g, s, r, t) {
    const c1 = 1 - 0.9 ** t;
    const c2 = 1 - 0.999 ** t;
    const a = (0.001 * Math.sqrt(c2)) / c1;
    const e = 1e-8 * c2;
    for (let i = 0; i < g.length; i++) {
      s[i] = 0.9 * s[i]! + 0.1 * g[i]!;
      r[i] = 0.999 * r[i]! + 0.001 * g[i]! * g[i]!;
      theta[i]! -= (a * s[i]!) / Math.sqrt(r[i]! + e);
    }
  },
};

await serve(async (work) => {
  if (work.threads > 1 || work.tensors > 1) return "one thread and one array only";
  const [theta, g, s, r] = [0.3, 0.1, 0, 0].map((value) => arrays(work, value).w0!) as [
    Numbers,
    Numbers,
    Numbers,
    Numbers,
  ];
  const loop = loops[work.rule]!;
  let t = 0;
  return { step: () => loop(theta, g, s, r, ++t) };
});
