import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { html, textOf } from "../../src/report/html/markup.ts";
import { renderHtml } from "../../src/report/html.ts";
import { conforming, deviating, everything, exact, hostile, resultOf } from "./samples.ts";

const page = renderHtml([everything]);
const all = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map((match) => match[1]!);

test("the page is one file that loads nothing", () => {
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(page).not.toMatch(/(?:src|href)="(?!#)/);
  expect(page).not.toMatch(/url\(|@import|https?:/);
});

test("only its own style and script may run", () => {
  const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const [policy] = all(page, /Content-Security-Policy" content="([^"]+)"/g);
  const [style] = all(page, /<style>([\s\S]*?)<\/style>/g);
  const [script] = all(page, /<script>([\s\S]*?)<\/script>/g);
  const decoded = policy!.replaceAll("&#39;", "'");
  expect(decoded).toBe(`default-src 'none'; style-src ${hash(style!)}; script-src ${hash(script!)}`);
  expect(page).not.toMatch(/ style="| on\w+="/);
});

test("every link leads somewhere, and no id is used twice", () => {
  // The same port again, held to another profile, and twice the same.
  const text = renderHtml([everything, resultOf([{ ...conforming, profile: "tfjs" }, conforming])]);
  const ids = all(text, / id="([^"]+)"/g);
  expect(new Set(ids).size).toBe(ids.length);
  const links = all(text, / href="#([^"]+)"/g);
  expect(links.length).toBeGreaterThan(10);
  for (const link of links) expect(ids).toContain(link);
});

test("the matrix has a row per port and profile, a column per rule and a verdict per type", () => {
  const [matrix] = all(page, /<table class="matrix"[^>]*>([\s\S]*?)<\/table>/g);
  expect(all(matrix!, /scope="col">([^<]+)</g)).toEqual(["Port", "gd", "adagrad", "momentum", "adam"]);
  expect(all(matrix!, /scope="row"><bdi>([^<]+)</g)).toEqual(["a port"]);
  expect(all(matrix!, /<\/span> ([a-z ]+)<\/b>/g)).toEqual([
    "exact",
    "not judged",
    "conforms",
    "deviates",
    "error",
  ]);
});

test("groups that deviate or fail stand open, the others are folded", () => {
  expect(all(page, /data-verdict="([a-z ]+)" data-words="[^"]*" open/g)).toEqual(["deviates", "error"]);
});

test("a deviating group shows numbers, requirement, evident program and what differs in it", () => {
  expect(page).toContain("<dt>expected</dt><dd>0.1</dd>");
  expect(page).toContain('<dt>got</dt><dd class="wrong">0.2</dd>');
  expect(page).toMatch(/<b>MOM-4<\/b> The port MUST .*velocity/);
  expect(page).toContain("reproduces <b>3 of 3 cases</b>");
  expect(page).toContain("v = momentum*v <mark>+</mark> g\ntheta = theta <mark>- lr*</mark>v");
  expect(page).toContain("v = momentum*v - lr*g\ntheta = theta + v");
});

test("every case has a row with its verdict in words, and every judged one a dot", () => {
  const [section] = all(page, /id="a-port\.momentum\.normative\.f32"([\s\S]*?)<\/table>/g);
  expect(all(section!, /scope="row">([^<]+)</g)).toEqual(deviating.cases.map(({ id }) => id));
  expect(all(section!, /<td class="\S+"><span aria-hidden="true">.<\/span> ([a-z ]+)</g)).toEqual(
    deviating.cases.map(({ verdict }) => verdict),
  );
  expect(all(section!, /<circle class="([a-z]+)"/g)).toEqual(["exact", "deviates", "deviates"]);
  expect(section).toContain("3 cases: 2 beyond the bound, the worst ∞");
});

test("without an explanation the diagnosis is unknown", () => {
  const group = { ...deviating, diagnosis: { cases: 3, explanations: [] } };
  expect(renderHtml([resultOf([group])])).toContain("Unknown: no variant");
});

test("no number is lost on the way to a drawing", () => {
  expect(page).not.toMatch(/NaN|undefined|\[object/);
});

test("text of a port is text", () => {
  const attack = `"'><script>alert(1)</script><img src=x onerror=alert(1)>&\u0000\u001b[31m`;
  const text = renderHtml([hostile(attack)]);
  expect(all(text, /<(script|img)\b/gi)).toEqual(["script"]);
  expect(text).not.toMatch(/onerror=alert\(1\)>/);
  expect(text).not.toMatch(/[^\P{Cc}\n]/u);
  expect(text).toContain("&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
  // The tags are those of the same report with a harmless name.
  const tags = (page: string): string[] => all(page, /<(\/?[a-z]+)/g);
  expect(tags(text)).toEqual(tags(renderHtml([hostile("harmless")])));
});

test("data cannot pass for markup", () => {
  const forged: unknown = JSON.parse('{"html":"<b>","description":"markup"}');
  expect(textOf(html`<p title="${'<">'}">${forged as string}</p>`)).toBe(
    '<p title="&lt;&quot;&gt;">[object Object]</p>',
  );
});

test("a port without a single group makes a page, too", () => {
  expect(renderHtml([resultOf([])])).toContain("0 of 0");
  expect(renderHtml([resultOf([exact])])).toContain("1 of 1 combinations");
});
