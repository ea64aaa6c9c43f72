import { z } from "zod";
import { form, type JsonSchema, jsonSchemaOf, readPart } from "../forms/form.ts";
import { isPlain, strictObject } from "../forms/objects.ts";
import { expecting } from "../messages/describe.ts";

/** A message of the port protocol (spec/port-protocol.md): a body, and the number of the request that it is or answers. */
export type Message<Body> = Body & { readonly id: number };

/** A request of the suite to the port. */
export type Request<Command extends string, Body = unknown> = Message<Body> & { readonly cmd: Command };

const id = z
  .int(expecting("a whole number >= 0"))
  .min(0, expecting("a whole number >= 0"))
  .meta({ description: "Number of the request, counted from 0." });

/** A reply: the number of its request, and a body. */
export function reply<Out extends object, In extends object>(
  body: z.ZodType<Out, In>,
): z.ZodType<Message<Out>, Message<In>> {
  return headed({ id }, body) as unknown as z.ZodType<Message<Out>, Message<In>>;
}

/** A request: its number, its command, and a body. */
export function request<Command extends string, Out extends object, In extends object>(
  command: Command,
  body: z.ZodType<Out, In>,
): z.ZodType<Request<Command, Out>, Request<Command, In>> {
  const cmd = z.literal(command, expecting(JSON.stringify(command)));
  return headed({ id, cmd }, body) as unknown as z.ZodType<Request<Command, Out>, Request<Command, In>>;
}

/** Reads some fields with their own schemas, and the others as an object of their own. */
function headed(fields: Readonly<Record<string, z.ZodType>>, body: z.ZodType<object>): z.ZodType {
  const head = strictObject("a message", fields);
  const names = Object.keys(fields);
  return form<object, object>(
    (input, context) => {
      const own = isPlain(input) ? Object.entries(input) : [];
      const part = (ofHead: boolean): object =>
        Object.fromEntries(own.filter(([name]) => names.includes(name) === ofHead));
      const read = isPlain(input) ? readPart(head, part(true), context) : readPart(head, input, context);
      if (!read.success) return z.NEVER;
      const rest = readPart(body, part(false), context);
      return rest.success ? { ...read.data, ...rest.data } : z.NEVER;
    },
    withFields(jsonSchemaOf(body), jsonSchemaOf(head)),
  );
}

/** The JSON Schema of an object, or of each of several forms of it, with more fields. */
function withFields(body: JsonSchema, head: JsonSchema): JsonSchema {
  if (body.anyOf !== undefined)
    return { ...body, anyOf: body.anyOf.map((each) => withFields(each as JsonSchema, head)) };
  return {
    ...body,
    properties: { ...head.properties, ...body.properties },
    required: [...(head.required ?? []), ...(body.required ?? [])],
  };
}
