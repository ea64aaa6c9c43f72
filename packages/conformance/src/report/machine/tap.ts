import type { CaseResult, GroupResult, VerifyResult } from "../../verify/result.ts";
import { complaint, diagnosisLine, groupName } from "./words.ts";

/** The results in the Test Anything Protocol, version 14; known deviations are TODO. */
export function renderTap(results: readonly VerifyResult[]): string {
  const lines = results.flatMap((result) =>
    result.groups.flatMap((group) =>
      group.cases.map((testCase) => ({ name: groupName(result, group), group, testCase })),
    ),
  );
  return [
    "TAP version 14",
    `1..${lines.length}`,
    ...lines.map(({ name, group, testCase }, index) => point(index + 1, name, group, testCase)),
    "",
  ].join("\n");
}

function point(number: number, name: string, group: GroupResult, testCase: CaseResult): string {
  const message = complaint(testCase, group);
  const directive =
    testCase.known !== undefined
      ? ` # TODO ${clean(testCase.known)}`
      : testCase.verdict === "skipped"
        ? ` # SKIP ${clean(testCase.reason ?? "")}`
        : "";
  const line = `${message === undefined ? "ok" : "not ok"} ${number} - ${clean(`${name}: ${testCase.id}`)}${directive}`;
  if (message === undefined) return line;
  const diagnosis = diagnosisLine(group);
  return [
    line,
    "  ---",
    `  message: ${JSON.stringify(message)}`,
    ...(diagnosis === undefined ? [] : [`  diagnosis: ${JSON.stringify(diagnosis)}`]),
    "  ...",
  ].join("\n");
}

/** One line in which # starts no directive. */
function clean(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\#]/g, "\\$&");
}
