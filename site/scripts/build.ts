// Builds the site into dist/: node scripts/build.ts [--no-api]
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { buildApi } from "../src/api.ts";
import { compatibility } from "../src/compatibility.ts";
import { history } from "../src/history.ts";
import { filesFolder } from "../src/links.ts";
import { render } from "../src/markdown.ts";
import { allPages, repository } from "../src/pages.ts";
import { shell } from "../src/template.ts";

const out = fileURLToPath(new URL("../dist/", import.meta.url));
const write = (target: string, text: string): void => {
  const file = join(out, target);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};

rmSync(out, { recursive: true, force: true });
const pages = allPages();
const bySource = new Map(pages.map((page) => [page.source, page]));
const version = /Version: \*\*(.+?)\*\*/.exec(readFileSync(join(repository, "spec/README.md"), "utf8"))![1]!;
const index: { title: string; page: string; href: string }[] = [];
const files = new Set<string>();

/** What stands in place of a comment of this name in a page's Markdown. */
const tables: Readonly<Record<string, () => string>> = { ports: compatibility, history };

for (const page of pages) {
  const text = readFileSync(join(repository, page.source), "utf8").replace(
    /<!-- table: (\w+) -->/g,
    (_, name: string) => tables[name]!(),
  );
  const rendered = render(page, text, bySource);
  const scripts = page.rule === undefined ? [] : ["curves.js"];
  write(page.target, shell(page, { pages, body: rendered.html, scripts, version }));
  for (const file of rendered.files) files.add(file);
  for (const { id, text, level } of rendered.anchors)
    if (level <= 3)
      index.push({ title: text, page: page.title, href: level === 1 ? page.target : `${page.target}#${id}` });
}
for (const file of files) {
  const target = join(out, filesFolder, file);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(join(repository, file), target);
}

write("assets/index.js", `const siteIndex = ${JSON.stringify(index)};\n`);
write("assets/site.css", readFileSync(new URL("../src/style.css", import.meta.url), "utf8"));
const katex = dirname(createRequire(import.meta.url).resolve("katex/dist/katex.min.css"));
cpSync(join(katex, "katex.min.css"), join(out, "assets/katex/katex.min.css"));
// Browsers that read this site know woff2; the other formats of the same fonts stay behind.
cpSync(join(katex, "fonts"), join(out, "assets/katex/fonts"), {
  recursive: true,
  filter: (file) => !/\.(woff|ttf)$/.test(file),
});
for (const name of ["site", "curves"]) {
  const bundle = await rolldown({
    input: fileURLToPath(new URL(`../src/client/${name}.ts`, import.meta.url)),
  });
  const { output } = await bundle.generate({ format: "iife", minify: true, codeSplitting: false });
  await bundle.close();
  write(`assets/${name}.js`, output[0].code);
}
if (!process.argv.includes("--no-api")) await buildApi(join(out, "api"));
console.log(`${pages.length} pages, ${files.size} files, ${index.length} entries to search`);
