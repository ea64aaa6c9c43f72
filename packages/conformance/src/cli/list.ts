import { families, profiles } from "@optspec/core";
import { allFixtures } from "../cases/fixtures.ts";
import { bugs } from "../self-test/bugs.ts";
import { allRequirements } from "../spec/load.ts";
import { aligned, type Command } from "./command.ts";
import { exitCodes, UsageError } from "./exit-codes.ts";

type Row = readonly [id: string, text: string];

/** Everything that can be listed: id and description of each. */
const lists: Readonly<Record<string, () => Row[]>> = {
  cases: () => allFixtures().map(({ id, title }) => [id, title]),
  requirements: () => allRequirements().map(({ id, text }) => [id, text]),
  bugs: () => bugs.map(({ slug, title }) => [slug, title]),
  profiles: () => Object.entries(profiles).map(([name, rows]) => [name, Object.keys(rows).join(", ")]),
  axes: () =>
    Object.values(families).flatMap(({ rule, axes }) =>
      Object.entries(axes).map(
        ([axis, { values, meaning }]): Row => [`${rule.name}.${axis}`, `${values.join(" | ")}: ${meaning}`],
      ),
    ),
};

/** `optspec list`: what there is. */
export const listCommand: Command = {
  summary: `list ${Object.keys(lists).join(", ")}`,
  usage: `[options] <${Object.keys(lists).join("|")}>`,
  examples: [
    ["optspec list cases", "the golden cases, by their permanent ids"],
    ["optspec list profiles", "the libraries whose variants are known"],
  ],
  options: { json: { type: "boolean", help: "write [id, text] pairs as JSON" } },

  async run(values, [what, ...rest], { out }) {
    if (what === undefined || rest.length > 0 || !Object.hasOwn(lists, what))
      throw new UsageError(
        `list: expected one of ${Object.keys(lists).join(", ")}, got ${what ?? "nothing"}`,
      );
    const rows = lists[what]!();
    out(values.json === true ? `${JSON.stringify(rows, null, 2)}\n` : `${aligned(rows).join("\n")}\n`);
    return exitCodes.conformant;
  },
};
