import type { DType, Rule } from "@optspec/core";
import type { Case } from "../cases/case.ts";
import type { RunRequest } from "../ports/port.ts";
import { bugCandidates, type Candidate, mutantCandidates, variantCandidates } from "./candidate.ts";

type Said = Candidate["explanation"];

/**
 * Two departures at once: a variant in which the catalogue's bugs are, and a variant with one edit in its program.
 * Lazy, for there are thousands.
 */
export function* combinedCandidates(held: Rule, dtype: DType): Generator<Candidate> {
  for (const { explanation, rule } of variantCandidates(held, dtype)) {
    if (explanation.edits === 0) continue;
    const others = [
      ...bugCandidates(rule).filter(({ wraps }) => wraps === true),
      ...(explanation.edits === 1 ? mutantCandidates(rule) : []),
    ];
    for (const other of others) yield inVariant(explanation, other);
  }
}

function inVariant(variant: Said, other: Candidate): Candidate {
  return { ...other, explanation: { ...combined(variant, other.explanation), choice: variant.choice } };
}

/** Two bugs of the catalogue at once, where one is in what the rule is handed. */
export function pairedCandidates(rule: Rule): Candidate[] {
  const wrapping = bugCandidates(rule).filter(({ wraps }) => wraps === true);
  return wrapping.flatMap((first, index) => {
    const { request: change } = first;
    if (change === undefined) return [];
    // Of two that change the request, each order would do.
    const others = wrapping.filter((other, place) => other.request === undefined || place > index);
    return others.map((second) => ({
      ...second,
      explanation: combined(first.explanation, second.explanation),
      request: (request: RunRequest, own: Rule) =>
        second.request?.(change(request, own), own) ?? change(request, own),
      port: (own: Rule) => (request: RunRequest) => second.port(own)(change(request, own)),
      ...(second.expectation !== undefined && {
        expectation: (own: Rule, testCase: Case) =>
          second.expectation!(own, { ...testCase, ...change(testCase, own) }),
      }),
    }));
  });
}

/** What two explanations say together; the name, and what is known of it, is that of the first that has one. */
function combined(first: Said, second: Said): Said {
  const named = first.bug === undefined ? second : first;
  return {
    ...named,
    kind: "combination",
    edits: first.edits + second.edits,
    meaning: [...first.meaning, ...second.meaning],
    requirements: [...first.requirements, ...second.requirements],
    program: second.program,
    profiles: second.profiles,
  };
}
