import { readFileSync } from "node:fs";
import type { Requirement, RequirementList } from "./requirements.ts";

let loaded: RequirementList | undefined;

/** The requirements of the specification, as this package carries them. */
export function allRequirements(): readonly Requirement[] {
  loaded ??= JSON.parse(
    readFileSync(new URL("../../data/requirements.json", import.meta.url), "utf8"),
  ) as RequirementList;
  return loaded.requirements;
}
