import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { DType } from "@optspec/core";
import { parseKnown } from "@optspec/schema";
import { loadPort } from "../ports/load.ts";
import type { ProcessOptions } from "../ports/process/options.ts";
import { startProcessPort } from "../ports/process/process-port.ts";
import { requireClaims } from "../verify/claims.ts";
import { applyKnown, type KnownCheck, updateKnown } from "../verify/known.ts";
import type { VerifyResult } from "../verify/result.ts";
import { conforms, type VerifyOptions, verify } from "../verify/verify.ts";
import type { Command, Streams, Values } from "./command.ts";
import { exitCodes, UsageError } from "./exit-codes.ts";
import { progressLine } from "./progress.ts";
import { report, reportOptions } from "./reports.ts";

/** `optspec verify`: judges ports, and says what they compute. */
export const verifyCommand: Command = {
  summary: "run the fixtures and generated cases on a port, and judge every number that comes back",
  usage: "[options] <port.mjs>... | [options] -- <command> [arguments]",
  runsProgram: true,
  examples: [
    ["optspec verify ./port.mjs", "verify the port that the module exports by default"],
    [
      "optspec verify ./port.mjs --profile normative --rule adam",
      "hold its Adam to the specification, whatever it claims",
    ],
    ["optspec verify ./port.mjs --case 'adam-tiny-*'", "run a few cases again"],
    ["optspec verify -- python3 port.py", "verify a port in any language, over its stdin and stdout"],
    ["optspec verify a.mjs b.mjs --html report.html", "verify two ports and write one report"],
    ["optspec verify ./port.mjs --json > result.json", "the whole result for other programs"],
  ],
  options: {
    profile: {
      type: "string",
      value: "name",
      help: "hold the port to this profile instead of the one that it claims",
    },
    rule: {
      type: "string",
      multiple: true,
      value: "name",
      help: "only this rule; may be given several times",
    },
    dtype: { type: "string", multiple: true, value: "f32|f64", help: "only this type" },
    case: {
      type: "string",
      multiple: true,
      value: "id",
      help: "only this case; * stands for any run of characters",
    },
    require: {
      type: "string",
      multiple: true,
      value: "rule[/type]",
      help: "fail unless the port claims this, so that claims cannot shrink unseen",
    },
    cases: { type: "string", value: "n", help: "generated cases per rule and type (50)" },
    seed: { type: "string", value: "n", help: "seed of the generated cases (1)" },
    shard: { type: "string", value: "i/n", help: "only the i-th of n parts; optspec report merges them" },
    timeout: {
      type: "string",
      value: "seconds",
      help: "for a reply (30; of a module 60), and for the start of a command (60)",
    },
    verbose: { type: "boolean", help: "show what a command writes to stderr" },
    ...reportOptions,
    known: {
      type: "string",
      value: "file",
      help: "list of known deviations; whatever disagrees with it fails",
    },
    update: { type: "boolean", help: "with --known: rewrite the list to what happened" },
    quiet: { type: "boolean", help: "no progress on stderr" },
  },

  async run(values, positionals, streams, program = []) {
    if (positionals.length === 0 && program.length === 0)
      throw new UsageError(
        "verify: expected the path of a port, such as ./port.mjs, or -- and a command, got neither",
      );
    const options = verifyOptions(values);
    const processes = processOptions(values, streams);
    const ports = [
      ...positionals.map((path) => () => loadPort(path)),
      ...(program.length > 0 ? [() => startProcessPort(program, processes)] : []),
    ];
    const results: VerifyResult[] = [];
    for (const open of ports) {
      const result = await keepingStdout(async () => {
        const port = await open();
        const progress = progressLine(streams, values.quiet === true, port.port.name);
        try {
          requireClaims(port, Array.isArray(values.require) ? (values.require as string[]) : []);
          return await verify(port, { ...options, onProgress: progress.update });
        } finally {
          progress.clear();
          await port.close?.();
        }
      });
      results.push(result);
    }
    const { results: marked, problems } = known(values, results, streams);
    report(values, marked, streams);
    for (const problem of problems) streams.err(`known deviations: ${problem}\n`);
    return problems.length > 0 ? exitCodes.deviates : exitCode(marked);
  },
};

function verifyOptions(values: Values): VerifyOptions {
  const { profile, rule, dtype } = values;
  return {
    ...(typeof profile === "string" && { profile }),
    ...(Array.isArray(rule) && { rules: rule as string[] }),
    ...(Array.isArray(values.case) && { only: values.case as string[] }),
    ...(Array.isArray(dtype) && { dtypes: dtype.map(asDType) }),
    ...(typeof values.seed === "string" && { seed: wholeNumber("seed", values.seed) }),
    ...(typeof values.cases === "string" && { cases: wholeNumber("cases", values.cases) }),
    ...(typeof values.shard === "string" && { shard: asShard(values.shard) }),
    ...(typeof values.timeout === "string" && { timeout: asTimeout(values.timeout) }),
  };
}

function processOptions({ timeout, verbose }: Values, { err }: Streams): ProcessOptions {
  const milliseconds = typeof timeout === "string" ? asTimeout(timeout) : undefined;
  return {
    ...(milliseconds !== undefined && { caseTimeout: milliseconds, startTimeout: milliseconds }),
    ...(verbose === true && { onStderr: err }),
  };
}

function asTimeout(text: string): number {
  const seconds = wholeNumber("timeout", text);
  if (seconds === 0) throw new UsageError("--timeout: expected at least 1 second, got 0");
  return 1000 * seconds;
}

/** What a module prints goes to stderr meanwhile: stdout is for results. */
async function keepingStdout<T>(work: () => Promise<T>): Promise<T> {
  const { stdout, stderr } = process;
  const write = stdout.write;
  stdout.write = stderr.write.bind(stderr) as typeof write;
  try {
    return await work();
  } finally {
    stdout.write = write;
  }
}

function asShard(text: string): { index: number; count: number } {
  const [, index = 0, count = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (index < 1 || index > count) throw new UsageError(`--shard: expected i/n with 1 <= i <= n, got ${text}`);
  return { index, count };
}

function asDType(value: unknown): DType {
  if (value !== "f32" && value !== "f64") throw new UsageError(`--dtype: expected f32 or f64, got ${value}`);
  return value;
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new UsageError(`--${name}: expected a whole number, got ${text}`);
  return value;
}

/** Holds the results to the list of known deviations, or the list to the results. */
function known(values: Values, results: readonly VerifyResult[], streams: Streams): KnownCheck {
  const { known: path, update } = values;
  if (typeof path !== "string") {
    if (update === true) throw new UsageError("--update: expected --known <file> with it");
    return { results, problems: [] };
  }
  const exists = existsSync(path);
  if (!exists && update !== true)
    throw new UsageError(`--known: expected a file, ${path} does not exist; --update makes one`);
  const list = exists ? parseKnown(readFileSync(path, "utf8"), path) : [];
  if (update !== true) return applyKnown(results, list);
  const updated = updateKnown(results, list);
  writeFileSync(path, `${JSON.stringify({ deviations: updated }, null, 2)}\n`);
  streams.err(`Known deviations: ${path}, ${updated.length} entries\n`);
  return applyKnown(results, updated);
}

/** A port that fails weighs more than one that deviates: its other verdicts may be missing. */
function exitCode(results: readonly VerifyResult[]): number {
  const cases = results.flatMap(({ groups }) => groups.flatMap((group) => group.cases));
  if (cases.some(({ verdict, known: reason }) => verdict === "error" && reason === undefined))
    return exitCodes.port;
  return results.every(conforms) ? exitCodes.conformant : exitCodes.deviates;
}
