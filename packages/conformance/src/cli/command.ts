import type { ParseArgsOptionsConfig } from "node:util";

/** One command of `optspec`: what its help says, and what it does. */
export interface Command {
  readonly summary: string;
  readonly usage: string;
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  readonly options: Readonly<Record<string, OptionHelp>>;
  /** Whether words after `--` are a command that this one runs. */
  readonly runsProgram?: boolean;
  /**
   * Returns the exit code. Data goes to stdout, progress and problems to stderr.
   * @param program - the words after `--`.
   */
  run(
    values: Values,
    positionals: readonly string[],
    streams: Streams,
    program?: readonly string[],
  ): Promise<number>;
}

export interface OptionHelp {
  readonly type: "string" | "boolean";
  readonly multiple?: boolean;
  /** The name of the value in the help. */
  readonly value?: string;
  readonly help: string;
}

/** Option values as `util.parseArgs` returns them. */
export type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

/** Where a command writes, and what it may assume of the reader. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether stdout may be coloured. */
  readonly colour: boolean;
  /** Columns of stdout. */
  readonly width: number;
  /** Whether stderr is a terminal, where one line can be rewritten. */
  readonly interactive: boolean;
}

/** Options that every command has. */
export const commonOptions: Readonly<Record<string, OptionHelp>> = {
  help: { type: "boolean", help: "show this help" },
};

/** A command's options in the form that `util.parseArgs` takes. */
export function parseConfig(options: Readonly<Record<string, OptionHelp>>): ParseArgsOptionsConfig {
  return Object.fromEntries(
    Object.entries({ ...commonOptions, ...options }).map(([name, { type, multiple = false }]) => [
      name,
      { type, multiple },
    ]),
  );
}

/**
 * The help of one command, examples first.
 * @param call - how it is run, such as "optspec verify".
 */
export function commandHelp(call: string, { summary, usage, examples, options }: Command): string {
  const rows = Object.entries({ ...options, ...commonOptions }).map(
    ([option, { value, help }]): [string, string] => [
      `--${option}${value === undefined ? "" : ` <${value}>`}`,
      help,
    ],
  );
  return [
    `${call}: ${summary}`,
    "",
    ...examples.map(([command, meaning]) => `  ${command}\n      ${meaning}`),
    "",
    `Usage: ${call} ${usage}`,
    "",
    ...aligned(rows),
    "",
  ].join("\n");
}

/** Two columns. */
export function aligned(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
