import { allRequirements } from "../spec/load.ts";

/** The sentence of a requirement, without its Markdown; of an id that this version does not know, undefined. */
export function requirementText(id: string): string | undefined {
  return allRequirements()
    .find((requirement) => requirement.id === id)
    ?.text.replace(/[`*]/g, "");
}
