import type { DType } from "@optspec/core";
import { z } from "zod";
import { expecting } from "../messages/describe.ts";
import { form, jsonSchemaOf, readPart } from "./form.ts";
import { isPlain } from "./objects.ts";

/** The element types of the specification. */
export const dtype: z.ZodType<DType, DType> = z.enum(["f32", "f64"], expecting('"f32" or "f64"'));

/** An object whose field `dtype` says what numbers its arrays hold. */
export function perDType<Out, In>(make: (dtype: DType) => z.ZodType<Out, In>): z.ZodType<Out, In> {
  const f32 = make("f32");
  // Also reads what has no dtype, or a wrong one, and says so.
  const f64 = make("f64");
  return form<Out, In>((input, context) => {
    const schema = isPlain(input) && input.dtype === "f32" ? f32 : f64;
    const result = readPart(schema, input, context);
    return result.success ? result.data : z.NEVER;
  }, jsonSchemaOf(f64));
}
