import MarkdownIt from "markdown-it";
import { resolveLink } from "./links.ts";
import { math } from "./math.ts";
import type { Page } from "./pages.ts";

/** A heading or requirement that can be linked to. */
export interface Anchor {
  readonly id: string;
  readonly text: string;
  /** 1 to 6 for headings, 0 for a requirement. */
  readonly level: number;
}

/** What a Markdown file becomes. */
export interface Rendered {
  readonly html: string;
  readonly anchors: readonly Anchor[];
  /** Files of the repository that the page needs. */
  readonly files: readonly string[];
}

/** The id that GitHub gives to a heading, so that links hold in both places. */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}

const requirement = /^([A-Z]+-\d+)$/;

/** Renders a page's Markdown: mathematics, stable anchors for headings and requirements, links within the site. */
export function render(page: Page, text: string, pages: ReadonlyMap<string, Page>): Rendered {
  const anchors: Anchor[] = [];
  const files: string[] = [];
  const markdown = new MarkdownIt({ html: true, typographer: false }).use(math);
  const resolve = (href: string): string | undefined => {
    const resolved = resolveLink(page, href, pages);
    if (resolved?.file !== undefined) files.push(resolved.file);
    return resolved?.href;
  };

  markdown.core.ruler.push("anchors", ({ tokens }) => {
    const taken = new Map<string, number>();
    tokens.forEach((token, index) => {
      const inline = tokens[index + 1];
      if (token.type === "heading_open") {
        const title = (inline?.children ?? []).map(({ content }) => content).join("");
        const base = anchorOf(title);
        const count = taken.get(base) ?? 0;
        taken.set(base, count + 1);
        const id = count === 0 ? base : `${base}-${count}`;
        token.attrSet("id", id);
        anchors.push({ id, text: title, level: Number(token.tag.slice(1)) });
      } else if (token.type === "list_item_open") {
        const [, opening, name] = tokens[index + 2]?.children ?? [];
        const id = opening?.type === "strong_open" ? requirement.exec(name?.content ?? "")?.[1] : undefined;
        if (id === undefined) return;
        token.attrSet("id", id);
        token.attrSet("class", "requirement");
        // The id itself becomes the link to the requirement.
        const closing = tokens[index + 2]!.children!.find(({ type }) => type === "strong_close")!;
        Object.assign(opening!, { type: "link_open", tag: "a", attrs: [["href", `#${id}`]] });
        Object.assign(closing, { type: "link_close", tag: "a" });
        const all = (tokens[index + 2]?.children ?? []).map(({ content }) => content).join("");
        anchors.push({ id, text: all, level: 0 });
      }
    });
    return true;
  });
  markdown.core.ruler.push("links", ({ tokens }) => {
    for (const { children } of tokens)
      for (const token of children ?? []) {
        if (token.type === "link_open") {
          const href = resolve(token.attrGet("href") ?? "");
          // A folder of the repository has no page: its name stays, without a link.
          if (href === undefined) token.attrs = [["class", "folder"]];
          else token.attrSet("href", href);
        }
        if (token.type === "image") token.attrSet("src", resolve(token.attrGet("src") ?? "") ?? "");
      }
    return true;
  });
  const { rules } = markdown.renderer;
  rules.table_open = () => '<div class="wide"><table>\n';
  rules.table_close = () => "</table></div>\n";
  rules.heading_close = (tokens, index) => {
    const open = tokens[index - 2]!;
    const id = open.attrGet("id");
    return ` <a class="anchor" href="#${id}" aria-label="Link to this section">#</a></${open.tag}>\n`;
  };
  return { html: markdown.render(text), anchors, files };
}
