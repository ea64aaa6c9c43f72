import { existsSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { type Page, repository } from "./pages.ts";

/** Where a link of a Markdown file leads in the site. */
export interface Resolved {
  readonly href: string;
  /** A file of the repository that has to be copied into the site, relative to both. */
  readonly file?: string;
}

/** The folder of the site for files that are no pages. */
export const filesFolder = "files";

/**
 * Turns a link of a page's source into one of the site: other pages, files of the repository, anchors, or the outside.
 * undefined for a folder, which a site has no page for.
 * @throws Error for a link to something that is not there.
 */
export function resolveLink(
  page: Page,
  href: string,
  pages: ReadonlyMap<string, Page>,
): Resolved | undefined {
  if (/^[a-z]+:/.test(href) || href.startsWith("#")) return { href };
  const [path, anchor] = href.split("#") as [string, string?];
  const source = posix.normalize(posix.join(posix.dirname(page.source), path));
  const tail = anchor === undefined ? "" : `#${anchor}`;
  const other = pages.get(source) ?? pages.get(posix.join(source, "README.md"));
  if (other !== undefined) return { href: relative(page.target, other.target) + tail };
  const file = join(repository, source);
  if (source.startsWith("..") || !existsSync(file))
    throw new Error(`${page.source}: expected a link to something that is there, got ${href}`);
  if (statSync(file).isDirectory()) return undefined;
  return { href: relative(page.target, `${filesFolder}/${source}`) + tail, file: source };
}

/** The link from one place of the site to another, both relative to its root. */
export function relative(from: string, to: string): string {
  return posix.relative(posix.dirname(from), to) || posix.basename(to);
}
