import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../quality/published.ts";
import { expectSame, tryRun } from "./run.ts";

/** Where the blocks of one README are executed, one after the other. */
export interface Stage {
  /** A folder in which the packages are installed. */
  readonly folder: string;
  /** The environment of programs: `npx` and `node` are those of the rehearsal. */
  readonly env: NodeJS.ProcessEnv;
  /** What the last program printed. */
  printed: string;
  /** The last program, to be run again. */
  again: () => Promise<void>;
}

/** What is done with a block. */
type Use = (stage: Stage, text: string) => Promise<void> | void;

async function execute(stage: Stage, program: string, args: string[], code = 0): Promise<void> {
  const output = await tryRun(program, args, stage.folder, stage.env);
  stage.printed = output.stdout;
  if (output.code !== code)
    throw new Error(
      `${program} ${args.join(" ")}: expected exit code ${code}, got ${output.code}\n${output.stdout}${output.stderr}`,
    );
}

const file =
  (name: string): Use =>
  ({ folder }, text) =>
    writeFileSync(join(folder, name), text);

/** An ES module. */
const program: Use = async (stage, text) => {
  writeFileSync(join(stage.folder, "example.mjs"), text);
  stage.again = () => execute(stage, "node", ["example.mjs"]);
  await stage.again();
};

/** A module whose output stands in its comments: whole lines, and behind `console.log(…);`. */
const commented: Use = async (stage, text) => {
  await program(stage, text);
  const promised = [...text.matchAll(/^(?:console\.log\(.*\); )?\/\/ (.*)$/gm)].map(
    ([, line]) => `${line}\n`,
  );
  expectSame("output", promised.join(""), stage.printed);
};

/** Commands of a shell, each with its exit code; `undefined` for those that the rehearsal did otherwise. */
const commands =
  (...codes: readonly (number | undefined)[]): Use =>
  async (stage, text) => {
    const lines = text.trim().split("\n");
    expectSame("number of commands", String(codes.length), String(lines.length));
    for (const [i, line] of lines.entries()) {
      const code = codes[i];
      if (code !== undefined) await execute(stage, "bash", ["-c", line], code);
    }
  };

const prints: Use = ({ printed }, text) => expectSame("output", text, printed);
const printsAgain: Use = async (stage, text) => {
  await stage.again();
  prints(stage, text);
};

/** Lines that occur in the output, among others; Vitest has the names of files and suites behind its mark. */
const includes: Use = ({ printed }, text) => {
  for (const line of text.trimEnd().split("\n"))
    if (!printed.includes(line.trim().replace(/^✓ /, "")))
      throw new Error(`output: expected\n${line}\namong\n${printed}`);
};

/** A file of tests, which Vitest then runs. */
const tests =
  (name: string): Use =>
  async (stage, text) => {
    file(name)(stage, text);
    await execute(stage, "npx", ["vitest", "run", "--reporter=verbose", name]);
  };

/** Shown, but not run here; the reason stands beside it. */
const shown: Use = () => {};

/** The port of the README, with its mistake mended. */
function mendedPort(): string {
  const [port] = blocksOf("README.md").filter(({ text }) => text.startsWith("// port.mjs"));
  const wrong = "(Math.sqrt(r[i] / (1 - beta2 ** t)) + eps)";
  const right = "Math.sqrt(r[i] / (1 - beta2 ** t) + eps)";
  if (!port?.text.includes(wrong)) throw new Error(`README.md: expected ${wrong} in port.mjs`);
  return port.text.replace(wrong, right);
}

/** Every README that has blocks: what its folder holds before, and the use of each block, in order. */
export const readmes: Readonly<
  Record<string, { before?: () => Record<string, string>; uses: readonly Use[] }>
> = {
  "README.md": {
    uses: [
      shown, // npm ci: CI's own
      file("port.mjs"),
      commands(undefined, 1), // installed from the rehearsal's registry
      includes,
      program,
      prints,
      program,
      prints,
    ],
  },
  "packages/core/README.md": { uses: [program] },
  "packages/schema/README.md": { uses: [commented] },
  "packages/conformance/README.md": {
    before: () => ({ "port.mjs": mendedPort() }),
    uses: [
      commands(0, 0, 0, 0),
      program,
      tests("port.test.js"),
      shown, // a fragment: known-deviations.json is the reader's
      includes,
    ],
  },
  "packages/schema/examples/README.md": {
    uses: [
      program,
      prints,
      printsAgain,
      program,
      prints,
      shown, // of a page: tested in Chromium by the package
      shown, // model.pt is the reader's
    ],
  },
};

/** The code blocks of a Markdown file. */
export function blocksOf(path: string): { language: string; text: string; line: number }[] {
  const markdown = readFileSync(join(repository, path), "utf8");
  return [...markdown.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(({ 1: language, 2: text, index }) => ({
    language: language!,
    text: text!,
    line: markdown.slice(0, index).split("\n").length,
  }));
}

/** Does with each block of a README what is written here. */
export async function followReadme(path: string, folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { before, uses } = readmes[path]!;
  const blocks = blocksOf(path);
  expectSame(`code blocks of ${path}`, String(uses.length), String(blocks.length));
  for (const [name, text] of Object.entries(before?.() ?? {})) writeFileSync(join(folder, name), text);
  const stage: Stage = { folder, env, printed: "", again: async () => {} };
  for (const [i, { text, line }] of blocks.entries()) {
    try {
      await uses[i]!(stage, text);
    } catch (error) {
      throw new Error(`${path}:${line}: ${error instanceof Error ? error.message : error}`);
    }
  }
}
