import {
  echoReplySchema,
  type Introduction,
  type RunReply,
  runMessageReplySchema,
  startReplySchema,
} from "@optspec/schema";
import { PortError } from "../port-error.ts";

/** A zod schema, as far as it is needed here. */
interface Reader<Out> {
  safeParse(
    input: unknown,
  ): { success: true; data: Out } | { success: false; error: { issues: readonly Issue[] } };
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/**
 * Reads the reply to `start`.
 * @throws PortError of the kind reply, for another shape or the port's own `error`.
 */
export function readIntroduction(reply: unknown): Introduction {
  return answer(read(startReplySchema, reply));
}

/**
 * Reads the reply to `echo`.
 * @throws PortError of the kind reply, for another shape or the port's own `error`.
 */
export function readEcho(reply: unknown): readonly number[] {
  return answer(read(echoReplySchema, reply)).values;
}

/**
 * Reads the reply to `run`; whether its steps answer the request is for the judge to say.
 * @throws PortError of the kind reply, for another shape.
 */
export function readRunReply(reply: unknown): RunReply<number[]> {
  const { id: _, ...body } = read(runMessageReplySchema, reply);
  return body;
}

function read<Out>(schema: Reader<Out>, reply: unknown): Out {
  const result = schema.safeParse(reply);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw new PortError("reply", `reply${pathText(path)}: ${message}`);
}

function answer<Reply extends object>(
  reply: Reply | { readonly error: string },
): Exclude<Reply, { error: string }> {
  if ("error" in reply) throw new PortError("reply", `the port answered: ${reply.error}`);
  return reply as Exclude<Reply, { error: string }>;
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
}
