import { z } from "zod";
import { wording } from "../messages/describe.ts";

/** A JSON Schema (draft 2020-12) or a part of one. */
export type JsonSchema = z.core.JSONSchema.JSONSchema;

/**
 * A schema that reads its input with one function; for what zod's own types cannot say:
 * dense numbers, and collections whose errors stay few however large the input.
 * @param read - returns the output, or what `refuse` returns.
 * @param json - the JSON Schema of the input.
 */
export function form<Out, In>(
  read: (input: unknown, context: z.core.$RefinementCtx) => Out,
  json: JsonSchema,
): z.ZodType<Out, In> {
  return z.custom<In>().transform(read).meta(json);
}

/** Adds the issue that something else was expected at `path` below the schema's own place. */
export function refuse(
  context: z.core.$RefinementCtx,
  expected: string,
  input: unknown,
  path: PropertyKey[] = [],
): never {
  context.issues.push({ code: "custom", message: wording(expected, input), path, input });
  return z.NEVER;
}

/** Reads a part of an input with its own schema; issues are handed on with the part's path. */
export function readPart<Out>(
  schema: z.ZodType<Out>,
  part: unknown,
  context: z.core.$RefinementCtx,
  path: PropertyKey[] = [],
): z.ZodSafeParseResult<Out> {
  const result = schema.safeParse(part);
  for (const issue of result.error?.issues ?? [])
    context.issues.push({
      code: "custom",
      message: issue.message,
      path: [...path, ...issue.path],
      input: part,
    });
  return result;
}

/** The JSON Schema of what a schema accepts. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return json;
}
