import type { VerifyResult } from "../../verify/result.ts";
import { type GroupVerdict, groupVerdict } from "../findings.ts";

/** The worst verdict of all groups decides; what each says, and its colour. */
const messages: readonly (readonly [verdict: GroupVerdict, message: string, colour: string])[] = [
  ["error", "failed", "#8250df"],
  ["deviates", "deviates", "#b3261e"],
  ["not judged", "not judged", "#57606a"],
  ["known", "known deviations", "#9a6700"],
  ["conforms", "conforms", "#1a7f37"],
  ["exact", "exact", "#1a7f37"],
];

/** A badge with the profiles that were asked for and the worst verdict, as SVG. */
export function renderBadge(results: readonly VerifyResult[]): string {
  const groups = results.flatMap((result) => result.groups);
  const verdicts = groups.map(groupVerdict);
  const [, message, colour] = messages.find(([verdict]) => verdicts.includes(verdict)) ?? messages[2]!;
  const label = `optspec ${[...new Set(groups.map(({ profile }) => profile))].join(", ")}`.trim();
  const left = widthOf(label);
  const right = widthOf(message);
  const text = (x: number, words: string): string => `<text x="${x}" y="14">${escaped(words)}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${escaped(`${label}: ${message}`)}">
<title>${escaped(`${label}: ${message}`)}</title>
<clipPath id="r"><rect width="${left + right}" height="20" rx="3"/></clipPath>
<g clip-path="url(#r)"><rect width="${left}" height="20" fill="#424a53"/><rect x="${left}" width="${right}" height="20" fill="${colour}"/></g>
<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">${text(left / 2, label)}${text(left + right / 2, message)}</g>
</svg>
`;
}

/** Enough room for a text of 11 px, without measuring a font. */
function widthOf(text: string): number {
  return 14 + 7 * [...text].length;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
