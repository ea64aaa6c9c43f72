import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { encodeNumber } from "@optspec/schema";
import { reportFormats } from "../report/formats.ts";
import { renderTerminal } from "../report/terminal.ts";
import type { VerifyResult } from "../verify/result.ts";
import type { OptionHelp, Streams, Values } from "./command.ts";

/** The options that say where results go, for every command that has some. */
export const reportOptions: Readonly<Record<string, OptionHelp>> = {
  json: { type: "boolean", help: "write the results to stdout as JSON, in place of the table" },
  ...Object.fromEntries(
    Object.entries(reportFormats).map(
      ([name, { help }]) => [name, { type: "string", value: "file", help }] as const,
    ),
  ),
};

/** Writes the files that were asked for, and the table or the JSON to stdout. */
export function report(values: Values, results: readonly VerifyResult[], streams: Streams): void {
  for (const [name, { render }] of Object.entries(reportFormats)) {
    const path = values[name];
    if (typeof path !== "string") continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, render(results));
    streams.err(`${name}: ${path}\n`);
  }
  streams.out(values.json === true ? resultsText(results) : `${renderTerminal(results, streams)}\n`);
}

/** The results as JSON; numbers that JSON lacks are strings, as in fixtures. */
export function resultsText(results: readonly VerifyResult[]): string {
  const encoded = (_: string, value: unknown): unknown =>
    typeof value === "number" ? encodeNumber(value) : value;
  return `${JSON.stringify(results.length === 1 ? results[0] : results, encoded, 2)}\n`;
}
