import { type FloatArray, power } from "../backends/arithmetic.ts";

/**
 * An exact sum of squares below 4 (spec/clipping.md): digits of base 2³² with signs, digit k a multiple of 2^(2 − 32k), so
 * that the last one holds every bit of a binary64 number. Exact means that no order of adding can show.
 */
const digits = /* @__PURE__ */ new Float64Array(35);

/** 1.5·2^(54 − 32k): adding and subtracting it rounds to a multiple of 2^(2 − 32k). */
const grids: Float64Array = /* @__PURE__ */ rounders();

function rounders(): Float64Array {
  return Float64Array.from(digits, (_, k) => 1.5 * (k < 2 ? power(2, 54 - 32 * k) : power(0.5, 32 * k - 54)));
}

/** As many squares as three digits take without a carry: each is below 2³² units of its digit, and these hold 2⁵³. */
const block = 1048576;

/** Starts anew. */
export function clearSum(): void {
  digits.fill(0);
}

/**
 * Adds the squares of scaled elements, each scaled and squared with one rounding to binary64 for either.
 * @param scale - its first element is the factor, which leaves every magnitude below 2; a number would be boxed.
 */
export function addSquares(array: FloatArray, scale: Float64Array): void {
  for (let begin = 0; begin < array.length; begin += block) {
    addBlock(array, begin, Math.min(begin + block, array.length), scale);
    carry();
  }
}

function addBlock(array: FloatArray, begin: number, end: number, scale: Float64Array): void {
  const factor = scale[0]!;
  const first = grids[1]!;
  const second = grids[2]!;
  const third = grids[3]!;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  for (let i = begin; i < end; i++) {
    const x = array[i]! * factor;
    let rest = x * x;
    const part1 = rest + first - first;
    rest -= part1;
    sum1 += part1;
    const part2 = rest + second - second;
    rest -= part2;
    sum2 += part2;
    const part3 = rest + third - third;
    rest -= part3;
    sum3 += part3;
    // What is left is more than 2⁻⁹² below the largest square: few elements, and fewer have bits there.
    if (rest !== 0) addRest(rest);
  }
  digits[1]! += sum1;
  digits[2]! += sum2;
  digits[3]! += sum3;
}

function addRest(value: number): void {
  let rest = value;
  for (let k = 4; k < digits.length && rest !== 0; k++) {
    const part = rest + grids[k]! - grids[k]!;
    digits[k]! += part;
    rest -= part;
  }
}

/** Leaves in each digit at most half a unit of the one above. */
function carry(): void {
  for (let k = digits.length - 1; k > 0; k--) {
    const over = digits[k]! + grids[k - 1]! - grids[k - 1]!;
    digits[k]! -= over;
    digits[k - 1]! += over;
  }
}

/** The sum, rounded once, to nearest, ties to even. */
export function roundedSum(): number {
  let sum = 0;
  let low = 0;
  let k = 0;
  for (; k < digits.length && low === 0; k++) {
    const digit = digits[k]!;
    const next = sum + digit;
    low = digit - (next - sum);
    sum = next;
  }
  // sum + low is exact. The digits below matter only where low is half a unit of sum: then their sign decides.
  while (k < digits.length && digits[k] === 0) k++;
  if (k < digits.length && low > 0 === digits[k]! > 0) {
    const other = sum + 2 * low;
    if (other - sum === 2 * low) return other;
  }
  return sum;
}
