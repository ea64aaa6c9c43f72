import type { DType, FloatArray } from "@optspec/core";
import type { z } from "zod";
import { form, refuse } from "../forms/form.ts";
import { isPlain } from "../forms/objects.ts";
import { decodeNumber, encodeNumber, type Num, numberForm, numberNames } from "./number.ts";
import { isBinary32 } from "./numbers.ts";

/**
 * An element of a typed array in JSON, every bit kept: a `Num`, where "NaN" is the quiet NaN without sign or payload
 * (7fc00000, 7ff8000000000000), and any other NaN its bits in hexadecimal, 8 digits for binary32 or 16 for binary64.
 */
export type Float = Num | { readonly nan: string };

/** What tells the formats apart: the digits of a bit pattern, the NaN called "NaN", and the lowest pattern that is ∞. */
const formats = {
  f32: { digits: 8, quiet: 0x7fc00000n, infinity: 0x7f800000n, sign: 0x80000000n },
  f64: {
    digits: 16,
    quiet: 0x7ff8000000000000n,
    infinity: 0x7ff0000000000000n,
    sign: 0x8000000000000000n,
  },
} as const;

/** The JSON form of a typed array, every bit kept. */
export function encodeFloats(array: FloatArray): Float[] {
  const bits = bitsOf(array);
  const { quiet } = formats[array instanceof Float32Array ? "f32" : "f64"];
  return Array.from(array, (value, index) => {
    if (!Number.isNaN(value)) return encodeNumber(value);
    // Read as an integer: a NaN may lose its payload on the way through a number.
    const pattern = BigInt(bits[index]!);
    return pattern === quiet ? "NaN" : { nan: pattern.toString(16) };
  });
}

/** The elements of a typed array of one type, bit for bit. */
export function floats(dtype: DType): z.ZodType<FloatArray, readonly Float[]> {
  return form<FloatArray, readonly Float[]>(
    (input, context) => {
      if (!Array.isArray(input)) return refuse(context, "an array of numbers", input);
      // Nothing is allocated before every element is seen: a sparse array may claim any length.
      for (let index = 0; index < input.length; index++) {
        const expected = misfit(input[index], dtype);
        if (expected !== undefined) return refuse(context, expected, input[index], [index]);
      }
      return filled(input, dtype);
    },
    {
      type: "array",
      items: {
        anyOf: [
          { type: "number" },
          { enum: [...numberNames] },
          {
            type: "object",
            properties: { nan: { type: "string", pattern: "^([0-9a-f]{8}|[0-9a-f]{16})$" } },
            required: ["nan"],
            additionalProperties: false,
          },
        ],
      },
    },
  );
}

/** What should stand in place of an element that does not fit. */
function misfit(element: unknown, dtype: DType): string | undefined {
  const value = decodeNumber(element);
  if (value !== undefined) return dtype === "f64" || isBinary32(value) ? undefined : "a binary32 number";
  if (!isPlain(element)) return numberForm;
  const { digits, quiet, infinity, sign } = formats[dtype];
  const { nan } = element;
  const expected = `the ${digits} hexadecimal digits of a NaN other than the one called "NaN"`;
  if (Object.keys(element).length !== 1 || typeof nan !== "string" || nan.length !== digits) return expected;
  if (!/^[0-9a-f]+$/.test(nan)) return expected;
  const pattern = BigInt(`0x${nan}`);
  return (pattern & ~sign) > infinity && pattern !== quiet ? undefined : expected;
}

function filled(elements: readonly unknown[], dtype: DType): FloatArray {
  const array = dtype === "f32" ? new Float32Array(elements.length) : new Float64Array(elements.length);
  const bits = bitsOf(array);
  for (let index = 0; index < elements.length; index++) {
    const element = elements[index];
    const value = decodeNumber(element);
    if (value !== undefined && !Number.isNaN(value)) array[index] = value;
    else {
      const pattern =
        value === undefined ? BigInt(`0x${(element as { nan: string }).nan}`) : formats[dtype].quiet;
      if (bits instanceof Uint32Array) bits[index] = Number(pattern);
      else bits[index] = pattern;
    }
  }
  return array;
}

/** The same memory, seen as bit patterns. */
function bitsOf(array: FloatArray): Uint32Array | BigUint64Array {
  const { buffer, byteOffset, length } = array;
  return array instanceof Float32Array
    ? new Uint32Array(buffer, byteOffset, length)
    : new BigUint64Array(buffer, byteOffset, length);
}
