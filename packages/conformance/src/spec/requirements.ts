import { createHash } from "node:crypto";

/** The RFC 2119 keywords that a requirement may use; each requirement uses exactly one of them, once. */
export type Keyword = "MUST" | "MUST NOT" | "SHOULD" | "SHOULD NOT" | "MAY";

/** A numbered requirement of the specification, as one row of spec/requirements.json. */
export interface Requirement {
  /** Permanent: never renumbered, never used again once withdrawn. */
  readonly id: string;
  readonly keyword: Keyword;
  /** The page that states it, relative to spec/. */
  readonly page: string;
  /** Its text in Markdown, on one line. */
  readonly text: string;
  /** SHA-256 of `text` in UTF-8, in hexadecimal. */
  readonly sha256: string;
  /** Why no test of a port can show it, where the text says so. */
  readonly untestable?: string;
}

/** The contents of spec/requirements.json. */
export interface RequirementList {
  /** The version of the specification. */
  readonly spec: string;
  readonly requirements: readonly Requirement[];
  /** Ids that were once requirements. */
  readonly withdrawn: readonly string[];
}

/** How one id differs between two lists. */
export interface RequirementChange {
  readonly id: string;
  readonly change: "new" | "changed" | "removed" | "withdrawn" | "reused";
}

interface Item {
  readonly id: string;
  readonly text: string;
  /** Page and line, for messages. */
  readonly place: string;
}

const itemStart = /^\s*[-*+] \*\*([A-Za-z]+-\d+)\*\*(.*)$/;
const strictStart = /^- \*\*[A-Z]+-[1-9]\d*\*\* \S/;
const keywordPattern =
  /\b(?:MUST NOT|SHOULD NOT|MUST|SHOULD|MAY|SHALL|REQUIRED|RECOMMENDED|NOT RECOMMENDED|OPTIONAL)\b/g;
const allowed: readonly string[] = ["MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY"] satisfies Keyword[];
const withdrawnPattern = /^\*Withdrawn in \S+: .+\*$/;

/**
 * The requirements of one page, in their order: list items such as `- **ADAM-3** The port MUST …`
 * outside code blocks, withdrawn ones left out.
 * @param page - the page's path relative to spec/, kept in each requirement and used in messages.
 * @throws Error for a malformed id, an id that occurs twice, or other than exactly one keyword.
 */
export function parseRequirements(markdown: string, page: string): Requirement[] {
  const items = itemsOf(markdown, page);
  const places = new Map<string, string>();
  for (const { id, place } of items) {
    if (places.has(id)) throw new Error(`${place}: ${id}: expected a new id, got that of ${places.get(id)}`);
    places.set(id, place);
  }
  return items.filter(({ text }) => !withdrawnPattern.test(text)).map((item) => requirement(item, page));
}

/** The ids that a page withdraws: items such as `- **ADAM-7** *Withdrawn in 0.2.0: why.*` */
export function parseWithdrawn(markdown: string, page: string): string[] {
  return itemsOf(markdown, page)
    .filter(({ text }) => withdrawnPattern.test(text))
    .map(({ id }) => id);
}

/**
 * The list of all pages' requirements.
 * @param pages - Markdown by path relative to spec/; README.md carries the version.
 * @throws Error as parseRequirements does, for an id on two pages, and where the version is missing.
 */
export function collectRequirements(pages: Readonly<Record<string, string>>): RequirementList {
  const spec = /^Version: \*\*(\d+\.\d+\.\d+)\*\*/m.exec(pages["README.md"] ?? "")?.[1];
  if (spec === undefined) throw new Error('README.md: expected a line "Version: **x.y.z**", got none');
  const names = Object.keys(pages).sort();
  const requirements = names.flatMap((page) => parseRequirements(pages[page]!, page));
  const withdrawn = names.flatMap((page) => parseWithdrawn(pages[page]!, page));
  const seen = new Map<string, string>();
  for (const { id, page } of requirements) {
    const other = seen.get(id);
    if (other !== undefined) throw new Error(`${page}: ${id}: expected a new id, got that of ${other}`);
    if (withdrawn.includes(id)) throw new Error(`${page}: ${id}: expected a new id, got a withdrawn one`);
    seen.set(id, page);
  }
  return { spec, requirements, withdrawn };
}

/**
 * What changed from one list to the next, id by id. "removed" (gone without being withdrawn) and
 * "reused" (a withdrawn id that states something again) break the permanence of ids.
 */
export function compareRequirements(before: RequirementList, after: RequirementList): RequirementChange[] {
  const old = new Map(before.requirements.map((each) => [each.id, each]));
  const next = new Map(after.requirements.map((each) => [each.id, each]));
  const changes: RequirementChange[] = [];
  for (const [id, each] of next) {
    const previous = old.get(id);
    if (before.withdrawn.includes(id)) changes.push({ id, change: "reused" });
    else if (previous === undefined) changes.push({ id, change: "new" });
    else if (JSON.stringify(previous) !== JSON.stringify(each)) changes.push({ id, change: "changed" });
  }
  for (const id of [...old.keys(), ...before.withdrawn])
    if (!next.has(id)) {
      const kept = after.withdrawn.includes(id);
      if (!kept) changes.push({ id, change: "removed" });
      else if (old.has(id)) changes.push({ id, change: "withdrawn" });
    }
  return changes;
}

/** The text of spec/requirements.json. */
export function printRequirements(list: RequirementList): string {
  return `${JSON.stringify(list, null, 2)}\n`;
}

function requirement({ id, text, place }: Item, page: string): Requirement {
  const keywords = text.match(keywordPattern) ?? [];
  if (keywords.length !== 1 || !allowed.includes(keywords[0]!))
    throw new Error(
      `${place}: ${id}: expected exactly one of ${allowed.join(", ")}, got ${keywords.join(", ") || "none"}`,
    );
  const sha256 = createHash("sha256").update(text, "utf8").digest("hex");
  const untestable = /\*Untestable: (.+)\*$/.exec(text)?.[1];
  const row = { id, keyword: keywords[0] as Keyword, page, text, sha256 };
  return untestable === undefined ? row : { ...row, untestable };
}

/** Every numbered list item outside fenced code, its continuation lines joined with single spaces. */
function itemsOf(markdown: string, page: string): Item[] {
  const items: Item[] = [];
  let open: { id: string; lines: string[]; place: string } | undefined;
  let fence: string | undefined;
  const close = (): void => {
    if (open !== undefined)
      items.push({ id: open.id, text: open.lines.join(" ").replace(/\s+/g, " ").trim(), place: open.place });
    open = undefined;
  };
  for (const [index, line] of markdown.split(/\r?\n/).entries()) {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined || mark !== undefined) {
      close();
      if (fence === undefined) fence = mark;
      else if (mark?.startsWith(fence)) fence = undefined;
      continue;
    }
    const start = itemStart.exec(line);
    if (start !== null) {
      close();
      const place = `${page}:${index + 1}`;
      if (!strictStart.test(line))
        throw new Error(`${place}: expected an item like "- **ADAM-3** Text", got "${line.trim()}"`);
      open = { id: start[1]!, lines: [start[2]!], place };
    } else if (open !== undefined && /^ {2,}\S/.test(line) && !/^\s*[-*+] /.test(line)) open.lines.push(line);
    else close();
  }
  close();
  return items;
}
