import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { painter } from "../report/terminal/text.ts";
import { coverageOf } from "../report/traceability/coverage.ts";
import { renderCoverageHtml } from "../report/traceability/html.ts";
import { renderCoverageText } from "../report/traceability/text.ts";
import type { Command } from "./command.ts";
import { exitCodes, UsageError } from "./exit-codes.ts";

/** `optspec coverage`: what shows that each requirement is tested. */
export const coverageCommand: Command = {
  summary: "say for every requirement which fixtures name it, and which bug or mutant proves them",
  usage: "[options]",
  examples: [
    ["optspec coverage", "every requirement with its proof, or the reason why there is none"],
    ["optspec coverage --html coverage.html", "the same as a page"],
  ],
  options: {
    json: { type: "boolean", help: "write the coverage to stdout as JSON, in place of the text" },
    html: { type: "string", value: "file", help: "write a self-contained HTML page" },
  },

  async run({ json, html }, positionals, { out, err, colour, width }) {
    if (positionals.length > 0)
      throw new UsageError(`coverage: expected no arguments, got ${positionals.length}`);
    const report = coverageOf();
    if (typeof html === "string") {
      mkdirSync(dirname(html), { recursive: true });
      writeFileSync(html, renderCoverageHtml(report));
      err(`html: ${html}\n`);
    }
    out(
      json === true
        ? `${JSON.stringify(report, null, 2)}\n`
        : `${renderCoverageText(report, width, painter(colour))}\n`,
    );
    return report.counts.missing === 0 ? exitCodes.conformant : exitCodes.deviates;
  },
};
