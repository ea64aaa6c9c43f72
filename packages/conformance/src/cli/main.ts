import { parseArgs } from "node:util";
import { didYouMean, KnownListError, ResultError, similarNames } from "@optspec/schema";
import { PortError } from "../ports/load.ts";
import { NothingToVerifyError } from "../verify/verify.ts";
import { suiteVersion } from "../version.ts";
import { checkpointCommand } from "./checkpoint.ts";
import { aligned, type Command, commandHelp, parseConfig, type Streams } from "./command.ts";
import { coverageCommand } from "./coverage.ts";
import { exitCodes, UsageError } from "./exit-codes.ts";
import { explainCommand } from "./explain.ts";
import { initCommand } from "./init.ts";
import { listCommand } from "./list.ts";
import { reportCommand } from "./report.ts";
import { vectorsCommand } from "./vectors.ts";
import { verifyCommand } from "./verify.ts";

/** Every command, by name. */
const commands: Readonly<Record<string, Command>> = {
  verify: verifyCommand,
  report: reportCommand,
  init: initCommand,
  explain: explainCommand,
  checkpoint: checkpointCommand,
  coverage: coverageCommand,
  list: listCommand,
  vectors: vectorsCommand,
};

/** Runs `optspec` with the words after its name, and returns the exit code. */
export async function main(words: readonly string[], streams: Streams = processStreams()): Promise<number> {
  try {
    const [first = "--help", ...rest] = words;
    if (first === "--version") {
      streams.out(`${suiteVersion}\n`);
      return exitCodes.conformant;
    }
    if (first === "--help" || first === "help") {
      streams.out(help());
      return words.length === 0 ? exitCodes.usage : exitCodes.conformant;
    }
    if (!Object.hasOwn(commands, first))
      throw new UsageError(
        `expected a command (${Object.keys(commands).join(", ")}), got "${first}"${hint(first, Object.keys(commands))}`,
      );
    return await runWords(first, `optspec ${first}`, commands[first]!, rest, streams);
  } catch (error) {
    return fail(error, streams);
  }
}

/**
 * Runs a command that is no part of `optspec` with the words after its name, and returns the exit code.
 * @param call - how it is run, such as "npm run ports --".
 */
export async function runCommand(
  name: string,
  call: string,
  command: Command,
  words: readonly string[],
  streams: Streams = processStreams(),
): Promise<number> {
  try {
    return await runWords(name, call, command, words, streams);
  } catch (error) {
    return fail(error, streams);
  }
}

async function runWords(
  name: string,
  call: string,
  command: Command,
  words: readonly string[],
  streams: Streams,
): Promise<number> {
  const end = words.indexOf("--");
  const program = end === -1 ? [] : words.slice(end + 1);
  const { values, positionals } = parse(name, call, command, end === -1 ? words : words.slice(0, end));
  if (program.length > 0 && command.runsProgram !== true)
    throw new UsageError(`${name}: expected nothing after --`);
  if (values.help === true) {
    streams.out(commandHelp(call, command));
    return exitCodes.conformant;
  }
  return command.run(values, positionals, streams, program);
}

function parse(
  name: string,
  call: string,
  command: Command,
  words: readonly string[],
): ReturnType<typeof parseArgs> {
  const options = parseConfig(command.options);
  const unknown = words.find(
    (word) => /^--./.test(word) && !Object.hasOwn(options, word.slice(2).split("=")[0]!),
  );
  if (unknown !== undefined)
    throw new UsageError(
      `${name}: unknown option ${unknown}${hint(
        unknown,
        Object.keys(options).map((name) => `--${name}`),
      )}; see ${call} --help`,
    );
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${name}: ${(error as Error).message}`);
  }
}

function hint(word: string, known: readonly string[]): string {
  return didYouMean(similarNames(word, known));
}

function help(): string {
  return [
    "optspec: verifies ports of gradient-descent optimizers against the specification",
    "",
    "  optspec verify ./port.mjs",
    "      is my optimizer right, and if not, what does it compute?",
    "  optspec verify -- python3 port.py",
    "      the same, in any language",
    "",
    "Commands:",
    "",
    ...aligned(Object.entries(commands).map(([name, { summary }]) => [name, summary])),
    "",
    "optspec <command> --help shows examples and options; optspec --version the version.",
    "",
    "Exit codes: 0 conformant, 1 a deviation, 2 wrong usage, 3 the port failed, 4 an error of optspec itself.",
    "",
  ].join("\n");
}

/** Prints what went wrong and returns the exit code that says whose fault it is. */
function fail(error: unknown, { err }: Streams): number {
  if (
    error instanceof UsageError ||
    error instanceof NothingToVerifyError ||
    error instanceof KnownListError ||
    error instanceof ResultError ||
    error instanceof RangeError
  ) {
    err(`optspec: ${error.message}\n`);
    return exitCodes.usage;
  }
  if (error instanceof PortError) {
    err(`optspec: ${error.message}\n`);
    return exitCodes.port;
  }
  err(`optspec: internal error, please report it\n${error instanceof Error ? error.stack : String(error)}\n`);
  return exitCodes.internal;
}

function processStreams(): Streams {
  const { stdout, stderr, env } = process;
  return {
    out: (text) => stdout.write(text),
    err: (text) => stderr.write(text),
    colour: !env.NO_COLOR && (stdout.isTTY || Boolean(env.FORCE_COLOR)),
    width: Math.min(100, stdout.columns ?? 100),
    interactive: stderr.isTTY,
  };
}
