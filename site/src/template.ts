import { relative } from "./links.ts";
import type { Page } from "./pages.ts";

/** What the page shell needs besides the page. */
export interface Shell {
  readonly pages: readonly Page[];
  /** HTML of the page itself. */
  readonly body: string;
  /** Files below `assets/` that the page loads. */
  readonly scripts: readonly string[];
  readonly version: string;
}

/** Text in HTML. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]!);

/** A whole page. Every link is relative and no file comes from elsewhere, so that the site also works from a folder. */
export function shell(page: Page, { pages, body, scripts, version }: Shell): string {
  const to = (target: string): string => relative(page.target, target);
  return `<!doctype html>
<html lang="${page.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(page.title)}${page.title === "OptSpec" ? "" : " · OptSpec"}</title>
<link rel="stylesheet" href="${to("assets/katex/katex.min.css")}">
<link rel="stylesheet" href="${to("assets/site.css")}">
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M2 3C3 12 8 13 14 13' fill='none' stroke='%23c2410c' stroke-width='2.4' stroke-linecap='round'/%3E%3C/svg%3E">
</head>
<body data-root="${to("index.html").replace(/index\.html$/, "")}">
<a class="skip" href="#content">Skip to the content</a>
<header>
<button id="menu" aria-expanded="false" aria-controls="nav" aria-label="Menu">☰</button>
<a class="brand" href="${to("index.html")}">OptSpec <small>${escaped(version)}</small></a>
<div class="search"><input id="search" type="search" placeholder="Search: ADAM-11, epsilon, resume …" aria-label="Search" autocomplete="off"><ol id="found" hidden></ol></div>
</header>
<div class="columns">
<nav id="nav" aria-label="Pages">
${menu(page, pages)}
</nav>
<main id="content"${page.rule === undefined ? "" : ` data-rule="${escaped(page.rule)}"`}>
${translations(page, pages)}${body}
<footer>Made from <code>${escaped(page.source)}</code>.</footer>
</main>
</div>
<script src="${to("assets/site.js")}"></script>
${scripts.map((script) => `<script src="${to(`assets/${script}`)}"></script>`).join("\n")}
</body>
</html>
`;
}

function menu(current: Page, pages: readonly Page[]): string {
  const sections = [...new Set(pages.map(({ section }) => section))].filter((section) => section !== "");
  const link = (target: string, label: string): string => {
    const here = target === current.target ? ' aria-current="page"' : "";
    return `<li><a href="${relative(current.target, target)}"${here}>${escaped(label)}</a></li>`;
  };
  const blocks = sections.map((section) => {
    const own = pages.filter((page) => page.section === section);
    const links = own.map(({ target, label }) => link(target, label));
    if (section === "Packages") links.push(link("api/index.html", "API reference"));
    // Long lists that few read stay closed.
    const open = section !== "Decisions" || current.section === section ? " open" : "";
    return `<details${open}><summary>${escaped(section)}</summary><ul>${links.join("")}</ul></details>`;
  });
  return blocks.join("\n");
}

/** Links to the same rule in the other language. */
function translations(current: Page, pages: readonly Page[]): string {
  if (current.rule === undefined) return "";
  const names = { en: "English", ko: "한국어" };
  const links = pages
    .filter(({ rule, target }) => rule === current.rule && target !== current.target)
    .map(
      ({ target, language }) =>
        `<a href="${relative(current.target, target)}" hreflang="${language}" lang="${language}">${names[language]}</a>`,
    );
  return links.length === 0 ? "" : `<p class="translations">${links.join(" · ")}</p>\n`;
}
