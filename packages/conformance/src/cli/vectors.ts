import { cpSync, existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fixtureFolder } from "../cases/fixtures.ts";
import type { Command } from "./command.ts";
import { exitCodes, UsageError } from "./exit-codes.ts";

/** `optspec vectors`: the golden fixtures as files, for test suites that do not run this command. */
export const vectorsCommand: Command = {
  summary: "write the golden fixtures as JSON files",
  usage: "--out <folder>",
  examples: [["optspec vectors --out test/vectors", "copy every fixture into a folder of your own tests"]],
  options: { out: { type: "string", value: "folder", help: "a folder that does not exist yet" } },

  async run({ out: folder }, positionals, { err }) {
    if (typeof folder !== "string" || positionals.length > 0)
      throw new UsageError("vectors: expected --out <folder>");
    if (existsSync(folder))
      throw new UsageError(`--out: expected a folder that does not exist yet, got ${folder}`);
    cpSync(fileURLToPath(fixtureFolder), folder, { recursive: true });
    err(`vectors: ${folder}\n`);
    return exitCodes.conformant;
  },
};
