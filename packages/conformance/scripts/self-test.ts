/**
 * Proves that the suite catches what is wrong and passes what is right, and prints the counts:
 * `node scripts/self-test.ts [rule…]`. Exits 1 where a mutant survives, a bug is missed or an honest port is failed. Shares the
 * work between as many threads as there are cores. With the names of rules it asks only about them, and traces no
 * requirements.
 */
import type { DType } from "@optspec/core";
import { allFixtures } from "../src/cases/fixtures.ts";
import { specified } from "../src/cases/rule-named.ts";
import type { RewriteResult } from "../src/self-test/alarms.ts";
import { bugs } from "../src/self-test/bugs.ts";
import { faintestBug, unknownHunts } from "../src/self-test/hunts.ts";
import {
  dtypes,
  faintestMutant,
  killsAlone,
  type MutantResult,
  survivors,
} from "../src/self-test/kill-matrix.ts";
import type { Naming } from "../src/self-test/naming.ts";
import { openPool } from "./self-test/pool.ts";

const failures: string[] = [];
const compact = new Intl.NumberFormat("en", { maximumSignificantDigits: 3, notation: "compact" });

/** Rows in columns as wide as their widest entry; the first column is text, the others are numbers. */
function table(rows: readonly (readonly (string | number)[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  const cells = (row: readonly (string | number)[]): string[] =>
    row.map((cell, column) =>
      column === 0 ? String(cell).padEnd(widths[column]!) : String(cell).padStart(widths[column]!),
    );
  return rows.map((row) => `  ${cells(row).join("  ")}`).join("\n");
}

function mutantRow(name: string, results: readonly MutantResult[]): (string | number)[] {
  const live = results.filter(({ equivalent }) => !equivalent);
  const killed = (dtype: DType, byParameters: boolean): number =>
    live.filter(({ kills }) => kills[dtype].some((kill) => kill.byParameters || !byParameters)).length;
  for (const dtype of dtypes)
    for (const { id, text } of survivors(results, dtype))
      failures.push(`mutant ${id} survives in ${dtype}: ${text}`);
  for (const { mutant, equivalent, kills } of results)
    if (equivalent && kills.f32.length + kills.f64.length > 0)
      failures.push(`mutant ${mutant.id} is proved equivalent, and killed by ${kills.f64[0]?.case}`);
  const counts = dtypes.flatMap((dtype) => [killed(dtype, false), killed(dtype, true)]);
  return [name, results.length, results.length - live.length, live.length, ...counts];
}

const started = performance.now();
const names = process.argv.slice(2);
for (const name of names)
  if (!Object.hasOwn(specified, name))
    throw new RangeError(`rule: expected ${Object.keys(specified).join(", ")}, got "${name}"`);
const within = names.length > 0 ? names : Object.keys(specified);
const pool = openPool();

/** Mutants of which one is diagnosed; all of them with MUTANTS=1, some minutes. */
const every = Number(process.env.MUTANTS ?? 12);
/** What takes longest is asked for first, so that no thread has to wait for it at the end. */
const parts = 4;
const named = {
  mutants: within.map((rule) =>
    Array.from({ length: parts }, (_, part) =>
      pool.run("nameMutants", { rule, dtype: "f64", every, part, parts }),
    ),
  ),
  bugs: Object.fromEntries(
    dtypes.map((dtype) => [dtype, within.map((rule) => pool.run("nameBugs", { rule, dtype }))]),
  ),
};
const asked = {
  matrix: within.map((rule) => pool.run("mutants", { rule })),
  rewrites: within.map((rule) => pool.run("rewrites", { rule })),
  hunts: pool.run("hunts", {}),
  traces: pool.run("traces", {}),
};

const matrix = (await Promise.all(asked.matrix)).map((results, index) => ({ rule: within[index]!, results }));
const everyMutant = matrix.flatMap(({ results }) => results);
console.log("Mutants: single edits of the programs, and of Adam's definition (θ: by parameters alone)");
console.log(
  table([
    ["rule", "mutants", "equivalent", "to kill", "f32", "f32 θ", "f64", "f64 θ"],
    ...matrix.map(({ rule, results }) => mutantRow(rule, results)),
    mutantRow("all", everyMutant),
  ]),
);
for (const dtype of dtypes) {
  const kills = new Map<string, number>();
  for (const result of everyMutant)
    for (const kill of result.kills[dtype]) kills.set(kill.case, (kills.get(kill.case) ?? 0) + 1);
  const [most, count] = [...kills].reduce((best, each) => (each[1] > best[1] ? each : best));
  const alone = [...killsAlone(everyMutant, dtype)].map(([fixture, number]) => `${fixture} ${number}`);
  console.log(
    `  ${dtype}: most kills: ${most} (${count}); kills that no other fixture has: ${alone.join(", ")}`,
  );
}

const hunts = (await asked.hunts).filter(({ rule }) => within.includes(rule));
failures.push(...unknownHunts().map((hunt) => `${hunt} is not catalogued`));
const claims = hunts.flatMap(({ bug, trials }) =>
  trials.filter(({ claimed }) => claimed).map((trial) => ({ slug: bug, ...trial })),
);
for (const { slug, case: id, deviates } of claims)
  if (!deviates) failures.push(`${id} hunts ${slug}, and does not catch it`);
for (const { bug, rule, trials } of hunts)
  if (!trials.some(({ claimed }) => claimed)) failures.push(`nothing hunts ${bug} in ${rule}`);
const alone = new Set(dtypes.flatMap((dtype) => [...killsAlone(everyMutant, dtype).keys()]));
for (const { trials } of hunts)
  for (const dtype of dtypes) {
    const [first, ...others] = trials.filter((trial) => trial.dtype === dtype && trial.deviates);
    if (first !== undefined && others.length === 0) alone.add(first.case);
  }
const caught = claims.filter(({ deviates }) => deviates).length;
console.log(`\nBugs: ${bugs.length} in the catalogue, ${hunts.length} with the rules that can have them`);
console.log(`  hunts claimed by fixtures: ${claims.length}, caught: ${caught}`);
console.log(
  `  fixtures that alone catch some bug or mutant: ${alone.size} of ${allFixtures().filter(({ rule }) => within.includes(rule)).length}`,
);

const rewrites = (await Promise.all(asked.rewrites)).map((results, index) => ({
  rule: within[index]!,
  results,
}));
const worst = (results: readonly RewriteResult[], dtype: DType): number =>
  Math.max(...results.map((result) => result.worst[dtype]));
const rewriteRow = (name: string, results: readonly RewriteResult[]): (string | number)[] => [
  name,
  results.length,
  results.filter(({ proved }) => proved).length,
  results.filter(({ alarms }) => alarms.length === 0).length,
  results.reduce((sum, { runs }) => sum + runs, 0),
  ...dtypes.map((dtype) => worst(results, dtype).toFixed(3)),
];
const everyRewrite = rewrites.flatMap(({ results }) => results);
console.log("\nHonest rewrites, each proved equal to its rule (worst error divided by its bound)");
console.log(
  table([
    ["rule", "rewrites", "proved", "passed", "cases run", "worst f32", "worst f64"],
    ...rewrites.map(({ rule, results }) => rewriteRow(rule, results)),
    rewriteRow("all", everyRewrite),
  ]),
);
for (const { id, proved, alarms } of everyRewrite) {
  if (!proved) failures.push(`rewrite ${id} is not proved to equal its rule`);
  if (alarms.length > 0) failures.push(`rewrite ${id} is failed by ${alarms.join(", ")}`);
}

console.log("\nSeparation: how much worse than the bound");
for (const dtype of dtypes) {
  const faintest = {
    mutant: faintestMutant(everyMutant, dtype),
    bug: faintestBug(hunts, dtype, false),
    "bug of precision": faintestBug(hunts, dtype, true),
  };
  console.log(`  ${dtype}: worst honest rewrite ${worst(everyRewrite, dtype).toFixed(3)}`);
  for (const [what, { ratio, name }] of Object.entries(faintest))
    console.log(`       faintest ${what} ${compact.format(ratio)} (${name})`);
}

const traces = names.length > 0 ? [] : await asked.traces;
const tested = traces.filter(({ proof }) => proof !== undefined);
const excused = traces.filter(({ proof, untestable }) => proof === undefined && untestable !== undefined);
for (const { id } of traces.filter((trace) => !tested.includes(trace) && !excused.includes(trace)))
  failures.push(`${id} is not tested`);
if (names.length === 0) {
  console.log(`\nRequirements: ${traces.length} with MUST or MUST NOT`);
  console.log(
    `  named by a fixture that catches a violation: ${tested.length}, with a stated reason: ${excused.length}`,
  );
}

const namings: [string, Naming[]][] = [
  ["bugs, f32", (await Promise.all(named.bugs.f32!)).flat()],
  ["bugs, f64", (await Promise.all(named.bugs.f64!)).flat()],
  [`mutants, f64${every === 1 ? "" : `, each ${every}th`}`, (await Promise.all(named.mutants.flat())).flat()],
];
await pool.close();
console.log("\nDiagnosis: faults whose name, or one that cannot be told from it, comes first");
console.log(
  table([
    ["", "faults", "named first", "offered"],
    ...namings.map(([name, all]) => [
      name,
      all.length,
      all.filter(({ first }) => first).length,
      all.filter(({ offered }) => offered).length,
    ]),
  ]),
);
for (const [name, all] of namings) {
  for (const { rule, fault, first, said } of all)
    if (!first) console.log(`  ${name}: ${rule} ${fault} is taken for ${said ?? "nothing known"}`);
  if (all.filter(({ first }) => first).length < 0.95 * all.length)
    failures.push(`${name}: fewer than 95 % are named first`);
}

console.log(`\n${((performance.now() - started) / 1000).toFixed(0)} s`);
for (const failure of failures) console.error(failure);
if (failures.length > 0) process.exitCode = 1;
