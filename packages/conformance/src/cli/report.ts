import { readFileSync } from "node:fs";
import { parseResults } from "@optspec/schema";
import { mergeResults } from "../verify/merge.ts";
import { conforms } from "../verify/verify.ts";
import type { Command } from "./command.ts";
import { exitCodes, UsageError } from "./exit-codes.ts";
import { report, reportOptions } from "./reports.ts";

/** `optspec report`: merges results that were saved as JSON. */
export const reportCommand: Command = {
  summary: "merge saved results into one table or report",
  usage: "[options] <result.json>...",
  examples: [
    ["optspec report torch.json keras.json --html matrix.html", "one matrix of two ports"],
    ["optspec report shard-1.json shard-2.json", "put the parts of a campaign together (verify --shard i/n)"],
    ["optspec report result.json --markdown summary.md --badge badge.svg", "for a job summary and a README"],
  ],
  options: reportOptions,

  async run(values, positionals, streams) {
    if (positionals.length === 0)
      throw new UsageError("report: expected files of optspec verify --json, got none");
    const results = mergeResults(positionals.flatMap((path) => parseResults(read(path), path)));
    report(values, results, streams);
    return results.every(conforms) ? exitCodes.conformant : exitCodes.deviates;
  },
};

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}`);
  }
}
