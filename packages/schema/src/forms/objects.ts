import { z } from "zod";
import { listed, wording } from "../messages/describe.ts";
import { didYouMean, similarNames } from "../messages/similar.ts";
import { form, jsonSchemaOf, readPart, refuse } from "./form.ts";

/** Whether a value is an object as JSON has them: no array, and of no class. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Unknown fields beyond this many are left out of errors, so that reading a huge object takes no longer for them. */
export const mostUnknownFields = 8;

/**
 * An object's own fields alone, on no prototype, so that neither `constructor` nor `__proto__` means anything special:
 * the known ones, and the first few others for an error to name.
 */
export function ownFields(
  value: Readonly<Record<string, unknown>>,
  known: readonly string[],
): Record<string, unknown> {
  const fields: Record<string, unknown> = Object.create(null);
  for (const name of known) if (Object.hasOwn(value, name)) fields[name] = value[name];
  let unknown = 0;
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    fields[name] = value[name];
    if (++unknown === mostUnknownFields) break;
  }
  return fields;
}

/**
 * `z.strictObject` that takes plain objects only, looks at own fields only, and answers unknown fields with the known ones.
 * @param what - what the object is, for messages.
 */
export function strictObject<const Shape extends z.ZodRawShape>(
  what: string,
  shape: Shape,
): z.ZodType<z.output<z.ZodObject<Shape, z.core.$strict>>, z.input<z.ZodObject<Shape, z.core.$strict>>> {
  const known = Object.keys(shape);
  return z.preprocess(
    (input, context) => (isPlain(input) ? ownFields(input, known) : refuse(context, what, input)),
    z.strictObject(shape, {
      error: (issue) => (issue.code === "unrecognized_keys" ? unknownFields(known, issue.keys) : undefined),
    }),
  );
}

function unknownFields(known: readonly string[], keys: readonly string[]): string {
  const hint = keys.length === 1 ? didYouMean(similarNames(keys[0]!, known)) : " and others";
  return `${wording(`only ${listed(known, "and")}`, keys[0])}${hint}`;
}

/**
 * An object with names that the input chooses, such as parameters; reading stops at the first entry that does not fit.
 * @param what - what the object is, for messages.
 */
export function dictionary<Out, In>(
  what: string,
  value: z.ZodType<Out, In>,
): z.ZodType<Record<string, Out>, Readonly<Record<string, In>>> {
  return form<Record<string, Out>, Readonly<Record<string, In>>>(
    (input, context) => {
      if (!isPlain(input)) return refuse(context, what, input);
      const entries: [string, Out][] = [];
      for (const name of Object.keys(input)) {
        // Assigning to this name would change an object's prototype wherever the result is copied.
        if (name === "__proto__") return refuse(context, "names other than __proto__", name);
        const result = readPart(value, input[name], context, [name]);
        if (!result.success) return z.NEVER;
        entries.push([name, result.data]);
      }
      return Object.fromEntries(entries);
    },
    {
      type: "object",
      propertyNames: { not: { const: "__proto__" } },
      additionalProperties: jsonSchemaOf(value),
    },
  );
}

/** An array; reading stops at the first element that does not fit. */
export function list<Out, In>(what: string, item: z.ZodType<Out, In>): z.ZodType<Out[], readonly In[]> {
  return form<Out[], readonly In[]>(
    (input, context) => {
      if (!Array.isArray(input)) return refuse(context, what, input);
      const items: Out[] = [];
      for (let index = 0; index < input.length; index++) {
        const result = readPart(item, input[index], context, [index]);
        if (!result.success) return z.NEVER;
        items.push(result.data);
      }
      return items;
    },
    { type: "array", items: jsonSchemaOf(item) },
  );
}
