import type { CaseResult, Deviation, GroupResult, Verdict, VerifyResult } from "../../src/verify/result.ts";

/** A case with a verdict, and what else matters to a test. */
export function caseOf(id: string, verdict: Verdict, more: Partial<CaseResult> = {}): CaseResult {
  const judged = verdict === "skipped" || verdict === "error" ? 0 : 12;
  return { id, title: `title of ${id}`, verdict, judged, notJudged: 0, worstUlp: 0, worstRatio: 0, ...more };
}

export const deviation: Deviation = {
  step: 3,
  quantity: "theta",
  param: "w",
  index: 2,
  expected: Math.fround(0.1),
  got: Math.fround(0.2),
  ulp: 8388608,
  bound: 1e-8,
  ratio: 1e7,
  requirement: "MOM-4",
};

/** A group whose counts and worst values follow from its cases. */
export function groupOf(cases: readonly CaseResult[], more: Partial<GroupResult> = {}): GroupResult {
  const counts: Record<Verdict, number> = { exact: 0, "within bound": 0, deviates: 0, skipped: 0, error: 0 };
  for (const { verdict } of cases) counts[verdict]++;
  return {
    rule: "momentum",
    profile: "normative",
    dtype: "f32",
    planned: cases.length,
    counts,
    worstUlp: Math.max(...cases.map(({ worstUlp }) => worstUlp)),
    worstRatio: Math.max(...cases.map(({ worstRatio }) => worstRatio)),
    cases,
    ...more,
  };
}

export function resultOf(groups: readonly GroupResult[], more: Partial<VerifyResult> = {}): VerifyResult {
  return {
    version: 1,
    suite: "1.2.3",
    spec: "0.9.0",
    port: { name: "a port", version: "4.5.6", language: "javascript" },
    seed: 7,
    started: "2001-02-03T04:05:06.789Z",
    milliseconds: 1234,
    groups,
    ...more,
  };
}

export const exact: GroupResult = groupOf([caseOf("gd-one", "exact", { worstUlp: 1, worstRatio: 0.4 })], {
  rule: "gd",
});

export const conforming: GroupResult = groupOf(
  [
    caseOf("adagrad-one", "exact"),
    caseOf("adagrad-two", "within bound", { worstUlp: 3, worstRatio: 0.73 }),
    caseOf("adagrad-three", "skipped", { reason: "no default for lr" }),
  ],
  { rule: "adagrad" },
);

export const deviating: GroupResult = groupOf(
  [
    caseOf("momentum-one", "exact", { worstRatio: 0.2 }),
    caseOf("momentum-two", "deviates", {
      worstUlp: 8388608,
      worstRatio: 1e7,
      deviation,
      trace: { ulp: [0, 2, 8388608], bound: [3.5, 4, 0.02], ratio: [0, 0.5, 1e7] },
    }),
    caseOf("momentum-three", "deviates", {
      worstUlp: 2e9,
      worstRatio: Number.POSITIVE_INFINITY,
      deviation: { ...deviation, step: 1, ratio: Number.POSITIVE_INFINITY, bound: 0 },
      trace: { ulp: [2e9], bound: [0], ratio: [Number.POSITIVE_INFINITY] },
    }),
    caseOf("momentum-four", "skipped", { reason: "no default for lr" }),
  ],
  {
    diagnosis: {
      cases: 3,
      explanations: [
        {
          kind: "variant",
          edits: 1,
          bug: "lr-outside-velocity",
          resembles: ["torch.optim.SGD", "library#12"],
          fix: "Multiply each gradient by lr when it enters the velocity.",
          choice: { lrInVelocity: "no" },
          defaults: {},
          meaning: ["lrInVelocity = no: where the learning rate enters"],
          requirements: ["MOM-3"],
          program: ["v = momentum*v + g", "theta = theta - lr*v"],
          profiles: ["pytorch", "tfjs"],
          matched: 3,
        },
        {
          kind: "edit",
          edits: 1,
          choice: {},
          defaults: { momentum: 0.5 },
          meaning: ["one edit away from the rule: + for -"],
          requirements: ["MOM-4"],
          program: ["v = momentum*v - lr*g", "theta = theta - v"],
          profiles: [],
          matched: 3,
        },
      ],
    },
  },
);

export const failing: GroupResult = groupOf(
  [
    caseOf("adam-one", "exact"),
    caseOf("adam-two", "error", { reason: "TypeError: no such tensor", failure: "crash" }),
  ],
  { rule: "adam", dtype: "f64" },
);

export const known: GroupResult = groupOf(
  [
    caseOf("adam-one", "exact"),
    caseOf("adam-two", "deviates", { worstUlp: 9, worstRatio: 3, deviation, known: "tracked as library#7" }),
  ],
  { rule: "adam", profile: "pytorch" },
);

export const notJudged: GroupResult = groupOf([caseOf("gd-one", "skipped", { reason: "no f64" })], {
  rule: "gd",
  dtype: "f64",
});

export const everything: VerifyResult = resultOf([exact, conforming, deviating, failing, notJudged]);

/** A result in which every text that a port or a file could have chosen is the given one. */
export function hostile(text: string): VerifyResult {
  const [explanation] = deviating.diagnosis!.explanations;
  const cases = deviating.cases.map((testCase) => ({
    ...testCase,
    id: `${testCase.id}${text}`,
    title: text,
    ...(testCase.verdict === "deviates" && { known: text }),
    ...(testCase.reason && { reason: text }),
    ...(testCase.deviation && {
      deviation: { ...testCase.deviation, param: text, quantity: text, requirement: text },
    }),
  }));
  return resultOf(
    [
      {
        ...deviating,
        rule: text,
        profile: text,
        cases,
        diagnosis: {
          cases: 3,
          explanations: [
            {
              ...explanation!,
              kind: "bug",
              bug: text,
              resembles: [text],
              fix: text,
              choice: { [text]: text },
              meaning: [text],
              requirements: [text],
              program: [text],
              profiles: [text],
            },
            {
              ...explanation!,
              kind: "combination",
              choice: { [text]: text },
              meaning: [text],
              program: [text],
            },
          ],
        },
      },
    ],
    { port: { name: text, version: text, language: text }, suite: text, spec: text, started: text },
  );
}
