// jax-js on its wasm backend: one compiled function per rule, in the folded form.
import { blockUntilReady, defaultDevice, init, jit, numpy as np, type Array as Tensor } from "@jax-js/jax";
import { serve } from "./serve.ts";

const backends = await init("wasm");
defaultDevice("wasm");

type Update = (theta: Tensor, g: Tensor, s: Tensor, r: Tensor, a: Tensor, e: Tensor) => Tensor[];
const updates: Record<string, Update> = {
  gd: (theta, g, s, r, _a, _e) => [theta.sub(g.mul(0.01)), s, r],
  momentum(theta, g, s, r, _a, _e) {
    const v = s.mul(0.9).sub(g.mul(0.01));
    return [theta.add(v.ref), v, r];
  },
  adagrad(theta, g, s, r, _a, _e) {
    const sum = s.add(g.ref.mul(g.ref));
    return [theta.sub(g.mul(0.01).div(np.sqrt(sum.ref.add(1e-7)))), sum, r];
  },
  adam(theta, g, s, r, a, e) {
    const first = s.mul(0.9).add(g.ref.mul(0.1));
    const second = r.mul(0.999).add(g.ref.mul(g).mul(0.001));
    return [theta.sub(a.mul(first.ref).div(np.sqrt(second.ref.add(e)))), first, second];
  },
};

await serve(async ({ rule, dtype, n, tensors, threads }) => {
  if (!backends.includes("wasm")) return "no wasm backend here";
  if (dtype === "f64") return "f32 only";
  if (threads > 1 || tensors > 1) return "one thread and one array only";
  if (n > 1e7) return "too slow to wait for";
  const filled = (value: number): Tensor => np.array(new Float32Array(n).fill(value));
  const update = jit(updates[rule]! as never) as unknown as Update;
  const g = filled(0.1);
  let [theta, s, r] = [filled(0.3), filled(0), filled(0)];
  let t = 0;
  return {
    step() {
      t++;
      const [c1, c2] = [1 - 0.9 ** t, 1 - 0.999 ** t];
      const scalars = [(0.001 * Math.sqrt(c2)) / c1, 1e-8 * c2].map((value) =>
        np.array(new Float32Array([value])),
      ) as [Tensor, Tensor];
      [theta, s, r] = update(theta!, g.ref, s!, r!, ...scalars) as [Tensor, Tensor, Tensor];
      return blockUntilReady([theta]);
    },
    close() {
      for (const array of [theta, g, s, r]) array!.dispose();
    },
  };
});
