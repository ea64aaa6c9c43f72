import { profileRule } from "@optspec/core";
import { whyNotAPort } from "../ports/load.ts";
import type { Port } from "../ports/port.ts";
import { count } from "../report/format.ts";
import { requireClaims } from "../verify/claims.ts";
import { applyKnown } from "../verify/known.ts";
import { casesToRun, type GroupPlan } from "../verify/plan.ts";
import type { GroupResult, VerifyResult } from "../verify/result.ts";
import { verify } from "../verify/verify.ts";
import { commandFor } from "./again.ts";
import { answering, fails, violatedBy, withinBounds } from "./blame.ts";
import { ConformanceError, violationText } from "./failure.ts";
import { openPort, type PortSource, sourceOf } from "./open.ts";
import { type ConformanceTestOptions, checkOptions, knownList } from "./options.ts";
import { type RequirementTest, requirementTests } from "./requirement-tests.ts";
import { type Runner, runnerOf, type Skip } from "./runner.ts";

/**
 * Registers the conformance of a port in the caller's test runner: one test for each requirement of each rule and type
 * that the port claims, and one for the list of known deviations. Cases run when the first test of their group does.
 * A requirement that no case could show is skipped with the reason, and never passes.
 * @param port - the port, the path or file URL of a module that exports it by default, or the words of a command.
 * @returns nothing for a port, whose tests are registered at once; else a promise to be awaited.
 * @throws TypeError where there is no test runner, or an option does not exist; KnownListError.
 */
export function conformanceTests(port: Port, options?: ConformanceTestOptions): void;
export function conformanceTests(
  port: string | URL | readonly string[],
  options?: ConformanceTestOptions,
): Promise<void>;
export function conformanceTests(
  port: PortSource | URL,
  options: ConformanceTestOptions = {},
): void | Promise<void> {
  checkOptions(options);
  const runner = runnerOf(options);
  const source = sourceOf(port);
  if (typeof source === "string" || Array.isArray(source))
    return openAndRegister(source as string | readonly string[], options, runner);
  const problem = whyNotAPort(source);
  if (problem !== undefined) throw new TypeError(`port: ${problem}`);
  register(source as Port, source, options, runner);
}

async function openAndRegister(
  source: string | readonly string[],
  options: ConformanceTestOptions,
  runner: Runner,
): Promise<void> {
  let port: Port;
  try {
    port = await openPort(source, {
      ...(options.timeout !== undefined && { caseTimeout: options.timeout }),
      ...options.process,
    });
  } catch (error) {
    const name = typeof source === "string" ? source : source.join(" ");
    runner.describe(`optspec: ${name}`, () => failing(runner, "the port starts", error));
    return;
  }
  register(port, source, options, runner);
}

/** A test that fails, for a reason that is known before it runs. */
function failing(runner: Runner, title: string, error: unknown): void {
  runner.it(title, async () => {
    throw new ConformanceError(error instanceof Error ? error.message : String(error));
  });
}

function register(port: Port, source: PortSource, options: ConformanceTestOptions, runner: Runner): void {
  const known = knownList(options.known);
  const { name, version, language } = port.port;
  const inTurn = oneAtATime();
  runner.describe(`optspec: ${name} ${version} (${language})`, () => {
    const groups = plansOf(port, options, runner).map((plan) => {
      const cases = casesToRun(plan, port.capabilities ?? [], options, () => []);
      const result = once(() =>
        inTurn(async () => {
          const own = await verify(port, { ...options, rules: [plan.rule.name], dtypes: [plan.dtype] });
          return { own, marked: applyKnown([own], known.entries).results[0]! };
        }),
      );
      const tests = requirementTests(plan, cases, port.capabilities ?? []);
      const ids = new Set(tests.map(({ id }) => id));
      for (const test of tests) {
        if (test.cases.length === 0) runner.skipped(test.title);
        else
          runner.it(test.title, async (skip) => {
            const { marked } = await result();
            decide(test, ids, marked, (failed, group) => commandFor(source, failed, group, options), skip);
          });
      }
      return result;
    });
    if (options.known !== undefined)
      runner.it(`known deviations: ${known.name} says what happens`, async () => {
        const results: VerifyResult[] = [];
        for (const result of groups) results.push((await result()).own);
        const { problems } = applyKnown(results, known.entries);
        if (problems.length > 0) throw new ConformanceError(problems.join("\n"));
      });
    runner.atEnd(async () => port.close?.());
  });
}

/** The groups to verify; what the port claims and nothing can verify becomes a test that fails. */
function plansOf(port: Port, options: ConformanceTestOptions, runner: Runner): GroupPlan[] {
  const { claims } = port;
  try {
    requireClaims(port, options.require ?? []);
  } catch (error) {
    failing(runner, "the port claims what it is required to", error);
  }
  if (claims.length === 0)
    failing(runner, "the port claims a rule", "claims: expected at least one, got none");
  for (const rule of options.rules ?? [])
    if (!claims.some((claim) => claim.rule === rule))
      failing(runner, `the port claims ${rule}`, `claims: expected one of ${rule}, got none`);
  const plans = claims
    .filter(({ rule }) => options.rules?.includes(rule) ?? true)
    .flatMap(({ rule: name, profile, dtypes }) => {
      const held = options.profile ?? profile;
      try {
        const rule = profileRule(held, name);
        const own = dtypes.map((dtype) => ({ rule, profile: held, dtype }));
        if (own.length === 0 || own.some((plan) => casesToRun(plan, [], options, () => []).length === 0))
          throw new Error(`cases: expected some for ${dtypes.join(" and ") || "a type"}, got none`);
        return own.filter(({ dtype }) => options.dtypes?.includes(dtype) ?? true);
      } catch (error) {
        failing(runner, `${name}, profile ${held}: there are cases for it`, error);
        return [];
      }
    });
  if (claims.length > 0 && plans.length === 0)
    failing(runner, "there is something to verify", "cases: expected at least one, got none");
  return plans;
}

/** Passes, fails or leaves the test of one requirement, by the results of its group. */
function decide(
  { id, cases }: RequirementTest,
  ids: ReadonlySet<string>,
  result: VerifyResult,
  again: (failed: GroupResult["cases"][number], group: GroupResult) => string,
  skip: Skip,
): void {
  const group = result.groups[0]!;
  const blamed = (failed: GroupResult["cases"][number]): readonly string[] => {
    const own = violatedBy(failed, group).filter((violated) => ids.has(violated));
    return own.length > 0 ? own : [withinBounds];
  };
  const violating = group.cases.filter((failed) => fails(failed) && blamed(failed).includes(id));
  if (violating.length > 0) throw new ConformanceError(violationText(id, violating, result, group, again));

  const testing = group.cases.filter((each) => cases.includes(each.id));
  // Whoever answers wrongly answers.
  const failed = testing.filter((each) => fails(each) && (id !== answering || each.verdict === "error"));
  const known = testing.filter((each) => each.known !== undefined);
  if (failed.length > 0) {
    const reasons = [...new Set(failed.flatMap(blamed))].join(", ");
    skip(`not shown: ${failed.length} of ${count(testing.length, "case")} failed because of ${reasons}`);
  }
  if (known.length > 0) skip(`known: ${[...new Set(known.map((each) => each.known))].join("; ")}`);
  if (!testing.some(({ judged }) => judged > 0))
    skip(
      `no case was judged: ${testing.find(({ reason }) => reason !== undefined)?.reason ?? "no reason given"}`,
    );
}

/** The same promise at every call. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Runs tasks one after the other, however a test runner starts them. */
function oneAtATime(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => {});
    return result;
  };
}
