import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { coverageCommand } from "../../src/cli/coverage.ts";
import { painter } from "../../src/report/terminal/text.ts";
import { type CoverageReport, coverageOf } from "../../src/report/traceability/coverage.ts";
import { renderCoverageHtml } from "../../src/report/traceability/html.ts";
import { renderCoverageText } from "../../src/report/traceability/text.ts";
import { allRequirements } from "../../src/spec/load.ts";

const report = coverageOf();

test("every requirement is there once, proved or with a reason", () => {
  expect(report.requirements.map(({ id }) => id)).toEqual(allRequirements().map(({ id }) => id));
  for (const { coverage, proof, reason, fixtures } of report.requirements) {
    if (coverage === "proved") {
      expect(proof).toMatch(/^(bug|mutant) .+ by .+$/);
      expect(fixtures).toContain(proof!.split(" by ")[1]);
    } else expect(reason).not.toBe("");
  }
  const { proved, excused, optional, missing } = report.counts;
  expect(missing).toBe(0);
  expect(proved + excused + optional).toBe(report.requirements.length);
});

test("a requirement that nothing tests is missing", () => {
  const requirement = { id: "GD-99", keyword: "MUST", page: "rules/gd.md", text: "`x`", sha256: "" } as const;
  const { requirements, counts } = coverageOf([requirement]);
  expect(counts.missing).toBe(1);
  expect(requirements[0]).toMatchObject({ coverage: "missing", text: "x", fixtures: [] });
});

test("text and page tell every requirement", () => {
  const text = renderCoverageText(report, 100, painter(false));
  const page = renderCoverageHtml(report);
  for (const { id, proof } of report.requirements) {
    expect(text).toContain(` ${id} (`);
    expect(page).toContain(`<tr id="${id}">`);
    if (proof !== undefined) expect(page).toContain(proof.replaceAll("'", "&#39;").split(">")[0]);
  }
  expect(page).not.toMatch(/undefined|\[object|(?:src|href)="(?!#)/);
});

test("text of a requirement is text", () => {
  const attack = `"><script>alert(1)</script>\u001b[31m`;
  const forged: CoverageReport = {
    ...report,
    requirements: [
      {
        ...{ id: attack, keyword: "MUST", page: attack, text: attack, coverage: "proved" },
        ...{ fixtures: [attack], proof: attack },
      },
    ],
  };
  expect(renderCoverageHtml(forged).match(/<script>/g)).toHaveLength(1);
  expect(renderCoverageText(forged, 100, painter(false))).not.toContain("\u001b");
});

test("the command writes text, JSON and a page", async () => {
  const file = join(tmpdir(), `coverage-${process.pid}`, "c.html");
  const run = async (values: object): Promise<string> => {
    let written = "";
    const code = await coverageCommand.run(
      values as never,
      [],
      {
        out: (text) => {
          written += text;
        },
        err: () => {},
        ...{ colour: false, width: 80, interactive: false },
      },
      [],
    );
    expect(code).toBe(0);
    return written;
  };
  expect(await run({ html: file })).toContain(`${report.requirements.length} requirements: `);
  expect(readFileSync(file, "utf8")).toBe(renderCoverageHtml(report));
  expect(JSON.parse(await run({ json: true }))).toEqual(report);
});
