import type { DType } from "@optspec/core";
import { z } from "zod";
import { dtype } from "../forms/dtype.ts";
import { form, jsonSchemaOf, readPart, refuse } from "../forms/form.ts";
import { isPlain, list, strictObject } from "../forms/objects.ts";
import { expecting } from "../messages/describe.ts";
import { type Numbers, numbers } from "../numbers/numbers.ts";
import { type Message, type Request, reply, request } from "./message.ts";
import { type RunReply, runReplySchema } from "./run-reply.ts";
import { type RunRequest, runRequestSchema } from "./run-request.ts";

/** The first request: the versions of the protocol that the suite speaks, and its own version. */
export interface Start {
  readonly protocol: readonly number[];
  readonly suite: string;
}

/** What a port says of itself when it starts. */
export interface Introduction {
  /** The version of the protocol that it chose. */
  readonly protocol: number;
  readonly port: { readonly name: string; readonly version: string; readonly language: string };
  readonly claims: readonly PortClaim[];
  readonly capabilities: readonly Capability[];
}

/** A rule that a port has, the profile that it follows, and the types that it computes in. */
export interface PortClaim {
  readonly rule: string;
  readonly profile: string;
  readonly dtypes: readonly DType[];
}

/** What a port can do beyond running a rule: report its state, start from a given one, save and load. */
export type Capability = "state" | "restore" | "resume";
const capabilities = ["state", "restore", "resume"] as const satisfies readonly Capability[];

/** Numbers that are sent back as they came. */
export interface Echo<Values = Numbers> {
  readonly values: Values;
}

/** What a port answers where it cannot answer. */
export interface Failure {
  readonly error: string;
}

const text = (what: string): z.ZodString => z.string(expecting(what)).min(1, expecting(what));
const version = z.int(expecting("a version number")).min(1, expecting("a version number"));

const failure: z.ZodType<Failure, Failure> = strictObject("a reply", {
  error: text("a reason").meta({ description: "What went wrong." }),
});

const introduction: z.ZodType<Introduction, Introduction> = strictObject(
  "a reply with protocol, port, claims and capabilities, or error",
  {
    protocol: version.meta({ description: "Version of the protocol that the port chose." }),
    port: strictObject("an object with name, version and language", {
      name: text("the port's name"),
      version: text("the version of what it ports"),
      language: text("the name of a language"),
    }).meta({ description: "What the port is." }),
    claims: list(
      "an array of claims",
      strictObject("a claim with rule, profile and dtypes", {
        rule: text("the name of a rule"),
        profile: text("the name of a profile"),
        dtypes: list("an array of types", dtype),
      }),
    )
      .superRefine((claims, context) => {
        const rules = claims.map(({ rule }) => rule);
        const again = rules.findIndex((rule, index) => rules.indexOf(rule) < index);
        if (again !== -1) refuse(context, "each rule once", rules[again], [again, "rule"]);
      })
      .meta({ description: "Rules that the port has, each with the profile that it follows." }),
    capabilities: list(
      "an array of capabilities",
      z.enum(capabilities, expecting(capabilities.map((name) => JSON.stringify(name)).join(" or "))),
    ).meta({ description: "What the port can do beyond running a rule." }),
  },
);

const echo: z.ZodType<Echo<number[]>, Echo> = strictObject("values", {
  values: numbers().meta({ description: "Numbers of binary64." }),
});

/** The first request, and the only one in which a version of the protocol is negotiated. */
export const startMessageSchema: z.ZodType<Request<"start", Start>, Request<"start", Start>> = request(
  "start",
  strictObject("a start request", {
    protocol: list("an array of version numbers", version).meta({
      description: "Versions of the protocol that the suite speaks.",
    }),
    suite: text("a version").meta({ description: "Version of the suite." }),
  }),
).meta({ title: "Start", description: "The first request." });

/** Reads the reply to `start`. */
export const startReplySchema: z.ZodType<
  Message<Introduction | Failure>,
  Message<Introduction | Failure>
> = reply(orFailure(introduction)).meta({ title: "Start reply", description: "What a port says of itself." });

/** The smoke test of a port's number codec. */
export const echoMessageSchema: z.ZodType<Request<"echo", Echo<number[]>>, Request<"echo", Echo>> = request(
  "echo",
  echo,
).meta({ title: "Echo", description: "Asks for numbers to be sent back as they are." });

/** Reads the reply to `echo`; numbers become plain numbers. */
export const echoReplySchema: z.ZodType<Message<Echo<number[]> | Failure>, Message<Echo | Failure>> = reply(
  orFailure(echo),
).meta({ title: "Echo reply", description: "The numbers of the request, sent back." });

/** The request to run a rule. */
export const runMessageSchema: z.ZodType<
  Request<"run", RunRequest<number[]>>,
  Request<"run", RunRequest>
> = request("run", runRequestSchema).meta({
  title: "Run",
  description: "Asks for a rule to be run over a few updates.",
});

/** Reads the reply to `run`; numbers become plain numbers. */
export const runMessageReplySchema: z.ZodType<Message<RunReply<number[]>>, Message<RunReply>> = reply(
  runReplySchema,
).meta({ title: "Run reply", description: "What stands after each update, or why there is nothing." });

/** The last request; it has no reply. */
export const stopMessageSchema: z.ZodType<Request<"stop">, Request<"stop">> = request(
  "stop",
  strictObject("a stop request", {}),
).meta({ title: "Stop", description: "Asks the port to end; it sends no reply." });

/** A body, or the port's own word that it failed. */
function orFailure<Out extends object, In extends object>(
  body: z.ZodType<Out, In>,
): z.ZodType<Out | Failure, In | Failure> {
  return form<Out | Failure, In | Failure>(
    (input, context) => {
      const schema = isPlain(input) && Object.hasOwn(input, "error") ? failure : body;
      const result = readPart<Out | Failure>(schema, input, context);
      return result.success ? result.data : z.NEVER;
    },
    { anyOf: [jsonSchemaOf(body), jsonSchemaOf(failure)] },
  );
}
