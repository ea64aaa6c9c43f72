import { expect, test, vi } from "vitest";
import type { CaseResult } from "../../src/verify/result.ts";
import { verify } from "../../src/verify/verify.ts";
import { type Faults, faultyAdam, powers } from "./faulty-adam.ts";

vi.setConfig({ testTimeout: 60_000 });

async function judged(faults: Faults): Promise<readonly CaseResult[]> {
  const [group] = (await verify(faultyAdam(faults), { cases: 20 })).groups;
  // No program explains what an interruption or a wrong start does.
  expect(group!.diagnosis).toBeUndefined();
  return group!.cases;
}

const kind = ({ id }: CaseResult): string => /\/(forced|late|resume)$/.exec(id)?.[1] ?? "whole";
const deviating = (cases: readonly CaseResult[]): string[] => [
  ...new Set(cases.filter(({ verdict }) => verdict !== "exact" && verdict !== "within bound").map(kind)),
];

test("without a fault every case of every kind passes", async () => {
  const cases = await judged({});
  expect(deviating(cases)).toEqual([]);
  for (const [wanted, least] of Object.entries({ whole: 3, forced: 3, late: 2, resume: 3 }))
    expect(
      cases.filter((each) => kind(each) === wanted && each.judged > 0).length,
      wanted,
    ).toBeGreaterThanOrEqual(least);
});

/** What goes wrong in saving and loading; each is invisible without an interruption. */
const inResume: Readonly<Record<string, Faults>> = {
  "powers are computed before the betas are restored (tt-metal#53212)": {
    load: (fresh, saved) => ({ ...saved, ...powers(fresh.config, saved.t) }),
  },
  "the counter is saved one too low": {
    save: (memory) => ({ ...memory, ...powers(memory.config, memory.t - 1) }),
  },
  "the counter is saved one too high": {
    save: (memory) => ({ ...memory, ...powers(memory.config, memory.t + 1) }),
  },
  "the counter is not saved": { load: (_, saved) => ({ ...saved, t: 0, power1: 1, power2: 1 }) },
  "the moments are dropped": { load: (fresh, saved) => ({ ...saved, s: fresh.s, r: fresh.r }) },
  "the second moment is dropped": { load: (fresh, saved) => ({ ...saved, r: fresh.r }) },
  "the moments are swapped": { load: (_, saved) => ({ ...saved, s: saved.r, r: saved.s }) },
  "the moments pass through binary32": {
    save: (memory) => ({
      ...memory,
      r: Object.fromEntries(
        Object.entries(memory.r).map(([name, values]) => [name, values.map(Math.fround)]),
      ),
    }),
  },
  "the hyperparameters of the constructor stay": {
    load: (fresh, saved) => ({ ...saved, config: fresh.config }),
  },
  "only the learning rate of the constructor stays": {
    load: (fresh, saved) => ({ ...saved, config: { ...saved.config, lr: fresh.config.lr! } }),
  },
  "only the epsilon of the constructor stays": {
    load: (fresh, saved) => ({ ...saved, config: { ...saved.config, eps: fresh.config.eps! } }),
  },
  "nothing is loaded": { load: (fresh, saved) => ({ ...fresh, config: saved.config }) },
  "states are keyed by position, and the order is another": {
    load: (_, saved) => ({ ...saved, s: rotated(saved.s), r: rotated(saved.r) }),
  },
};

/** The tensors b and c have the same length: each gets what belongs to the other. */
function rotated(tensors: Record<string, number[]>): Record<string, number[]> {
  return "c" in tensors ? { ...tensors, b: tensors.c!, c: tensors.b! } : tensors;
}

test.for(Object.entries(inResume))("caught by resumed cases, and only by them: %s", async ([, faults]) => {
  const cases = await judged(faults);
  expect(deviating(cases)).toEqual(["resume"]);
  for (const { deviation } of cases.filter(({ verdict }) => verdict === "deviates"))
    expect(deviation!.requirement).toBe("PORT-23");
});

/** What goes wrong in taking over a given state; a million updates show what few do not, and the other way round. */
const inRestore: Readonly<Record<string, Faults>> = {
  "t is ignored": { restore: (memory) => ({ ...memory, t: 0, power1: 1, power2: 1 }) },
  "t wraps around at 2^16": {
    restore: (memory) => ({ ...memory, ...powers(memory.config, memory.t % 65_536) }),
  },
  "t counts from 1": { restore: (memory) => ({ ...memory, ...powers(memory.config, memory.t + 1) }) },
  "the moments are ignored": {
    restore: (memory) => ({
      ...memory,
      s: Object.fromEntries(Object.entries(memory.s).map(([name, values]) => [name, values.map(() => 0)])),
    }),
  },
};

const shownBy: Readonly<Record<string, readonly string[]>> = {
  "t is ignored": ["forced", "late"],
  "t wraps around at 2^16": ["late"],
  "t counts from 1": ["forced"],
  "the moments are ignored": ["forced", "late"],
};

test.for(Object.entries(inRestore))(
  "caught by cases from a given state, and only by them: %s",
  async ([title, faults]) => {
    expect(deviating(await judged(faults)).sort()).toEqual(shownBy[title]);
  },
);

test("a port without the capabilities gets none of these cases", async () => {
  const { capabilities: _, ...port } = faultyAdam({});
  const result = await verify(port, { cases: 1 });
  expect(result.groups[0]!.cases.filter(({ id }) => id.includes("/"))).toEqual([]);
});
