import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { html, textOf } from "../../src/report/html/markup.ts";
import { renderHtml } from "../../src/report/html.ts";
import { conforming, deviating, everything, exact, failing, hostile, known, resultOf } from "./samples.ts";

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
  expect(all(matrix!, /scope="row"><span class="port-name"><bdi>([^<]+)</g)).toEqual(["a port"]);
  // What the port computes instead stands below.
  expect(all(matrix!, /class="named">([^<]+)</g)).toEqual(["lr-outside-velocity"]);
  expect(all(matrix!, /class="word">([a-z ]+)<\/span>/g)).toEqual([
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
  expect(page).toContain(
    "<b>another variant of the rule, lr-outside-velocity</b>, which reproduces <b>3 of 3 cases</b>",
  );
  expect(page).toContain("<dt>Fix</dt><dd>Multiply each gradient by lr when it enters the velocity.</dd>");
  expect(page).toContain("<dt>Seen in</dt><dd>torch.optim.SGD, library#12</dd>");
  expect(page).toContain("1 other explanation of the same output");
  expect(page).toContain("v = momentum*v <mark>+</mark> g\ntheta = theta <mark>- lr*</mark>v");
  expect(page).toContain("v = momentum*v - lr*g\ntheta = theta + v");
});

test("every case has a row with its verdict in words, and every judged one a dot", () => {
  const [section] = all(page, /id="a-port\.momentum\.normative\.f32"([\s\S]*?)<\/table>/g);
  expect(all(section!, /scope="row">(?:<a[^>]*>)?([^<]+)</g)).toEqual(deviating.cases.map(({ id }) => id));
  expect(all(section!, /<\/th><td>([a-z ]+)</g)).toEqual(deviating.cases.map(({ verdict }) => verdict));
  const dots = all(section!, /(<g class="\w+">(?:<circle [^>]*>)*<\/g>)/g);
  expect(dots.map((group) => [group.split('"')[1], group.split("<circle").length - 1])).toEqual([
    ["exact", 1],
    ["within", 0],
    ["deviates", 2],
  ]);
  expect(section).toContain("3 cases: 2 beyond the bound, the worst ∞");
});

test("deviating cases show the distance of each update, with the bound, and dots where it is exceeded", () => {
  const [section] = all(page, /id="a-port\.momentum\.normative\.f32"([\s\S]*?)<\/table>/g);
  const traces = all(section!, /(<div class="traces">.*?<\/div>)/g);
  expect(traces).toHaveLength(2);
  expect(all(traces[0]!, /aria-label="([^"]+)"/g)).toEqual([
    "Worst distance over 3 updates, at most 8.4e+6 ULP",
    "Error divided by bound over 3 updates: beyond the bound from update 3 on, at most 1.0e+7",
  ]);
  expect(all(traces[0]!, /<path class="(\w+)"/g)).toEqual(["limit", "run", "off", "run", "off"]);
  for (const d of all(traces.join(""), / d="([^"]*)"/g))
    expect(d).toMatch(/^M\d+ \d+(?:[lm]-?\d+[ -]\d+|h0)*$/);
  // Each panel is drawn over the frame of its group.
  expect(all(traces.join(""), /<use href="#([^"]+)"/g)).toHaveLength(4);
});

test("long runs, and runs of which little is judged, are drawn as well", () => {
  const run = Array.from({ length: 5000 }, (_, update) => update / 100);
  for (const trace of [
    { ulp: run, bound: run, ratio: run },
    { ulp: [], bound: [], ratio: [] },
    { ulp: [0], bound: [0], ratio: [0] },
    { ulp: [1e308, 5e-324], bound: [Number.POSITIVE_INFINITY, 0], ratio: [1e308, Number.NaN] },
  ]) {
    const cases = deviating.cases.map((testCase) => ({ ...testCase, trace }));
    const text = renderHtml([resultOf([{ ...deviating, cases }])]);
    expect(text.length).toBeLessThan(50_000);
    expect(all(text, / d="([^"]*)"/g).join()).not.toMatch(/NaN|Infinity|undefined/);
  }
});

test("of many deviating cases only some are told one by one, the worst among them", () => {
  const one = deviating.cases[1]!;
  const cases = Array.from({ length: 300 }, (_, index) => ({
    ...one,
    id: `case-${index}`,
    worstRatio: 2 + index,
  }));
  const text = renderHtml([resultOf([{ ...deviating, cases }])]);
  expect(text).toContain("50 of 299 other deviating cases");
  expect(text).toContain('<details class="case fold" id="a-port.momentum.normative.f32.case-299">');
  expect(all(text, /(<tr class="deviates")/g)).toHaveLength(300);
});

test("known deviations and the classes of failures are told", () => {
  const text = renderHtml([resultOf([known, failing])]);
  expect(text).toContain(
    "<h4>Known deviations</h4><ul><li>1 case: <bdi>tracked as library#7</bdi></li></ul>",
  );
  expect(text).toContain("<b>crash</b>: <bdi>TypeError: no such tensor</bdi>");
  expect(text).toContain("<small><bdi>crash: TypeError: no such tensor</bdi></small>");
  expect(all(text, /data-verdict="([a-z ]+)"/g)).toEqual(["known", "error"]);
});

test("cases and groups with like names have places of their own", () => {
  const cases = ["2", "momentum-2", "2-f32", "2.2"].map((id) => ({ ...deviating.cases[1]!, id }));
  const group = { ...deviating, cases };
  const ids = all(renderHtml([resultOf([group, group])]), / id="([^"]+)"/g);
  expect(new Set(ids).size).toBe(ids.length);
});

test("without an explanation the diagnosis is unknown", () => {
  const group = { ...deviating, diagnosis: { cases: 3, explanations: [] } };
  expect(renderHtml([resultOf([group])])).toContain("Diagnosis: unknown. Nothing that the suite knows");
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
