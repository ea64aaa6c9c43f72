import type { Requirement } from "../spec/requirements.ts";

/** Why the requirements of a page need no fixture and no killed mutant or bug: page → reason. */
const pages: Readonly<Record<string, string>> = {
  "rule-language.md":
    "binds implementations of the rule language, not ports; @optspec/core is held to it by its own tests",
  "checkpoint-format.md":
    "binds programs that write and read checkpoints, not ports; @optspec/schema is held to it by test/checkpoint",
  "clipping.md":
    "binds programs that clip gradients, not ports; @optspec/core is held to it by test/clipping, here and there",
  "schedules.md":
    "binds programs that follow schedules, not ports; @optspec/core is held to it by test/schedules, here and there",
  "port-protocol.md":
    "binds how a port and the suite talk, not what is computed; the suite's side of the protocol is tested by itself",
};

const exactOnly =
  "binds only ports that claim `exact`; @optspec/core is held to it by test/properties/contract.properties.test.ts";

/** Why single requirements need none: id → reason. */
const requirements: Readonly<Record<string, string>> = {
  "TERM-1": "a port receives gradients and cannot know what they are gradients of",
  "ARITH-4": exactOnly,
  "ARITH-5": exactOnly,
  "ARITH-6": exactOnly,
  "ARITH-7": exactOnly,
  "ARITH-8": exactOnly,
  "ARITH-9": exactOnly,
  "ARITH-10": exactOnly,
};

/** The ids and pages for which there is a reason. */
export const excused: { readonly pages: readonly string[]; readonly ids: readonly string[] } = {
  pages: Object.keys(pages),
  ids: Object.keys(requirements),
};

/** Why a requirement needs no fixture and no killed mutant or bug; undefined where it needs them. */
export function untestable({ id, page }: Requirement): string | undefined {
  return requirements[id] ?? pages[page];
}
