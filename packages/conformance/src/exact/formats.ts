import { bitLength } from "./integer.ts";
import { type BigFloat, exponentOf, round } from "./representation.ts";

/** A binary interchange format of IEEE 754: "f32" is binary32, "f64" is binary64. */
export type Format = "f32" | "f64";

/** Precision in bits and the exponents of the least and the greatest normal binade of each format (IEEE 754, 3.3). */
export const formats: Readonly<
  Record<
    Format,
    { readonly bits: 24 | 53; readonly minExponent: -126 | -1022; readonly maxExponent: 127 | 1023 }
  >
> = {
  f32: { bits: 24, minExponent: -126, maxExponent: 127 },
  f64: { bits: 53, minExponent: -1022, maxExponent: 1023 },
};

// 2^k for every k that binary64 holds, from its least subnormal; each is exact.
const leastPower = -1074;
const powersOfTwo = new Float64Array(1023 - leastPower + 1);
for (let k = 0, power = Number.MIN_VALUE; k < powersOfTwo.length; k++, power *= 2) powersOfTwo[k] = power;

/**
 * The number of the format nearest to a, ties to even, with gradual underflow; beyond the greatest finite
 * number ±Infinity. A negative number that underflows gives −0.
 */
export function toFormat(a: BigFloat, format: Format): number {
  if (a.mantissa === 0n) return 0;
  const { bits, minExponent, maxExponent } = formats[format];
  const exponent = exponentOf(a);
  const least = minExponent - bits + 1;
  const precision = Math.min(bits, exponent - least + 1);
  if (precision <= 0) return underflow(a, precision, least);
  const rounded = round(a, precision);
  if (exponentOf(rounded) > maxExponent) {
    return a.mantissa < 0n ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  // Mantissa, power and product are representable, so nothing is rounded here.

  return Number(rounded.mantissa) * powersOfTwo[rounded.exponent - leastPower]!;
}

// |a| < 2^least: more than half of the least subnormal rounds up to it, exactly half to even, which is zero.
function underflow(a: BigFloat, precision: number, least: number): number {
  const magnitude = precision === 0 && bitLength(a.mantissa) > 1 ? powersOfTwo[least - leastPower]! : 0;
  return a.mantissa < 0n ? -magnitude : magnitude;
}

/**
 * a in decimal with that many significant digits, correctly rounded (ties away from zero): "0.00123" or
 * "1.23e-9", in the layout of Number.prototype.toPrecision.
 */
export function toDecimal(a: BigFloat, digits: number): string {
  if (a.mantissa === 0n) return digits > 1 ? `0.${"0".repeat(digits - 1)}` : "0";
  const prefix = a.mantissa < 0n ? "-" : "";
  // This floor(log10 |a|) is right or one too great.
  let power = Math.floor((exponentOf(a) + 1) * Math.LOG10E * Math.LN2);
  if (scaled(a, -power, false) === 0n) power--;
  let figures = scaled(a, digits - 1 - power, true).toString();
  // Rounding may have carried to one digit more.
  if (figures.length > digits) {
    figures = figures.slice(0, digits);
    power++;
  }
  if (power < -6 || power >= digits) {
    const fraction = digits > 1 ? `.${figures.slice(1)}` : "";
    return `${prefix}${figures[0]}${fraction}e${power < 0 ? "-" : "+"}${Math.abs(power)}`;
  }
  if (power < 0) return `${prefix}0.${"0".repeat(-power - 1)}${figures}`;
  const fraction = digits > power + 1 ? `.${figures.slice(power + 1)}` : "";
  return `${prefix}${figures.slice(0, power + 1)}${fraction}`;
}

// |a| * 10^places as an integer: rounded with ties away from zero, or cut off.
function scaled(a: BigFloat, places: number, nearest: boolean): bigint {
  let numerator = a.mantissa < 0n ? -a.mantissa : a.mantissa;
  let denominator = 1n;
  if (places >= 0) numerator *= 10n ** BigInt(places);
  else denominator = 10n ** BigInt(-places);
  if (a.exponent >= 0) numerator <<= BigInt(a.exponent);
  else denominator <<= BigInt(-a.exponent);
  return nearest ? (2n * numerator + denominator) / (2n * denominator) : numerator / denominator;
}
