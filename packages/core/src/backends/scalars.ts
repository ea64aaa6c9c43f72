import { arithmetic, type DType, type FloatArray } from "./arithmetic.ts";
import type { Code } from "./lower.ts";

/** Computes the scalars of one step for one group, the same way for every backend. Allocates nothing after creation. */
export interface ScalarEvaluator {
  /** The factors that tensor instructions use, rounded to the tensor's type; filled by `evaluate`. */
  readonly factors: FloatArray;
  /** Evaluates in binary64 for update number t (from 1). Slots are read, and written only by `commit`. */
  evaluate(t: number): void;
  commit(): void;
}

/**
 * @param hypers - current hyperparameters, in the order of the program; only read.
 * @param slots - the group's scalar slots; overwritten by `commit`.
 */
export function scalarEvaluator(
  code: Code,
  dtype: DType,
  hypers: Float64Array,
  slots: Float64Array,
): ScalarEvaluator {
  const { scalars, scalarStores, factors: used } = code;
  const registers = new Float64Array(scalars.length);
  const factors = dtype === "f32" ? new Float32Array(used.length) : new Float64Array(used.length);
  return {
    factors,
    evaluate(t) {
      for (let out = 0; out < scalars.length; out++) {
        const { operation, left, right } = scalars[out]!;
        if (operation === "constant") registers[out] = left;
        else if (operation === "step") registers[out] = t;
        else if (operation === "hyper") registers[out] = hypers[left]!;
        else if (operation === "slot") registers[out] = slots[left]!;
        else if (operation === "round" && dtype === "f32") registers[out] = Math.fround(registers[left]!);
        else if (operation !== "role" && operation !== "factor")
          arithmetic[operation](registers, out, left, right, 1);
      }
      for (let i = 0; i < used.length; i++) factors[i] = registers[used[i]!]!;
    },
    commit() {
      for (const { slot, value } of scalarStores) slots[slot] = registers[value]!;
    },
  };
}
