import { z } from "zod";
import { form, jsonSchemaOf, readPart } from "../forms/form.ts";
import { dictionary, isPlain, list, strictObject } from "../forms/objects.ts";
import { expecting, wording } from "../messages/describe.ts";
import { type Numbers, numbers } from "../numbers/numbers.ts";
import { compareTensors, disagree } from "./tensors.ts";

/** What a port answers to a run request. */
export type RunReply<Values = Numbers> =
  | { readonly steps: readonly StepReply<Values>[] }
  /** The port cannot run this, and says why; not a failure. */
  | { readonly skipped: string }
  /** The port failed. */
  | { readonly error: string };

/** What stands after one update. */
export interface StepReply<Values = Numbers> {
  readonly params: Readonly<Record<string, Values>>;
  /** state[parameter][slot], in the specification's terms. */
  readonly state?: Readonly<Record<string, Readonly<Record<string, Values>>>>;
}

const reason = z.string(expecting("a reason")).min(1, expecting("a reason"));

const steps = strictObject("a reply with steps, skipped or error", {
  steps: list(
    "an array of steps",
    strictObject("a step", {
      params: dictionary("an object of parameters", numbers()).meta({
        description: "Parameters after the update.",
      }),
      state: z.exactOptional(
        dictionary("an object of states", dictionary("an object of slots", numbers())).meta({
          description: "State after the update, by parameter and slot.",
        }),
      ),
    }),
  ).meta({ description: "One entry per update of the request." }),
}).superRefine(checkSteps);

/** The forms of a reply, by the field that tells them apart. */
const forms: Readonly<Record<string, z.ZodType<RunReply<number[]>, RunReply>>> = {
  skipped: strictObject("a reply", {
    skipped: reason.meta({ description: "Why the port cannot run this." }),
  }),
  error: strictObject("a reply", { error: reason.meta({ description: "What went wrong." }) }),
  steps,
};

/**
 * Reads a port's reply, whose steps have to agree with one another; whether it answers the request is for the verifier to say.
 * Numbers become plain numbers.
 */
export const runReplySchema: z.ZodType<RunReply<number[]>, RunReply> = form<RunReply<number[]>, RunReply>(
  (input, context) => {
    const field = isPlain(input) ? Object.keys(forms).find((name) => Object.hasOwn(input, name)) : undefined;
    const result = readPart(forms[field ?? "steps"]!, input, context);
    return result.success ? result.data : z.NEVER;
  },
  { anyOf: [jsonSchemaOf(steps), jsonSchemaOf(forms.skipped!), jsonSchemaOf(forms.error!)] },
).meta({ title: "Run reply", description: "What a port answers to a run request." });

/** Holds every step to the parameters of the first, and state to its parameter. */
function checkSteps(
  { steps: replies }: { steps: readonly StepReply<number[]>[] },
  context: z.core.$RefinementCtx,
): void {
  const lengths = new Map(
    Object.entries(replies[0]?.params ?? {}).map(([name, { length }]) => [name, length]),
  );
  for (const [index, { params, state = {} }] of replies.entries()) {
    if (!compareTensors(lengths, params, context, ["steps", index, "params"])) return;
    for (const [name, slots] of Object.entries(state)) {
      const path = ["steps", index, "state", name];
      const length = lengths.get(name);
      if (length === undefined) {
        disagree(context, path, wording("the name of a parameter", name));
        return;
      }
      const slotLengths = new Map(Object.keys(slots).map((slot) => [slot, length]));
      if (!compareTensors(slotLengths, slots, context, path)) return;
    }
  }
}
