import { describe, expect, it } from "vitest";
import { reportFormats } from "../../src/report/formats.ts";
import type { CaseResult, Verdict, VerifyResult } from "../../src/verify/result.ts";
import { deviating, everything, failing, hostile as hostileResult, known, resultOf } from "./samples.ts";

const hostile = `<b a="1">&amp; ]]> # \u0007 \ud800 | [x](y) \`code\`\n@you`;

function result(name: string, ...verdicts: readonly [Verdict, string?][]): VerifyResult {
  const cases = verdicts.map(
    ([verdict, known], index): CaseResult => ({
      ...{ id: `case-${index}`, title: "t", verdict, judged: 1, notJudged: 0, worstUlp: 3, worstRatio: 2 },
      ...(verdict === "skipped" || verdict === "error" ? { reason: name } : {}),
      ...(verdict === "deviates" && {
        deviation: {
          ...{
            step: 2,
            quantity: "theta",
            param: name,
            index: 1,
            expected: 1,
            got: Number.POSITIVE_INFINITY,
          },
          ...{
            ulp: Number.POSITIVE_INFINITY,
            bound: 1e-8,
            ratio: Number.POSITIVE_INFINITY,
            requirement: "GD-1",
          },
        },
      }),
      ...(known !== undefined && { known }),
    }),
  );
  const counts = { exact: 0, "within bound": 0, deviates: 0, skipped: 0, error: 0 };
  for (const { verdict } of cases) counts[verdict]++;
  return {
    ...{
      version: 1,
      suite: "0",
      spec: "0",
      port: { name, version: "1", language: "x" },
      seed: 1,
      started: "",
      milliseconds: 1,
    },
    groups: [
      {
        rule: "gd",
        profile: "normative",
        dtype: "f64",
        planned: cases.length,
        counts,
        worstUlp: 3,
        worstRatio: 2,
        cases,
      },
    ],
  };
}

const render = (format: string, ...results: VerifyResult[]): string => reportFormats[format]!.render(results);

describe("JUnit", () => {
  it("counts failures, errors and skips, and a known deviation as skipped", () => {
    const text = render(
      "junit",
      result("p", ["exact"], ["deviates"], ["error"], ["skipped"], ["deviates", "a bug"]),
    );
    expect(text).toContain('tests="5" failures="1" errors="1" skipped="2"');
    expect(text).toContain('<skipped message="known: a bug"/>');
    expect(text).toContain(
      '<failure message="update 2, theta of p[1]: expected 1, got Infinity, ∞ ULP away, beyond any bound (GD-1)">',
    );
  });

  it("is well formed whatever a port says", () => {
    const text = render(
      "junit",
      result(hostile, ["deviates"], ["error"], ["skipped"], ["deviates", hostile]),
    );
    // What is left without tags, attribute values and entities has no markup of its own.
    const rest = text
      .replace(/<\?xml[^>]*\?>|<\/?[a-z]+(?: [a-z]+="[^"<]*")*\/?>/g, "")
      .replace(/&(?:amp|lt|gt|quot|apos|#\d+);/g, "");
    expect(rest).not.toMatch(/[<>&]/);
    expect(text).not.toContain("\u0007");
    expect(text).not.toMatch(/\p{Cs}/u);
  });
});

describe("TAP", () => {
  it("plans as many points as it has, with directives", () => {
    const lines = render(
      "tap",
      result("p", ["exact"], ["deviates"], ["skipped"], ["deviates", "a bug"]),
    ).split("\n");
    expect(lines[1]).toBe("1..4");
    expect(lines.filter((line) => /^(not )?ok /.test(line))).toEqual([
      "ok 1 - p 1 · gd · normative · f64: case-0",
      "not ok 2 - p 1 · gd · normative · f64: case-1",
      "ok 3 - p 1 · gd · normative · f64: case-2 # SKIP p",
      "not ok 4 - p 1 · gd · normative · f64: case-3 # TODO a bug",
    ]);
  });

  it("keeps each point on one line and # out of names", () => {
    const lines = render("tap", result(hostile, ["exact"], ["deviates"])).split("\n");
    expect(lines.filter((line) => /^(not )?ok /.test(line))).toHaveLength(2);
    expect(lines.find((line) => line.startsWith("ok 1"))).toContain("\\#");
  });
});

describe("Markdown", () => {
  it("has a row per group and details of the failing ones", () => {
    const text = render("markdown", result("good", ["exact"]), result("bad", ["deviates"]));
    expect(text).toContain("| good 1 · gd · normative · f64 | ✓ exact | 1 | 0 | 0 | 0 | 0 | 3 | 2.00 |");
    expect(text).toContain("### bad 1");
    expect(text).not.toContain("### good 1");
  });

  it("takes no markup from ports", () => {
    const text = render("markdown", result(hostile, ["deviates"]));
    expect(text).not.toMatch(/(?<!\\)[<&]/);
    expect(text).not.toContain("[x](y)");
    expect(text).not.toContain("@you");
    expect(
      text
        .split("\n")
        .find((line) => line.startsWith("| \\<b"))!
        .match(/(?<!\\)\|/g),
    ).toHaveLength(10);
  });

  it("stays below what a job summary may hold", () => {
    const many = Array.from({ length: 300 }, (_, index) => result(`p${index}`, ["deviates"]));
    const text = render("markdown", ...many);
    expect(text).toContain("… and 250 more.");
    expect(text.length).toBeLessThan(200_000);
  });
});

describe("badge", () => {
  it.each<[string, [Verdict, string?][]]>([
    ["exact", [["exact"], ["skipped"]]],
    ["conforms", [["exact"], ["within bound"]]],
    ["deviates", [["exact"], ["deviates"]]],
    ["failed", [["error"]]],
    ["known deviations", [["exact"], ["deviates", "a bug"]]],
  ])("says %s", (message, verdicts) => {
    expect(render("badge", result("p", ...verdicts))).toContain(`aria-label="optspec normative: ${message}"`);
  });

  it("shows the worst of several", () => {
    expect(render("badge", result("a", ["exact"]), result("b", ["deviates"]))).toContain("deviates");
  });
});

describe("diagnosis", () => {
  it("is told with its fix in every format", () => {
    for (const format of ["junit", "tap"])
      expect(render(format, everything)).toMatch(
        /diagnosis: "?lr-outside-velocity; reproduces 3 of 3 cases; fix: Multiply each gradient/,
      );
    const text = render("markdown", everything);
    expect(text).toContain("```diff\n- v = momentum*v - lr*g\n");
    expect(text).toContain("+ theta = theta - lr*v\n```");
    expect(text).toContain("- Fix: Multiply each gradient");
    expect(text).toContain("- Seen in: torch.optim.SGD, library\\#12");
    expect(text).toContain("- MOM-3: The port MUST");
    expect(text).toContain("- Or one edit away from the rule");
    expect(text).toContain("- 1 failed (crash): TypeError");
  });

  it("is unknown where nothing reproduces the port", () => {
    const result = resultOf([{ ...deviating, diagnosis: { cases: 3, explanations: [] } }]);
    for (const format of ["junit", "tap", "markdown"])
      expect(render(format, result)).toMatch(/iagnosis: "?unknown\. Nothing that the suite knows/);
  });

  it("names the class of a failure, and why a deviation is known", () => {
    const result = resultOf([failing, known]);
    expect(render("junit", result)).toContain('message="crash: TypeError: no such tensor" type="crash"');
    expect(render("tap", result)).toContain("# TODO tracked as library\\#7");
    expect(render("markdown", result)).toContain("- 1 known: tracked as library\\#7");
  });
});

describe("hostile text in every field", () => {
  const attack = "```\n<b>&amp; ]]> @you [x](y)\n# Heading\n````\u001b[31m\u0007";

  it("opens no element and ends no block in Markdown", () => {
    const lines = render("markdown", hostileResult(attack)).split("\n");
    const [open] = lines.filter((line) => /^`{3,}diff$/.test(line));
    const fence = open!.slice(0, -"diff".length);
    const [from, to] = [lines.indexOf(open!), lines.indexOf(fence)];
    expect(to).toBeGreaterThan(from);
    for (const line of lines.slice(from + 1, to)) expect(line).toMatch(/^[-+ ] /);
    for (const line of lines.slice(from + 1, to)) expect(line).not.toContain(fence);
    const outside = [...lines.slice(0, from), ...lines.slice(to + 1)].join("\n");
    expect(outside).not.toMatch(/(?<!\\)[<&`]|@you|^# /m);
  });

  it("leaves XML well formed, and TAP one point a line", () => {
    const xml = render("junit", hostileResult(attack));
    const rest = xml
      .replace(/<\?xml[^>]*\?>|<\/?[a-z]+(?: [a-z]+="[^"<]*")*\/?>/g, "")
      .replace(/&(?:amp|lt|gt|quot|apos|#\d+);/g, "");
    expect(rest).not.toMatch(/[<>&]/);
    const tap = render("tap", hostileResult(attack)).split("\n");
    for (const line of tap.slice(2, -1))
      expect(line).toMatch(/^(ok|not ok) \d+ - | {2}(---|\.\.\.|message: |diagnosis: )/);
  });
});
