/** Groups tests; `describe` of Vitest, Jest, Mocha and node:test. */
export type Describe = (name: string, body: () => void) => unknown;

/** Registers a test; `it` of Vitest, Jest, Mocha and node:test. The limit is in milliseconds. */
export interface It {
  (name: string, body: (...given: unknown[]) => Promise<void>, limit?: number): unknown;
  /** Registers a test that does not run. */
  readonly skip?: (name: string, body: () => void) => unknown;
}

/** The functions of a test runner under the names that it has for them; those of the global object fill in what is left out. */
export interface RunnerFunctions {
  readonly describe?: Describe;
  readonly suite?: Describe;
  readonly it?: It;
  readonly test?: It;
  /** Runs when all tests of a group have ended. */
  readonly afterAll?: (body: () => Promise<void>) => unknown;
  readonly after?: (body: () => Promise<void>) => unknown;
}

export const runnerFunctions: readonly (keyof RunnerFunctions)[] = [
  "describe",
  "suite",
  "it",
  "test",
  "afterAll",
  "after",
];

/** A test runner. */
export interface Runner {
  readonly describe: Describe;
  /** @param body - is given what leaves the test undecided, for a reason. */
  it(name: string, body: (skip: Skip) => Promise<void>): void;
  /** Registers a test that cannot be decided; its name says why. */
  skipped(name: string): void;
  /** Says what is to be done after the tests of a group, where the runner's function for that is known. */
  atEnd(body: () => Promise<void>): void;
}

/** Marks the running test as skipped; where a runner cannot do that, fails it. Does not return. */
export type Skip = (reason: string) => never;

/** The longest that a timer can be set to: the suite has limits of its own, for every single reply. */
const limit = 0x7fffffff;

/**
 * Finds the test runner: what is given comes before the globals.
 * @throws TypeError where there is none.
 */
export function runnerOf(
  given: RunnerFunctions,
  globals: RunnerFunctions = globalThis as RunnerFunctions,
): Runner {
  const describe = given.describe ?? given.suite ?? globals.describe ?? globals.suite;
  const it = given.it ?? given.test ?? globals.it ?? globals.test;
  if (typeof describe !== "function" || typeof it !== "function")
    throw new TypeError(
      'options: expected { describe, it } of a test runner, such as those that "vitest" and "node:test" export, got none, and there are no globals of these names',
    );
  const isOwn = given.describe !== undefined || given.suite !== undefined;
  const after = given.afterAll ?? given.after ?? (isOwn ? undefined : (globals.afterAll ?? globals.after));
  return {
    describe,
    it(name, body) {
      // Without declared parameters, so that no runner waits for a callback.
      it(
        name,
        function (this: unknown, ...[context]: unknown[]) {
          (this as Context | undefined)?.timeout?.(limit);
          return decided(body, [context, this]);
        },
        limit,
      );
    },
    skipped(name) {
      if (it.skip === undefined) this.it(name, async (skip) => skip("see its name"));
      else it.skip(name, () => {});
    },
    atEnd(body) {
      after?.(body);
    },
  };
}

/** What runners give to a running test, as its argument or as `this`. */
interface Context {
  readonly skip?: (reason: string) => unknown;
  readonly timeout?: (milliseconds: number) => unknown;
}

/** Thrown to leave a test of a runner that only marks it. */
const left = Symbol("skipped");

async function decided(body: (skip: Skip) => Promise<void>, contexts: readonly unknown[]): Promise<void> {
  try {
    await body((reason) => {
      const own = contexts.find((context) => typeof (context as Context | undefined)?.skip === "function");
      if (own === undefined) throw new Error(`not verified: ${reason}`);
      (own as Required<Context>).skip(reason);
      throw left;
    });
  } catch (error) {
    if (error !== left) throw error;
  }
}
