/** The element types of the specification, binary32 and binary64. */
export type DType = "f32" | "f64";
export type FloatArray = Float32Array | Float64Array;

/** Bytes of one element. */
export const elementBytes: Readonly<Record<DType, number>> = { f32: 4, f64: 8 };

/**
 * xⁿ by square-and-multiply from the least significant bit (spec/arithmetic.md, "Powers").
 * `Math.pow` differs between engines and versions; this does not.
 * @throws RangeError when n is not a whole number ≥ 0.
 */
export function power(x: number, n: number): number {
  scratch[0] = x;
  // An array would make a number of anything.
  scratch[1] = typeof n === "number" ? n : Number.NaN;
  powerInRegisters(scratch, 0, 0, 1);
  return scratch[0];
}

const scratch = /* @__PURE__ */ new Float64Array(2);

/** `power` of two registers into a third: an engine boxes the arguments and the result of a call, and so allocates. */
export function powerInRegisters(registers: Float64Array, out: number, base: number, exponent: number): void {
  let rest = registers[exponent]!;
  if (!Number.isSafeInteger(rest) || rest < 0)
    throw new RangeError(`power: expected a whole exponent >= 0, got ${rest}`);
  let result = 1;
  let square = registers[base]!;
  for (; rest > 0x7fffffff; square *= square) {
    const half = Math.floor(rest / 2);
    if (half + half !== rest) result *= square;
    rest = half;
  }
  // What fits 31 bits is done with integers: several times as fast, and every step of Adam takes two powers.
  for (let bits = rest | 0; bits > 0; square *= square) {
    if (bits & 1) result *= square;
    bits >>= 1;
  }
  registers[out] = result;
}
