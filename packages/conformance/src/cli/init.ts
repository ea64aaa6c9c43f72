import { cpSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { didYouMean, similarNames } from "@optspec/schema";
import type { Command } from "./command.ts";
import { exitCodes, UsageError } from "./exit-codes.ts";

interface Kit {
  /** Other names that people may type. */
  readonly aliases: readonly string[];
  /** What to run in the new folder: build steps, then the port itself. */
  readonly build: readonly string[];
  readonly command: string;
}

/** The starting points in kits/, by folder. */
export const kits: Readonly<Record<string, Kit>> = {
  python: { aliases: ["py"], build: [], command: "python3 port.py" },
  javascript: { aliases: ["js", "node", "typescript", "ts"], build: [], command: "node port.mjs" },
  rust: { aliases: ["rs"], build: ["cargo build --release"], command: "target/release/my-port" },
  go: { aliases: ["golang"], build: ["go build -o port ."], command: "./port" },
  java: { aliases: ["jvm"], build: ["javac -d out *.java"], command: "java -cp out Port" },
  cpp: {
    aliases: ["c++", "cxx", "cc"],
    build: ["c++ -std=c++17 -O2 -o port port.cpp"],
    command: "./port",
  },
};

const folder = fileURLToPath(new URL("../../kits/", import.meta.url));

/** What trying out a kit in its own folder leaves behind. */
const leftover = /[\\/](__pycache__|target|out|port|Cargo\.lock)$/;

/** `optspec init`: writes a port to start from. */
export const initCommand: Command = {
  summary: "write a port to start from, in a language of your choice",
  usage: `<${Object.keys(kits).join("|")}> [folder]`,
  examples: [
    ["optspec init python", "write a port in Python into optspec-python/"],
    ["optspec init rust ./conformance", "write one in Rust into ./conformance"],
  ],
  options: {},

  async run(_, positionals, streams) {
    const [word, target, ...more] = positionals;
    if (word === undefined || more.length > 0)
      throw new UsageError(
        `init: expected a language and a folder, got ${positionals.join(" ") || "nothing"}`,
      );
    const language = languageOf(word);
    const into = target ?? `optspec-${language}`;
    const from = join(folder, language);
    const taken = readdirSync(from).find((file) => existsSync(join(into, file)));
    if (taken !== undefined)
      throw new UsageError(`init: expected a folder without ${taken}, got ${into}; nothing was written`);
    mkdirSync(into, { recursive: true });
    cpSync(from, into, { recursive: true, filter: (path) => !leftover.test(path) });
    const { build, command } = kits[language]!;
    streams.out(`${into}: a port of gradient descent and Adam, to be replaced by your own\n\n`);
    for (const line of [`cd ${into}`, ...build, `npx optspec verify -- ${command}`])
      streams.out(`  ${line}\n`);
    return exitCodes.conformant;
  },
};

function languageOf(word: string): string {
  const wanted = word.toLowerCase();
  const names = Object.keys(kits);
  const found = names.find((name) => name === wanted || kits[name]!.aliases.includes(wanted));
  if (found !== undefined) return found;
  const hint = didYouMean(similarNames(wanted, names));
  throw new UsageError(`init: expected ${names.join(", ")}, got "${word}"${hint}`);
}
