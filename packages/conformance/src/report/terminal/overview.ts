import type { GroupResult, VerifyResult } from "../../verify/result.ts";
import { shortName } from "../diagnosis.ts";
import { byPort, groupMarks, groupVerdict } from "../findings.ts";
import { type Paint, plain, type Style, wrap } from "./text.ts";

/** A port held to one profile: what is said of some of its rules. */
interface Line {
  readonly style: Style;
  readonly text: string;
}

/**
 * The results of many ports, in brief: for each port and profile the rules that conform, then those that do not, each
 * with what the port evidently computes instead.
 */
export function overview(results: readonly VerifyResult[], width: number, paint: Paint): string[] {
  const sections = byPort(results).map(({ port, groups }) => {
    const profiles = [...new Set(groups.map(({ profile }) => profile))];
    return [
      `${paint(plain(port.name), "strong")} ${plain(port.version)} (${plain(port.language)})`,
      ...profiles.flatMap((profile) => {
        const lines = linesOf(groups.filter((group) => group.profile === profile));
        const label = `  ${plain(profile, 16).padEnd(16)}  `;
        return lines.flatMap(({ style, text }, index) =>
          wrap(text, width - label.length - 4).map((part, row) => {
            const first = index === 0 && row === 0 ? label : " ".repeat(label.length);
            return first + (row === 0 ? paint(part, style) : `    ${paint(part, style)}`);
          }),
        );
      }),
    ];
  });
  return [
    paint("  held to           ✓ conforms, ✗ deviates: what it evidently computes", "faint"),
    ...sections.flat(),
  ];
}

/** Rules that conform share a line; the others have one each, as long as their types do not differ. */
function linesOf(groups: readonly GroupResult[]): Line[] {
  const lines = new Map<string, { style: Style; mark: string; groups: GroupResult[]; text: string }>();
  for (const group of groups) {
    const { style, mark, text } = told(group);
    const key = text === "" ? mark : `${group.rule} ${text}`;
    const line = lines.get(key) ?? { style, mark, groups: [], text };
    line.groups.push(group);
    lines.set(key, line);
  }
  return [...lines.values()].map(({ style, mark, groups: own, text }) => ({
    style,
    text: `${mark} ${rulesOf(own, groups)}${text === "" ? "" : `: ${text}`}`,
  }));
}

function told(group: GroupResult): { style: Style; mark: string; text: string } {
  const verdict = groupVerdict(group);
  const mark = groupMarks[verdict];
  const [best] = group.diagnosis?.explanations ?? [];
  switch (verdict) {
    case "exact":
    case "conforms":
      return { style: "good", mark, text: "" };
    case "known":
    case "not judged":
      return { style: "warn", mark, text: verdict };
    case "error":
      return { style: "bad", mark, text: `${group.counts.error} of ${group.planned} cases failed` };
    case "deviates":
      return { style: "bad", mark, text: best === undefined ? "unknown" : shortName(best) };
  }
}

/** The rules of some groups, each with its types where they are not all that were verified. */
function rulesOf(own: readonly GroupResult[], all: readonly GroupResult[]): string {
  return [...new Set(own.map(({ rule }) => rule))]
    .map((rule) => {
      const of = (groups: readonly GroupResult[]): string[] =>
        groups.filter((group) => group.rule === rule).map(({ dtype }) => dtype);
      return of(own).length === of(all).length ? rule : `${rule} ${of(own).join(" ")}`;
    })
    .join(", ");
}
