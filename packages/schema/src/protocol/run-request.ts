import { z } from "zod";
import { perDType } from "../forms/dtype.ts";
import { dictionary, strictObject } from "../forms/objects.ts";
import { expecting } from "../messages/describe.ts";
import { type Numbers, numbers } from "../numbers/numbers.ts";
import { checkRun, config, type Run, runFields } from "./run.ts";
import { compareNames, compareTensors, disagree } from "./tensors.ts";

/** What a port is asked to do: run one rule over a few updates, from fresh state unless told. */
export interface RunRequest<Values = Numbers> extends Run<Values> {
  /** Where to begin instead; for ports with the capability `restore`. */
  readonly from?: StartingPoint<Values>;
  /** After so many updates: save, build a fresh optimizer with `resumeConfig`, load, go on; capability `resume`. */
  readonly resumeAt?: number;
  readonly resumeConfig?: Readonly<Record<string, number>>;
}

/** A state in the middle of a run; the parameters that belong to it are those of the request. */
export interface StartingPoint<Values = Numbers> {
  /** Updates done. */
  readonly t: number;
  /** state[parameter][slot] */
  readonly state: Readonly<Record<string, Readonly<Record<string, Values>>>>;
}

const updates = (least: number): z.ZodType<number, number> =>
  z.int(expecting(`a whole number >= ${least}`)).min(least, expecting(`a whole number >= ${least}`));

/** Reads a run request; numbers become plain numbers, held to the request's type. */
export const runRequestSchema: z.ZodType<RunRequest<number[]>, RunRequest> = perDType<
  RunRequest<number[]>,
  RunRequest
>((type) =>
  strictObject("a run request", {
    ...runFields(type),
    from: z.exactOptional(
      strictObject("a starting point with t and state", {
        t: updates(0).meta({ description: "Updates done." }),
        state: dictionary("an object of states", dictionary("an object of slots", numbers(type))).meta({
          description: "State by parameter and slot.",
        }),
      }).meta({ description: "Where to begin instead of fresh state." }),
    ),
    resumeAt: z.exactOptional(
      updates(1).meta({
        description: "Updates after which the port saves, builds a fresh optimizer and loads.",
      }),
    ),
    resumeConfig: z.exactOptional(
      config.meta({ description: "Hyperparameters with which the fresh optimizer is built." }),
    ),
  }).superRefine((run, context) => {
    if (checkRun(run, context)) checkStart(run, context);
  }),
).meta({
  title: "Run request",
  description: "A rule to run over a few updates.",
});

/** Holds a starting point to the parameters, and a resumption to the steps. */
function checkStart(
  { params, steps, from, resumeAt, resumeConfig }: RunRequest<number[]>,
  context: z.core.$RefinementCtx,
): boolean {
  if ((resumeAt === undefined) !== (resumeConfig === undefined))
    return disagree(context, [], "expected resumeAt and resumeConfig together, got one of them");
  if (resumeAt !== undefined && resumeAt >= steps.length)
    return disagree(context, ["resumeAt"], `expected less than ${steps.length} steps, got ${resumeAt}`);
  if (from === undefined) return true;
  if (resumeAt !== undefined) return disagree(context, [], "expected from or resumeAt, got both");
  if (!compareNames(new Map(Object.entries(params)), from.state, context, ["from", "state"])) return false;
  return Object.entries(from.state).every(([name, slots]) => {
    const lengths = new Map(Object.keys(slots).map((slot) => [slot, params[name]!.data.length]));
    return compareTensors(lengths, slots, context, ["from", "state", name]);
  });
}
