import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./pages.ts";

/** Texts of requirements, by id. */
type Texts = Readonly<Record<string, string>>;

/** The requirements of one version, and those that the version before it had. */
export interface Step {
  readonly version: string;
  readonly before: Texts;
  readonly after: Texts;
}

interface Requirement {
  readonly id: string;
  readonly page: string;
  readonly text: string;
}

const read = (path: string) => JSON.parse(readFileSync(join(repository, path), "utf8"));
const compare = (a: string, b: string) => a.localeCompare(b, "en", { numeric: true });

/** One version in Markdown: links for what is there now, texts for what is not. `pages` says where an id stands. */
export function changes({ version, before, after }: Step, pages: ReadonlyMap<string, string>): string {
  const link = (id: string) => (pages.has(id) ? `[${id}](../${pages.get(id)}#${id})` : id);
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(compare);
  const came = ids.filter((id) => before[id] === undefined);
  const went = ids.filter((id) => after[id] === undefined);
  const changed = ids.filter((id) => before[id] !== undefined && after[id] !== undefined);
  const edited = changed.filter((id) => before[id] !== after[id]);
  const familyOf = (id: string) => id.replace(/-\d+$/, "");
  const families = [...new Set(came.map(familyOf))].map((family) =>
    came.filter((id) => familyOf(id) === family),
  );
  return [
    `## ${version}`,
    ...(came.length === 0 ? [] : [`New: ${came.length}.`]),
    families.map((family) => `- ${family.map(link).join(", ")}`).join("\n"),
    ...edited.map((id) => `Changed: ${link(id)}\n\n- before: ${before[id]}\n- now: ${after[id]}`),
    ...went.map((id) => `Withdrawn: ${id}\n\n- ${before[id]}`),
    ...(came.length + edited.length + went.length === 0 ? ["Fixtures only."] : []),
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}

/** All versions in Markdown, the newest first. */
export function history(): string {
  const { spec, requirements } = read("spec/requirements.json") as {
    spec: string;
    requirements: readonly Requirement[];
  };
  const released = readdirSync(join(repository, "spec/history"))
    .filter((file) => file.endsWith(".json"))
    .map((file) => read(`spec/history/${file}`) as { version: string; requirements: Texts })
    .sort((a, b) => compare(a.version, b.version));
  const now = Object.fromEntries(requirements.map(({ id, text }) => [id, text]));
  const unreleased = released.every(({ version }) => version !== spec);
  const versions = [
    ...released,
    ...(unreleased ? [{ version: `${spec} (not yet released)`, requirements: now }] : []),
  ];
  const pages = new Map(requirements.map(({ id, page }) => [id, page]));
  return versions
    .map(({ version, requirements: after }, i) =>
      changes({ version, before: versions[i - 1]?.requirements ?? {}, after }, pages),
    )
    .reverse()
    .join("\n\n");
}
