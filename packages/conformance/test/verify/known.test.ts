import { type KnownDeviation, KnownListError, parseKnown } from "@optspec/schema";
import { describe, expect, it } from "vitest";
import { applyKnown, updateKnown } from "../../src/verify/known.ts";
import type { CaseResult, Verdict, VerifyResult } from "../../src/verify/result.ts";
import { conforms } from "../../src/verify/verify.ts";

function resultOf(verdicts: Readonly<Record<string, Verdict>>): VerifyResult {
  const cases = Object.entries(verdicts).map(
    ([id, verdict]): CaseResult => ({
      id,
      title: id,
      verdict,
      judged: 4,
      notJudged: 0,
      worstUlp: 0,
      worstRatio: 0,
    }),
  );
  const counts = { exact: 0, "within bound": 0, deviates: 0, skipped: 0, error: 0 };
  for (const { verdict } of cases) counts[verdict]++;
  return {
    ...{
      version: 1,
      suite: "0.0.0",
      spec: "0.1.0",
      port: { name: "p", version: "1", language: "x" },
      seed: 1,
    },
    ...{ started: "", milliseconds: 0 },
    groups: [
      {
        rule: "adam",
        profile: "normative",
        dtype: "f64",
        planned: cases.length,
        counts,
        worstUlp: 0,
        worstRatio: 0,
        cases,
      },
    ],
  };
}

const entry = { id: "adam-tiny-*", verdict: "deviates", reason: "ε outside", kind: "bug" } as const;
const list = (...entries: KnownDeviation[]): KnownDeviation[] => entries;

describe("a list that agrees", () => {
  it("excuses what it names, and nothing else", () => {
    const result = resultOf({ "adam-tiny-a": "deviates", "adam-tiny-b": "deviates", "adam-first": "exact" });
    const { results, problems } = applyKnown([result], list(entry));
    expect(problems).toEqual([]);
    expect(results[0]!.groups[0]!.cases.map(({ known }) => known)).toEqual([
      "ε outside",
      "ε outside",
      undefined,
    ]);
    expect(conforms(results[0]!)).toBe(true);
    expect(conforms(result)).toBe(false);
    const { results: others } = applyKnown(
      [resultOf({ "adam-tiny-a": "deviates", "adam-first": "deviates" })],
      list(entry),
    );
    expect(conforms(others[0]!)).toBe(false);
  });

  it("lets a flaky case pass", () => {
    const { problems } = applyKnown(
      [resultOf({ "adam-tiny-a": "exact" })],
      list({ ...entry, kind: "flaky" }),
    );
    expect(problems).toEqual([]);
  });
});

describe("a list that disagrees fails", () => {
  it.each<[string, Verdict, KnownDeviation, string]>([
    [
      "an unexpected pass",
      "exact",
      entry,
      'adam-tiny-a (normative): listed as deviates by "adam-tiny-*", but is exact',
    ],
    ["a changed verdict", "error", entry, "but is error"],
    ["a changed verdict of a flaky one", "error", { ...entry, kind: "flaky" }, "but is error"],
    [
      "a stale entry",
      "deviates",
      { ...entry, id: "adam-tinny-a" },
      '"adam-tinny-a": matches no case that was run; did you mean adam-tiny-a?',
    ],
    ["an entry of another profile", "deviates", { ...entry, profile: "keras" }, "matches no case"],
    ["a dot is a dot", "deviates", { ...entry, id: "adam.tiny.a" }, "matches no case"],
  ])("%s", (_, verdict, known, problem) => {
    const { problems } = applyKnown([resultOf({ "adam-tiny-a": verdict })], list(known));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it("an over-broad glob", () => {
    const result = resultOf({ "adam-tiny-a": "deviates", "adam-first": "exact" });
    expect(applyKnown([result], list({ ...entry, id: "*" })).problems).toHaveLength(1);
  });
});

describe("update", () => {
  it("keeps what holds, drops what does not, adds what is new", () => {
    const result = resultOf({ "adam-tiny-a": "deviates", "adam-first": "deviates", "adam-last": "exact" });
    const updated = updateKnown(
      [result],
      list(entry, { ...entry, id: "adam-last" }, { ...entry, id: "gone" }),
    );
    expect(updated.map(({ id }) => id)).toEqual(["adam-tiny-*", "adam-first"]);
    expect(applyKnown([result], updated).problems).toEqual([]);
    expect(updateKnown([result], updated)).toEqual(updated);
  });
});

describe("reading", () => {
  it("round-trips", () => {
    expect(parseKnown(JSON.stringify({ deviations: [entry] }), "known.json")).toEqual([entry]);
  });

  it.each([
    ["{", "known.json"],
    ["[]", "known.json"],
    ['{"deviations":[{"id":"a"}]}', "deviations[0].reason"],
    ['{"deviations":[{"id":"a","verdict":"exact","reason":"r","kind":"bug"}]}', "deviations[0].verdict"],
    ['{"deviations":[{"id":"a","verdict":"error","reason":"r","kind":"bug","urll":"x"}]}', "urll"],
  ])("%s is refused", (text, place) => {
    expect(() => parseKnown(text, "known.json")).toThrow(KnownListError);
    expect(() => parseKnown(text, "known.json")).toThrow(place);
  });
});
