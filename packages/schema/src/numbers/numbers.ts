import type { DType, FloatArray } from "@optspec/core";
import type { z } from "zod";
import { form, refuse } from "../forms/form.ts";
import { decodeNumber, type Num, numberForm, numberNames } from "./number.ts";

/** The numbers of a tensor in row-major order: in JSON as `Num`, in process also as a typed array. */
export type Numbers = readonly Num[] | FloatArray;

const arrays = { f32: Float32Array, f64: Float64Array } as const;

/**
 * The numbers of a tensor, as plain numbers; NaN payloads are not kept, since the specification gives them no meaning.
 * @param dtype - what the numbers must be; left out, any binary64 numbers.
 */
export function numbers(dtype?: DType): z.ZodType<number[], Numbers> {
  return form<number[], Numbers>(
    (input, context) => {
      if (dtype === undefined ? isFloatArray(input) : input instanceof arrays[dtype])
        return Array.from(input as FloatArray);
      if (!Array.isArray(input)) return refuse(context, "an array of numbers", input);
      const values: number[] = [];
      for (let index = 0; index < input.length; index++) {
        const value = decodeNumber(input[index]);
        if (value === undefined) return refuse(context, numberForm, input[index], [index]);
        if (dtype === "f32" && !isBinary32(value))
          return refuse(context, "a binary32 number", value, [index]);
        values.push(value);
      }
      return values;
    },
    { type: "array", items: { anyOf: [{ type: "number" }, { enum: [...numberNames] }] } },
  );
}

/** Whether binary32 has this very number (or NaN). */
export function isBinary32(value: number): boolean {
  return Object.is(Math.fround(value), value);
}

/** Whether a value is one of the typed arrays that optimizers hold. */
export function isFloatArray(value: unknown): value is FloatArray {
  return value instanceof Float32Array || value instanceof Float64Array;
}
