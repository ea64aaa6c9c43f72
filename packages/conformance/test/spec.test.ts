import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { families, parseRule, printProgram, profiles, RuleError, rules } from "@optspec/core";
import { describe, expect, test } from "vitest";
import { figures } from "../scripts/figures.ts";
import {
  biasCorrection,
  biasCorrectionLowerBound,
  effectiveRate,
  log10,
  thinned,
} from "../src/spec/curves.ts";
import {
  collectRequirements,
  compareRequirements,
  parseRequirements,
  parseWithdrawn,
  printRequirements,
  type RequirementList,
} from "../src/spec/requirements.ts";

const spec = join(import.meta.dirname, "../../../spec");
const read = (path: string): string => readFileSync(join(spec, path), "utf8");
const pages = Object.fromEntries(
  readdirSync(spec, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".md"))
    .map((path) => [path, read(path)]),
);
const ruleNames = Object.keys(rules);

describe("requirements.json", () => {
  test("is what the pages say", () => {
    expect(printRequirements(collectRequirements(pages))).toBe(read("requirements.json"));
  });

  test("has unique ids, one keyword each and the hash of each text", () => {
    const { requirements } = JSON.parse(read("requirements.json")) as RequirementList;
    expect(requirements.length).toBeGreaterThan(50);
    expect(new Set(requirements.map(({ id }) => id)).size).toBe(requirements.length);
    for (const { keyword, text, sha256 } of requirements) {
      expect(text).toContain(` ${keyword} `);
      expect(sha256).toBe(createHash("sha256").update(text).digest("hex"));
    }
  });
});

describe("rule pages", () => {
  const sections = [
    "Definition",
    "Closed form",
    "Algorithm",
    "Hyperparameters",
    "State",
    "Limits and laws",
    "Requirements",
    "Differences seen in real libraries",
  ];

  test("there is one for every rule of core, and no other", () => {
    expect(readdirSync(join(spec, "rules")).sort()).toEqual(ruleNames.map((name) => `${name}.md`).sort());
  });

  test.each(ruleNames)("%s has every section, in order", (name) => {
    const found = [...read(`rules/${name}.md`).matchAll(/^## (.+)$/gm)].map((match) => match[1]);
    expect(found).toEqual(sections);
  });

  test.each(ruleNames)("%s: the algorithm is the program that core runs, byte for byte", (name) => {
    const blocks = [...read(`rules/${name}.md`).matchAll(/^```optspec\n([\s\S]*?)^```$/gm)];
    expect(blocks).toHaveLength(1);
    expect(blocks[0]![1]).toBe(rules[name]!.source);
    // Positions apart, which a program that was parsed when core was built does not keep.
    expect(printProgram(parseRule(blocks[0]![1]!))).toBe(printProgram(rules[name]!.program));
  });

  test.each(ruleNames)("%s: the table of hyperparameters is that of the program", (name) => {
    const { program } = rules[name]!;
    const rows = [
      ...read(`rules/${name}.md`).matchAll(/^\| \S+ \| `(\w+)` \| (\S+) \| ([[(]\S+, \S+[\])]) \|$/gm),
    ];
    expect(rows.map((row) => [row[1], Number(row[2]), row[3]!.replace("∞", "inf")])).toEqual(
      program.hypers.map(({ name: hyper, value, range }) => [
        hyper,
        value,
        `${range.lowOpen ? "(" : "["}${range.low}, ${range.high === Infinity ? "inf" : range.high}${range.highOpen ? ")" : "]"}`,
      ]),
    );
  });
});

describe("rule-language.md", () => {
  const page = pages["rule-language.md"]!;
  const rows = [...page.matchAll(/^\| (.+?) \| (`.+`) \| (\d+) \| (\d+) \|$/gm)].map((row) => ({
    what: row[1]!,
    source: `rule example\n${row[2]!.replaceAll("`", "").replaceAll("<br>", "\n")}`,
    line: Number(row[3]),
    column: Number(row[4]),
  }));

  test("its table of errors was found", () => {
    expect(rows.length).toBeGreaterThan(20);
  });

  test.each(rows)("refused at line $line, column $column: $what", ({ source, line, column }) => {
    let caught: unknown;
    try {
      parseRule(source);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(RuleError);
    const { line: gotLine, column: gotColumn } = caught as RuleError;
    expect([gotLine, gotColumn]).toEqual([line, column]);
  });

  test("its first example is a program", () => {
    const example = /^```\n(rule example[\s\S]*?)^```$/m.exec(page)![1]!;
    expect(parseRule(example).name).toBe("example");
  });
});

describe("profiles.md", () => {
  const rows = [...pages["profiles.md"]!.matchAll(/^\| (\w+) \| (.+) \|$/gm)].map((row) => row.slice(1));

  test("has a row for every profile of core", () => {
    expect(rows.map(([name]) => name)).toEqual(expect.arrayContaining(Object.keys(profiles)));
  });

  test("names the values and the requirement of every axis of core", () => {
    const axes = Object.entries(families).flatMap(([rule, family]) =>
      Object.entries(family.axes).map(([name, axis]) => ({ rule, name, ...axis })),
    );
    expect(axes.length).toBeGreaterThan(5);
    for (const { rule, name, values, requirement } of axes) {
      const row = rows.find(([of, rest]) => of === rule && rest!.startsWith(`\`${name}\``))?.[1];
      expect(row, `${rule}.${name}`).toContain(` | ${values.join(", ")} | `);
      expect(row, `${rule}.${name}`).toContain(requirement);
    }
  });
});

test("every relative link of the pages leads somewhere", () => {
  const headings = (text: string): string[] =>
    [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
      match[1]!
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    );
  for (const [page, text] of Object.entries(pages))
    for (const [, target] of text.matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
      const [path, anchor] = target!.split("#");
      const file = join(page, "..", path!).replaceAll("\\", "/");
      if (!path!.endsWith(".md")) expect(() => readdirOrRead(file), `${page}: ${target}`).not.toThrow();
      else expect(Object.keys(pages), `${page}: ${target}`).toContain(file);
      if (anchor !== undefined) expect(headings(pages[file] ?? ""), `${page}: ${target}`).toContain(anchor);
    }
});

function readdirOrRead(path: string): void {
  if (path.endsWith("/")) readdirSync(join(spec, path));
  else read(path);
}

describe("figures", () => {
  test.each(Object.entries(figures()))("%s is current", (name, text) => {
    expect(read(`figures/${name}`)).toBe(text);
  });

  test("the bias correction starts at 0.316, dips at t = 12 and is near 1 at t = 4000", () => {
    const curve = biasCorrection(0.9, 0.999, 5000);
    expect(curve[0]!.value).toBeCloseTo(Math.sqrt(0.001) / 0.1, 14);
    const least = curve.reduce((low, point) => (point.value < low.value ? point : low));
    expect(least.t).toBe(12);
    expect(least.value).toBeCloseTo(0.1522412905135033, 14);
    expect(curve[3999]!.value).toBeCloseTo(0.990818338634, 11);
    expect(curve.find(({ value, t }) => t > 12 && value >= 0.99)!.t).toBe(3916);
  });

  test("the drawn bound lies below the curve", () => {
    const curve = biasCorrection(0.9, 0.999, 20_000);
    const bound = biasCorrectionLowerBound(0.9, 0.999, 20_000);
    expect(bound).toHaveLength(curve.length);
    expect(bound.findIndex(({ value }, index) => value > curve[index]!.value)).toBe(-1);
  });

  test("AdaGrad's rate is 1/√t for gradients of 1, and never rises", () => {
    const rate = effectiveRate(() => 1, 0, 100);
    expect(rate[24]!.value).toBe(0.2);
    for (let i = 1; i < rate.length; i++) expect(rate[i]!.value).toBeLessThan(rate[i - 1]!.value);
  });

  test("log10 is a logarithm to 13 digits", () => {
    for (const [x, y] of [
      [1, 0],
      [10, 1],
      [1e5, 5],
      [1e-3, -3],
      [2, 0.3010299956639812],
    ])
      expect(log10(x!)).toBeCloseTo(y!, 13);
  });

  test("thinning keeps the start, the end and both sides of a jump", () => {
    const points = Array.from({ length: 1000 }, (_, i) => ({ t: i + 1, value: i < 700 ? 1 : 2 }));
    const kept = thinned(points).map(({ t }) => t);
    expect(kept.slice(0, 40)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    expect(kept).toEqual(expect.arrayContaining([700, 701, 1000]));
    expect(kept.length).toBeLessThan(160);
  });
});

describe("parseRequirements", () => {
  const item = (text: string): string => `# Page\n\n${text}\n`;

  test("reads ids, keywords and wrapped texts outside code", () => {
    const text = item(
      "- **ADAM-1** The port MUST do\n  this   well.\n- **ADAM-4** The port SHOULD NOT do that.\n\nProse MUST not count.\n\n```\n- **ADAM-9** It MUST.\n```\n- not one",
    );
    expect(parseRequirements(text, "rules/adam.md")).toEqual([
      {
        id: "ADAM-1",
        keyword: "MUST",
        page: "rules/adam.md",
        text: "The port MUST do this well.",
        sha256: createHash("sha256").update("The port MUST do this well.").digest("hex"),
      },
      expect.objectContaining({ id: "ADAM-4", keyword: "SHOULD NOT" }),
    ]);
  });

  test("reads why a requirement is untestable", () => {
    const [found] = parseRequirements(item("- **T-1** It MUST be.\n  *Untestable: nobody sees it.*"), "t.md");
    expect(found!.untestable).toBe("nobody sees it.");
  });

  test.each([
    ["no keyword", "- **A-1** The port does it.", "t.md:3: A-1: expected exactly one of"],
    ["a keyword in small letters", "- **A-1** The port must do it.", "got none"],
    ["two keywords", "- **A-1** The port MUST, or SHOULD, do it.", "got MUST, SHOULD"],
    ["a keyword out of use here", "- **A-1** The port SHALL do it.", "got SHALL"],
    [
      "an id twice",
      "- **A-1** It MUST.\n- **A-1** It MAY.",
      "t.md:4: A-1: expected a new id, got that of t.md:3",
    ],
    ["a small id", "- **a-1** It MUST.", 'expected an item like "- **ADAM-3** Text"'],
    ["a leading zero", "- **A-01** It MUST.", 'expected an item like "- **ADAM-3** Text"'],
    ["an empty item", "- **A-1**", 'expected an item like "- **ADAM-3** Text"'],
    ["an indented item", "  - **A-1** It MUST.", 'expected an item like "- **ADAM-3** Text"'],
  ])("refuses %s", (_, text, message) => {
    expect(() => parseRequirements(item(text), "t.md")).toThrow(message);
  });

  test("leaves out what is withdrawn, and still refuses its id", () => {
    const withdrawn = "- **A-1** *Withdrawn in 0.2.0: it was wrong.*";
    expect(parseRequirements(item(`${withdrawn}\n- **A-3** It MUST.`), "t.md").map(({ id }) => id)).toEqual([
      "A-3",
    ]);
    expect(parseWithdrawn(item(withdrawn), "t.md")).toEqual(["A-1"]);
    expect(() => parseRequirements(item(`${withdrawn}\n- **A-1** It MUST.`), "t.md")).toThrow("A-1");
  });
});

describe("collectRequirements and compareRequirements", () => {
  const readme = "# Spec\n\nVersion: **0.1.0** · Status: draft.\n";
  const collect = (text: string): RequirementList =>
    collectRequirements({ "README.md": readme, "a.md": text });

  test("refuse an id on two pages and a missing version", () => {
    const text = "- **A-1** It MUST.\n";
    expect(() => collectRequirements({ "README.md": readme, "a.md": text, "b.md": text })).toThrow(
      "b.md: A-1",
    );
    expect(() => collectRequirements({ "a.md": text })).toThrow('expected a line "Version: **x.y.z**"');
  });

  test("name each id that is new, changed, withdrawn, removed or used again", () => {
    const before = collect(
      "- **A-1** It MUST.\n- **A-2** It MAY.\n- **A-4** It MUST stay.\n- **A-5** It MUST go.\n",
    );
    const after = collect(
      "- **A-1** It MUST, now.\n- **A-2** *Withdrawn in 0.2.0: why.*\n- **A-4** It MUST stay.\n- **A-7** It MAY.\n",
    );
    expect(compareRequirements(before, after)).toEqual([
      { id: "A-1", change: "changed" },
      { id: "A-7", change: "new" },
      { id: "A-2", change: "withdrawn" },
      { id: "A-5", change: "removed" },
    ]);
    expect(compareRequirements(after, after)).toEqual([]);
    const reused = collect(
      "- **A-1** It MUST, now.\n- **A-2** It MUST.\n- **A-4** It MUST stay.\n- **A-7** It MAY.\n",
    );
    expect(compareRequirements(after, reused)).toEqual([{ id: "A-2", change: "reused" }]);
    const forgotten = collect("- **A-1** It MUST, now.\n- **A-4** It MUST stay.\n- **A-7** It MAY.\n");
    expect(compareRequirements(after, forgotten)).toEqual([{ id: "A-2", change: "removed" }]);
  });
});
