import type { CaseResult, GroupResult } from "../../verify/result.ts";
import type { PortResults } from "../findings.ts";

/** One rule, profile and type of one port, with the place where the report tells of it. */
export interface Entry {
  readonly port: PortResults["port"];
  readonly group: GroupResult;
  /** Unique in the report, and the same in every report of the same results. */
  readonly anchor: string;
  /** The place of each of its cases, of the same kind. */
  readonly anchors: ReadonlyMap<CaseResult, string>;
}

/** Every group of every port, in order. */
export function entriesOf(ports: readonly PortResults[]): Entry[] {
  const taken = new Set<string>();
  const unique = (base: string): string => {
    let anchor = base;
    for (let n = 2; taken.has(anchor); n++) anchor = `${base}.${n}`;
    taken.add(anchor);
    return anchor;
  };
  const groups = ports.flatMap(({ port, groups }) =>
    groups.map((group) => ({
      port,
      group,
      anchor: unique([port.name, group.rule, group.profile, group.dtype].map(slug).join(".")),
    })),
  );
  // Groups first: a link to one lasts, whatever cases are called.
  return groups.map((entry) => ({
    ...entry,
    anchors: new Map(
      entry.group.cases.map((testCase) => [
        testCase,
        unique(`${entry.anchor}.${caseSlug(testCase, entry.group)}`),
      ]),
    ),
  }));
}

/** A case's id without what its group says already. */
function caseSlug({ id }: CaseResult, { rule, dtype }: GroupResult): string {
  const parts = slug(id).split("-");
  return parts.filter((part) => part !== rule && part !== dtype).join("-") || "x";
}

function slug(text: string): string {
  const letters = String(text)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return letters === "" ? "x" : letters;
}
