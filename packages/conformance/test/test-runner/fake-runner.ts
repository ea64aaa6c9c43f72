import type { RunnerFunctions } from "../../src/test-runner/runner.ts";

/** What became of a test: undefined where it passed. */
export interface Outcome {
  readonly title: string;
  readonly failed?: string;
  readonly skipped?: string;
}

/** A test runner in a few lines, with the contexts of Vitest and node:test. */
export interface FakeRunner {
  readonly functions: Required<Pick<RunnerFunctions, "describe" | "it" | "afterAll">>;
  readonly groups: readonly string[];
  readonly titles: () => string[];
  /** Runs what was registered, or those tests whose title contains a text, and then what has to be done at the end. */
  run(within?: string): Promise<Outcome[]>;
}

export function fakeRunner(): FakeRunner {
  const groups: string[] = [];
  const tests: { title: string; body: (context: object) => Promise<void> }[] = [];
  const last: (() => Promise<void>)[] = [];
  const runOne = async ({ title, body }: (typeof tests)[number]): Promise<Outcome> => {
    let skipped: string | undefined;
    try {
      await body({
        skip(reason: string) {
          skipped = reason;
        },
      });
    } catch (error) {
      return { title, failed: (error as Error).message };
    }
    return skipped === undefined ? { title } : { title, skipped };
  };
  return {
    groups,
    titles: () => tests.map(({ title }) => title),
    functions: {
      describe(name, body) {
        groups.push(name);
        body();
      },
      it: (title, body) => tests.push({ title, body: body as (typeof tests)[number]["body"] }),
      afterAll: (body) => last.push(body),
    },
    async run(within = "") {
      const outcomes: Outcome[] = [];
      for (const test of tests) if (test.title.includes(within)) outcomes.push(await runOne(test));
      for (const body of last) await body();
      return outcomes;
    },
  };
}

/** The id of the requirement, or the whole title of another test. */
export function idOf({ title }: Outcome): string {
  return /^[A-Z]+-\d+(?=:)/.exec(title)?.[0] ?? title;
}
