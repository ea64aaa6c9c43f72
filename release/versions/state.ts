import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { formatVersion } from "@optspec/schema";
import { protocolVersions } from "../../packages/conformance/dist/ports/process/process-port.js";
import { type Manifest, published, repository } from "../quality/published.ts";

/** How far a change moves the version. */
const bumps = ["none", "patch", "minor", "major"] as const;
export type Bump = (typeof bumps)[number];

/** What a release fixed: one file of spec/history, named after its version. */
export interface Release {
  readonly version: string;
  /** Texts of the requirements, by id. */
  readonly requirements: Readonly<Record<string, string>>;
  /** A digest of all fixtures. */
  readonly fixtures: string;
}

/** Every number that spec/versioning.md relates, as it stands in the repository. */
export interface State extends Release {
  readonly packages: readonly Manifest[];
  /** Packages that changesets release together. */
  readonly fixed: readonly (readonly string[])[];
  /** The greatest bump of the changesets at hand. */
  readonly pending: Bump;
  readonly readme: string | undefined;
  readonly protocolPage: string | undefined;
  readonly protocol: number;
  readonly formatPage: string | undefined;
  readonly format: number;
  /** The last release of the specification, if there is one. */
  readonly last: Release | undefined;
}

const read = (path: string) => readFileSync(join(repository, path), "utf8");
const captured = (path: string, pattern: RegExp) => pattern.exec(read(path))?.[1];

function pendingBump(): Bump {
  const found = readdirSync(join(repository, ".changeset"))
    .filter((file) => file.endsWith(".md") && file !== "README.md")
    .flatMap((file) =>
      [...(read(`.changeset/${file}`).split(/^---$/m)[1] ?? "").matchAll(/: *(\w+)/g)].map(([, bump]) =>
        bumps.indexOf(bump as Bump),
      ),
    );
  return bumps[Math.max(0, ...found)]!;
}

function digestOfFixtures(): string {
  const digest = createHash("sha256");
  const files = readdirSync(join(repository, "fixtures"), { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".json") && !file.startsWith("checkpoints/"))
    .sort();
  for (const file of files) digest.update(`${file}\n`).update(read(`fixtures/${file}`));
  return digest.digest("hex");
}

/** Orders versions of three numbers. */
export function compareVersions(a: string, b: string): number {
  const numbers = (version: string) => version.split(".").map(Number);
  const other = numbers(b);
  return (
    numbers(a)
      .map((number, i) => number - other[i]!)
      .find((difference) => difference !== 0) ?? 0
  );
}

/** The releases in spec/history, oldest first. */
function releases(): Release[] {
  return readdirSync(join(repository, "spec/history"))
    .filter((file) => file.endsWith(".json"))
    .map((file) => JSON.parse(read(`spec/history/${file}`)) as Release)
    .sort((a, b) => compareVersions(a.version, b.version));
}

/** Reads the numbers. */
export function currentState(): State {
  const { spec, requirements } = JSON.parse(read("spec/requirements.json")) as {
    spec: string;
    requirements: { id: string; text: string }[];
  };
  return {
    version: spec,
    requirements: Object.fromEntries(requirements.map(({ id, text }) => [id, text])),
    fixtures: digestOfFixtures(),
    packages: published.map((folder) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))),
    fixed: JSON.parse(read(".changeset/config.json")).fixed,
    pending: pendingBump(),
    readme: captured("spec/README.md", /^Version: \*\*([\d.]+)\*\*/m),
    protocolPage: captured("spec/port-protocol.md", /version \*\*(\d+)\*\* of the protocol/),
    protocol: Math.max(...protocolVersions),
    formatPage: captured("spec/checkpoint-format.md", /version \*\*(\d+)\*\* of the format/),
    format: formatVersion,
    last: releases().at(-1),
  };
}
