import { execFile } from "node:child_process";

/** What a program said, and its exit code. */
export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, whatever its exit code. */
export function tryRun(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Output> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd, env, maxBuffer: 2 ** 26, timeout: 300_000 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== "number")
        reject(new Error(`${program} ${args.join(" ")}: ${error.message}`));
      else resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

/**
 * Runs a program that has to succeed, and returns its standard output.
 * @throws Error with all that it said, if it fails.
 */
export async function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env?: NodeJS.ProcessEnv,
): Promise<string> {
  const { code, stdout, stderr } = await tryRun(program, args, cwd, env);
  if (code !== 0)
    throw new Error(`${program} ${args.join(" ")}: expected exit code 0, got ${code}\n${stdout}${stderr}`);
  return stdout;
}

/** @throws Error that shows both texts, if they differ. */
export function expectSame(what: string, expected: string, got: string): void {
  if (expected !== got) throw new Error(`${what}: expected\n${expected}\ngot\n${got}`);
}
