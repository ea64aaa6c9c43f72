import { existsSync, readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { resolveLink } from "../src/links.ts";
import { anchorOf, render } from "../src/markdown.ts";
import { allPages, type Page } from "../src/pages.ts";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).map((file) =>
  file.replaceAll("\\", "/"),
);
const html = files.filter((file) => file.endsWith(".html"));
const text = new Map(html.map((file) => [file, readFileSync(dist + file, "utf8")]));
const idsIn = (file: string): Set<string> =>
  new Set([...(text.get(file) ?? "").matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!));

/** Links of a page that lead nowhere: to a file that is not there, or to an anchor that its page lacks. */
function broken(file: string, ids: (file: string) => Set<string>): string[] {
  const links = [...text.get(file)!.matchAll(/<(?:a|link|script|img)\b[^>]*?\s(?:href|src)="([^"]*)"/g)];
  return links.flatMap(([, raw]) => {
    const link = raw!.replaceAll("&amp;", "&");
    if (/^(https?|data|mailto):/.test(link)) return [];
    const [path, anchor] = link.split("#") as [string, string?];
    const target = path === "" ? file : posix.normalize(posix.join(posix.dirname(file), path.split("?")[0]!));
    if (target.startsWith("..") || !existsSync(dist + target)) return [link];
    return anchor && target.endsWith(".html") && !ids(target).has(decodeURIComponent(anchor)) ? [link] : [];
  });
}

describe("the built site", () => {
  it("has a page for every source", () => {
    for (const { target } of allPages()) expect(html).toContain(target);
    expect(html.length).toBeGreaterThan(100);
  });

  it("has no link that leads nowhere", () => {
    const known = new Map<string, Set<string>>();
    const ids = (file: string): Set<string> => {
      const found = known.get(file) ?? idsIn(file);
      known.set(file, found);
      return found;
    };
    const all = html.flatMap((file) => broken(file, ids).map((link) => `${file}: ${link}`));
    expect(all).toEqual([]);
  });

  it("loads nothing from elsewhere", () => {
    for (const { target } of allPages())
      expect(text.get(target)!, target).not.toMatch(
        /<(?:script|img|link|iframe)\b[^>]*\s(?:src|href)="https?:/,
      );
  });

  it("gives every requirement an anchor of its own", () => {
    const spec = JSON.parse(
      readFileSync(new URL("../../spec/requirements.json", import.meta.url), "utf8"),
    ) as { requirements: { id: string }[] };
    const ids = new Set(allPages().flatMap(({ target }) => [...idsIn(target)]));
    expect(spec.requirements.length).toBeGreaterThan(100);
    expect(spec.requirements.filter(({ id }) => !ids.has(id))).toEqual([]);
  });

  it("renders every formula", () => {
    for (const { target } of allPages()) {
      expect(text.get(target)!, target).not.toMatch(/<p>[^<]*\$\$/);
      expect(text.get(target)!, target).not.toContain("katex-error");
    }
  });
});

describe("rendering", () => {
  const page: Page = {
    source: "spec/rules/adam.md",
    target: "spec/rules/adam.html",
    title: "Adam",
    label: "Adam",
    section: "Rules",
    language: "en",
  };
  const pages = new Map(allPages().map((each) => [each.source, each]));

  it("names a link that leads nowhere", () => {
    expect(() => resolveLink(page, "../nowhere.md", pages)).toThrow(
      "spec/rules/adam.md: expected a link to something that is there, got ../nowhere.md",
    );
    expect(() => resolveLink(page, "../../../secret.md", pages)).toThrow("expected a link");
  });

  it("turns links to pages, files and folders into what the site has", () => {
    expect(resolveLink(page, "../arithmetic.md#bounds", pages)).toEqual({
      href: "../arithmetic.html#bounds",
    });
    expect(resolveLink(page, "../requirements.json", pages)).toEqual({
      href: "../../files/spec/requirements.json",
      file: "spec/requirements.json",
    });
    expect(resolveLink(page, "../../fixtures", pages)).toBe(undefined);
  });

  it("refuses broken TeX", () => {
    expect(() => render(page, "# A\n\n$$\n\\frac{1}{\n$$\n", pages)).toThrow("KaTeX");
  });

  it("links requirements and headings as GitHub does", () => {
    const { html: rendered, anchors } = render(
      page,
      "# A\n\n## Limits and `laws`\n\n- **ADAM-3** The port MUST start.\n",
      pages,
    );
    expect(rendered).toContain('<li id="ADAM-3" class="requirement">');
    expect(rendered).toContain('<a href="#ADAM-3">ADAM-3</a>');
    expect(anchors.map(({ id }) => id)).toEqual(["a", "limits-and-laws", "ADAM-3"]);
    expect(anchorOf("Löss, wer? `x`")).toBe("löss-wer-x");
  });
});
