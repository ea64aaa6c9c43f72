import type { GroupResult } from "../../verify/result.ts";
import type { PortResults } from "../findings.ts";

/** One rule, profile and type of one port, with the place where the report tells of it. */
export interface Entry {
  readonly port: PortResults["port"];
  readonly group: GroupResult;
  /** Unique in the report, and the same in every report of the same results. */
  readonly anchor: string;
}

/** Every group of every port, in order. */
export function entriesOf(ports: readonly PortResults[]): Entry[] {
  const taken = new Set<string>();
  return ports.flatMap(({ port, groups }) =>
    groups.map((group) => {
      const base = [port.name, group.rule, group.profile, group.dtype].map(slug).join(".");
      let anchor = base;
      for (let n = 2; taken.has(anchor); n++) anchor = `${base}.${n}`;
      taken.add(anchor);
      return { port, group, anchor };
    }),
  );
}

/** The place of one case of a group. */
export function caseAnchor(anchor: string, id: string): string {
  return `${anchor}.${slug(id)}`;
}

function slug(text: string): string {
  const letters = String(text)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return letters === "" ? "x" : letters;
}
