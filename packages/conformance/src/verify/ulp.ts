import type { DType } from "@optspec/core";

const view = new DataView(new ArrayBuffer(8));

/** The position of a number among all numbers of its type, counted from zero; −0 and +0 share one. */
function ordinal(x: number, dtype: DType): bigint {
  if (dtype === "f32") view.setFloat32(0, x);
  else view.setFloat64(0, x);
  const bits = dtype === "f32" ? BigInt(view.getUint32(0)) : view.getBigUint64(0);
  const signBit = dtype === "f32" ? 1n << 31n : 1n << 63n;
  return bits >= signBit ? signBit - bits : bits;
}

/** How many numbers of the type lie between two, counting one end: 0 for equal ones, ∞ where one is not finite. */
export function ulpDistance(a: number, b: number, dtype: DType): number {
  if (Object.is(a, b) || a === b) return 0;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Number.POSITIVE_INFINITY;
  const distance = ordinal(a, dtype) - ordinal(b, dtype);
  return Number(distance < 0n ? -distance : distance);
}
