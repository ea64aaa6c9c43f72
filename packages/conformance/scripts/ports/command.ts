import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { aligned, type Command, type Streams, type Values } from "../../src/cli/command.ts";
import { exitCodes, UsageError } from "../../src/cli/exit-codes.ts";
import { progressLine } from "../../src/cli/progress.ts";
import { resultsText } from "../../src/cli/reports.ts";
import { count } from "../../src/report/format.ts";
import { renderHtml } from "../../src/report/html.ts";
import { renderMarkdown } from "../../src/report/machine/markdown.ts";
import { overview } from "../../src/report/terminal/overview.ts";
import { painter } from "../../src/report/terminal/text.ts";
import type { VerifyResult } from "../../src/verify/result.ts";
import { allManifests, type Manifest, portsFolder } from "./manifest.ts";
import { type Outcome, runPorts } from "./run-ports.ts";
import { select } from "./select.ts";
import { isSetUp, missingCommands, placesOf } from "./setup.ts";

const reports = fileURLToPath(new URL("../../../../reports", import.meta.url));

/**
 * `npm run ports`: sets the real ports up, verifies them, and compares what they do with their manifests.
 * @param ports - the folder with a folder for each.
 */
export const portsCommand = (ports: string = portsFolder): Command => ({
  summary: "verify the real ports, and compare what they do with their manifests",
  usage: "[options] [name]...",
  examples: [
    ["npm run ports", "every port whose toolchain is there"],
    ["npm run ports -- torch optax", "two of them; the language may be left out"],
    ["npm run ports -- 'python-keras*' --cases 6", "those that fit a pattern, with fewer generated cases"],
    [
      "npm run ports -- --language javascript --language python --require",
      "two languages, none of which may be skipped",
    ],
    ["npm run ports -- --list", "what there is, and what is set up"],
  ],
  options: {
    language: {
      type: "string",
      multiple: true,
      value: "name",
      help: "only this language; may be given several times",
    },
    list: { type: "boolean", help: "list the ports, and verify none" },
    jobs: { type: "string", value: "n", help: "ports at a time (one per core)" },
    cases: { type: "string", value: "n", help: "generated cases per rule and type (50)" },
    fresh: { type: "boolean", help: "do every setup anew" },
    require: { type: "boolean", help: "fail where a port is skipped" },
    out: { type: "string", value: "folder", help: "where index.html, ports.json and ports.md go (reports)" },
  },

  async run(values, positionals, streams) {
    const languages = (values.language ?? []) as readonly string[];
    const manifests = select(allManifests(ports), positionals, languages);
    const caches = join(ports, ".cache");
    if (values.list === true) {
      streams.out(
        `${aligned(manifests.map((manifest) => [manifest.name, described(manifest, caches)])).join("\n")}\n`,
      );
      return exitCodes.conformant;
    }
    const progress = progressLine(streams, false, "verifying");
    const outcomes = await runPorts(manifests, {
      caches,
      ...numbers(values),
      fresh: values.fresh === true,
      onEvent(name, event) {
        progress.clear();
        streams.err(`${name}: ${event}\n`);
      },
      onProgress: (name, done, planned) => progress.update(done, planned, name),
    });
    progress.clear();
    const results = [...outcomes.values()].flatMap((outcome) =>
      outcome.kind === "verified" ? outcome.results : [],
    );
    write(results, values, streams);
    return judged(outcomes, values.require === true, streams);
  },
});

function described(manifest: Manifest, caches: string): string {
  const { library, profile, rules } = manifest;
  const missing = missingCommands(manifest);
  const state =
    missing.length > 0
      ? `${missing.join(", ")} not on the PATH`
      : isSetUp(manifest, placesOf(manifest, caches))
        ? "ready"
        : "to be set up";
  return `${library.name} ${library.version}, profile ${profile}: ${Object.keys(rules).join(", ")} (${state})`;
}

function numbers(values: Values): { jobs?: number; cases?: number } {
  return Object.fromEntries(
    ["jobs", "cases"].flatMap((name) => {
      const text = values[name];
      if (text === undefined) return [];
      if (!/^[1-9]\d*$/.test(String(text)))
        throw new UsageError(`--${name}: expected a whole number above 0, got ${text}`);
      return [[name, Number(text)]];
    }),
  );
}

/** The table on stdout, and the reports. */
function write(
  results: readonly VerifyResult[],
  { out }: Values,
  { out: print, err, colour, width }: Streams,
): void {
  if (results.length === 0) return;
  const from = process.env.INIT_CWD ?? process.cwd();
  const folder = typeof out === "string" ? resolve(from, out) : reports;
  mkdirSync(folder, { recursive: true });
  const files = {
    "index.html": renderHtml(results),
    "ports.json": resultsText(results),
    "ports.md": renderMarkdown(results),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  print(`${overview(results, width, painter(colour)).join("\n")}\n`);
  err(
    `Reports: ${Object.keys(files)
      .map((name) => relative(from, join(folder, name)))
      .join(", ")}\n`,
  );
}

/** Says what was not as expected, and returns the exit code. */
function judged(outcomes: ReadonlyMap<Manifest, Outcome>, required: boolean, { err }: Streams): number {
  const all = [...outcomes].map(([{ name }, outcome]) => ({ name, ...outcome }));
  const of = <Kind extends Outcome["kind"]>(kind: Kind): Extract<(typeof all)[number], { kind: Kind }>[] =>
    all.filter((one): one is Extract<typeof one, { kind: Kind }> => one.kind === kind);
  const surprising = of("verified").filter(({ surprises }) => surprises.length > 0);
  for (const { name, surprises } of surprising)
    for (const surprise of surprises) err(`${name}: ${surprise}\n`);
  for (const { name, reason } of of("failed")) err(`${name}: failed: ${reason}\n`);
  for (const { name, reason } of of("skipped")) err(`${name}: skipped: ${reason}\n`);
  const [verified, failed, skipped] = [of("verified").length, of("failed").length, of("skipped").length];
  err(
    `${count(verified, "port")} verified, ${surprising.length} with surprises; ${failed} failed, ${skipped} skipped\n`,
  );
  if (failed > 0) return exitCodes.port;
  return surprising.length > 0 || verified === 0 || (required && skipped > 0)
    ? exitCodes.deviates
    : exitCodes.conformant;
}
