import type { CaseResult, GroupResult, VerifyResult } from "../../verify/result.ts";
import { complaint, diagnosisLine, groupName } from "./words.ts";

/** The results as JUnit XML: a suite per rule, profile and type; known deviations count as skipped. */
export function renderJunit(results: readonly VerifyResult[]): string {
  const suites = results.flatMap((result) =>
    result.groups.map((group) => suite(groupName(result, group), group)),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="optspec">\n${suites.join("")}</testsuites>\n`;
}

function suite(name: string, group: GroupResult): string {
  const unknown = group.cases.filter(({ known }) => known === undefined);
  const count = (verdict: CaseResult["verdict"]): number =>
    unknown.filter((result) => result.verdict === verdict).length;
  const skipped = count("skipped") + group.cases.length - unknown.length;
  return [
    `  <testsuite name="${escaped(name)}" tests="${group.cases.length}" failures="${count("deviates")}" errors="${count("error")}" skipped="${skipped}">\n`,
    ...group.cases.map((result) => testcase(name, result, group)),
    "  </testsuite>\n",
  ].join("");
}

function testcase(suiteName: string, result: CaseResult, group: GroupResult): string {
  const open = `    <testcase classname="${escaped(suiteName)}" name="${escaped(result.id)}"`;
  const body = bodyOf(result, group);
  return body === "" ? `${open}/>\n` : `${open}>${body}</testcase>\n`;
}

function bodyOf(result: CaseResult, group: GroupResult): string {
  if (result.known !== undefined) return `<skipped message="${escaped(`known: ${result.known}`)}"/>`;
  if (result.verdict === "skipped") return `<skipped message="${escaped(result.reason ?? "")}"/>`;
  const message = complaint(result, group);
  if (message === undefined) return "";
  const element = result.verdict === "error" ? "error" : "failure";
  const diagnosis = diagnosisLine(group);
  const type = result.failure === undefined ? "" : ` type="${escaped(result.failure)}"`;
  return `<${element} message="${escaped(message)}"${type}>${diagnosis === undefined ? "" : escaped(`diagnosis: ${diagnosis}`)}</${element}>`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Text for XML; characters that XML 1.0 has no way to carry become U+FFFD. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
    .replace(/[&<>"']/g, (character) => entities[character]!)
    .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
