import { readFileSync } from "node:fs";
import type { RequirementList } from "../spec/requirements.ts";

let texts: ReadonlyMap<string, string> | undefined;

/** The sentence of a requirement, without its Markdown; of an id that this version does not know, undefined. */
export function requirementText(id: string): string | undefined {
  texts ??= load();
  return texts.get(id);
}

function load(): ReadonlyMap<string, string> {
  const file = new URL("../../data/requirements.json", import.meta.url);
  const { requirements }: RequirementList = JSON.parse(readFileSync(file, "utf8"));
  return new Map(requirements.map(({ id, text }) => [id, text.replace(/[`*]/g, "")]));
}
