import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Manifest } from "./manifest.ts";
import { fill, type Places } from "./places.ts";

/** A setup that did not succeed; the message says which command, and how it ended. */
export class SetupError extends Error {
  override readonly name = "SetupError";
}

/** A command that takes longer has hung, in milliseconds. */
const longestCommand = 30 * 60_000;

/** A file that stands in a cache folder once everything else does. */
const done = "setup-done";

const kits = fileURLToPath(new URL("../../kits", import.meta.url));

/** The commands of a manifest that are not on the PATH. */
export function missingCommands({ needs }: Pick<Manifest, "needs">): string[] {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return needs.filter((command) => !folders.some((folder) => isExecutable(join(folder, command))));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * What the places of a manifest are.
 * @param caches - the folder of all caches.
 */
export function placesOf(manifest: Manifest, caches: string): Places {
  const places = { port: manifest.folder, ports: dirname(manifest.folder), kits };
  return { ...places, cache: join(caches, `${manifest.language}-${digest(manifest, places)}`) };
}

/** The same for the same commands over the same inputs, so that ports can share what is set up. */
function digest({ setup = [], inputs = [] }: Manifest, places: Omit<Places, "cache">): string {
  const hash = createHash("sha256");
  const filled = (words: readonly string[]): string[] => words.map((word) => fill(word, places));
  hash.update(JSON.stringify([setup.map(filled), process.platform, process.arch]));
  for (const path of filled(inputs)) update(path);
  return hash.digest("hex").slice(0, 12);

  function update(path: string): void {
    if (!existsSync(path)) throw new SetupError(`inputs: expected ${path}, there is none`);
    if (statSync(path).isDirectory()) for (const name of readdirSync(path).sort()) update(join(path, name));
    else hash.update(`\0${path}\0`).update(readFileSync(path));
  }
}

/** Whether a port can start as it is: it has no setup, or its setup has been done. */
export function isSetUp({ setup }: Manifest, { cache }: Places): boolean {
  return setup === undefined || existsSync(join(cache, done));
}

/**
 * Runs the setup of a port, from an empty cache folder. What its commands print goes to a log beside that folder.
 * @throws SetupError for the first command that fails; the next try begins anew.
 */
export async function setUp(manifest: Manifest, places: Places): Promise<void> {
  const { cache } = places;
  const log = `${cache}.log`;
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  writeFileSync(log, "");
  for (const words of manifest.setup ?? [])
    await run(
      words.map((word) => fill(word, places)),
      places.port,
      log,
    );
  writeFileSync(join(cache, done), "");
}

/** The environment variables of a manifest. */
export function environmentOf({ env }: Manifest, places: Places): Record<string, string> {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value, places)]));
}

async function run(argv: readonly string[], cwd: string, log: string): Promise<void> {
  const output = openSync(log, "a");
  const child = spawn(argv[0]!, argv.slice(1), {
    cwd,
    stdio: ["ignore", output, output],
    timeout: longestCommand,
    killSignal: "SIGKILL",
  });
  const end = await new Promise<string>((resolve) => {
    child.on("error", ({ message }) => resolve(message));
    child.on("exit", (code, signal) =>
      resolve(code === 0 ? "" : signal === null ? `exit code ${code}` : signal),
    );
  });
  closeSync(output);
  if (end === "") return;
  const lines = readFileSync(log, "utf8").trimEnd().split("\n").slice(-4);
  throw new SetupError([`${argv.join(" ")}: ${end}; the log is ${log}`, ...lines].join("\n").trimEnd());
}
