import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rules as allRules } from "@optspec/core";
import { repository } from "./pages.ts";

/** What the site reads of a port's manifest; the conformance package holds manifests to their schema. */
interface Manifest {
  readonly library: { readonly name: string; readonly version: string; readonly url?: string };
  readonly profile: string;
  readonly rules: Readonly<Record<string, readonly string[]>>;
  readonly deviations?: readonly Deviation[];
}

interface Deviation {
  readonly held: readonly string[];
  readonly rule: string;
  readonly choice?: Readonly<Record<string, string | number>>;
  readonly defaults?: Readonly<Record<string, number>>;
  readonly bug?: string;
  readonly source?: string;
}

const folder = join(repository, "packages/conformance/ports");

/** A port, with the folder that it lives in. */
type Port = Manifest & { readonly name: string };

function allPorts(): Port[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => ({
      name,
      ...(JSON.parse(readFileSync(join(folder, name, "manifest.json"), "utf8")) as Manifest),
    }));
}

/** Which port has which rule, and what it does there, in Markdown: a matrix, then a table per rule. */
export function compatibility(): string {
  const ports = allPorts();
  const rules = Object.keys(allRules).filter((rule) => ports.some((port) => port.rules[rule] !== undefined));
  const matrix = table(
    ["Library", ...rules.map((rule) => `\`${rule}\``)],
    ports.map((port) => [
      library(port),
      ...rules.map((rule) => (port.rules[rule] === undefined ? "" : sign(differences(port, rule)))),
    ]),
  );
  const details = rules.map(
    (rule) =>
      `## ${rule}\n\n${table(
        ["Library", "Types", "Profile", "Held to this specification"],
        ports
          .filter((port) => port.rules[rule] !== undefined)
          .map((port) => [
            library(port),
            port.rules[rule]!.join(", "),
            `\`${port.profile}\``,
            differences(port, rule).map(told).join("; ") || "as specified",
          ]),
      )}`,
  );
  return [matrix, ...details].join("\n\n");
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

function library({ library: { name, version, url } }: Port): string {
  const named = url === undefined ? name : `[${name}](${url})`;
  return /^\d/.test(version) ? `${named} ${version}` : named;
}

/** What the port is known to do otherwise than this specification. */
function differences({ deviations = [] }: Port, name: string): readonly Deviation[] {
  return deviations.filter(({ rule, held }) => rule === name && held.includes("normative"));
}

function sign(found: readonly Deviation[]): string {
  if (found.some(({ bug }) => bug !== undefined)) return "✗";
  return found.some(({ choice }) => Object.keys(choice ?? {}).length > 0) ? "◐" : "●";
}

function told({ bug, choice = {}, defaults = {}, source }: Deviation): string {
  const parts = [
    ...(bug === undefined ? [] : [`bug **${bug}**`]),
    ...Object.entries(choice).map(([axis, value]) => `${axis} = ${value}`),
    ...Object.entries(defaults).map(([name, value]) => `${name} is ${value} where none is given`),
  ].join(", ");
  return source === undefined ? parts : `${parts} (${source})`;
}
