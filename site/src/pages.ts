import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository, which every source of a page is named relative to. */
export const repository: string = fileURLToPath(new URL("../../", import.meta.url));

/** A page of the site, made of one Markdown file. */
export interface Page {
  /** Relative to the repository. */
  readonly source: string;
  /** Relative to the site. */
  readonly target: string;
  /** The first heading. */
  readonly title: string;
  /** What the menu calls it. */
  readonly label: string;
  readonly section: string;
  readonly language: "en" | "ko";
  /** The rule that the page defines. */
  readonly rule?: string;
}

/** Where pages come from: a section of the menu, a folder or a file, and where they go. */
interface Source {
  readonly section: string;
  /** Files in the order of the menu; a folder stands for all its Markdown files that no other source names. */
  readonly from: readonly string[];
  readonly to: string;
  readonly language?: "en" | "ko";
}

const content = "site/content";

const sources: readonly Source[] = [
  { section: "", from: [`${content}/index.md`], to: "" },
  {
    section: "Guides",
    from: [
      `${content}/guides/verify-a-port.md`,
      `${content}/guides/build-on-core.md`,
      `${content}/guides/stop-and-resume.md`,
      `${content}/guides`,
    ],
    to: "guides/",
  },
  { section: "Rules", from: ["spec/rules"], to: "spec/rules/" },
  {
    section: "Specification",
    from: [
      "spec/README.md",
      "spec/terms.md",
      "spec/arithmetic.md",
      "spec/rule-language.md",
      "spec/profiles.md",
      "spec/port-protocol.md",
      "spec/checkpoint-format.md",
      "spec",
      "spec/history/README.md",
    ],
    to: "spec/",
  },
  {
    section: "Results",
    from: [
      `${content}/compatibility.md`,
      `${content}/engines.md`,
      "packages/core/docs/performance.md",
      "packages/core/docs",
      "packages/conformance/ports/README.md",
    ],
    to: "results/",
  },
  {
    section: "Packages",
    from: [
      "packages/core/README.md",
      "packages/schema/README.md",
      "packages/conformance/README.md",
      "packages/schema/examples/README.md",
      "CONTRIBUTING.md",
      "SECURITY.md",
      "README.md",
    ],
    to: "packages/",
  },
  { section: "한국어", from: [`${content}/ko/index.md`, `${content}/ko/rules`], to: "ko/", language: "ko" },
  { section: "Decisions", from: ["spec/decisions"], to: "spec/decisions/" },
];

/** Rules in the order of increasing complexity, as far as they are there; others follow by name. */
const ruleOrder = [
  "gd",
  "momentum",
  "nesterov",
  "adagrad",
  "rmsprop",
  "adadelta",
  "adam",
  "adamw",
  "amsgrad",
];

/** Every page, in the order of the menu. */
export function allPages(): Page[] {
  const seen = new Set<string>(sources.flatMap(({ from }) => from.filter((each) => each.endsWith(".md"))));
  return sources.flatMap(({ section, from, to, language = "en" }) =>
    from
      .flatMap((each) => (each.endsWith(".md") ? [each] : filesIn(each).filter((file) => !seen.has(file))))
      .filter((source) => existsSync(join(repository, source)))
      .map((source): Page => {
        const text = readFileSync(join(repository, source), "utf8");
        const title = plain(/^# (.+)$/m.exec(text)?.[1] ?? basename(source, ".md"));
        const rule = /(?:spec|ko)\/rules\/(.+)\.md$/.exec(source)?.[1]?.replaceAll("-", "_");
        return {
          ...{ source, target: `${to}${nameOf(source)}.html`, title, section, language },
          label: labelOf(source, title),
          ...(rule !== undefined && { rule }),
        };
      }),
  );
}

function filesIn(folder: string): string[] {
  if (!existsSync(join(repository, folder))) return [];
  const rank = (file: string): number => {
    const place = ruleOrder.indexOf(basename(file, ".md"));
    return place === -1 ? ruleOrder.length : place;
  };
  const files = readdirSync(join(repository, folder)).filter((file) => file.endsWith(".md"));
  // Decisions are dated: the newest first.
  if (folder.endsWith("decisions")) files.reverse();
  return files.map((file) => `${folder}/${file}`).sort((a, b) => rank(a) - rank(b));
}

/** `spec/README.md` is the index of its folder; a README of a package goes by the package's name. */
function nameOf(source: string): string {
  const name = basename(source, ".md");
  if (name !== "README") return name.toLowerCase();
  if (source === "README.md") return "readme";
  const folders = source.split("/").slice(0, -1);
  return folders.length === 1 ? "index" : folders.slice(1).join("-");
}

function labelOf(source: string, title: string): string {
  const dated = /(\d{4}-\d{2}-\d{2}) (.+)/.exec(title);
  if (dated !== null) return dated[2]!;
  if (source === "spec/README.md") return "Overview";
  if (source === "README.md") return "The repository";
  if (source === "packages/schema/examples/README.md") return "Checkpoints by example";
  return title;
}

const plain = (text: string): string => text.replace(/[`*]|\[([^\]]*)\]\([^)]*\)/g, "$1");
