import { didYouMean, similarNames } from "@optspec/schema";
import { allFixtures } from "../cases/fixtures.ts";
import { bugs } from "../self-test/bugs.ts";
import { allRequirements } from "../spec/load.ts";
import type { Command } from "./command.ts";
import { exitCodes, UsageError } from "./exit-codes.ts";

/** What each kind of id has to say: lines, or undefined where the id is of another kind. */
const explainers: readonly ((id: string) => string[] | undefined)[] = [
  (id) => {
    const found = allRequirements().find((requirement) => requirement.id === id.toUpperCase());
    if (found === undefined) return undefined;
    const cases = allFixtures().filter(({ requirements }) => requirements.includes(found.id));
    return [
      `${found.id} (${found.keyword}, spec/${found.page})`,
      `  ${found.text}`,
      "",
      ...(cases.length > 0
        ? ["Tested by:", ...cases.map((testCase) => `  ${testCase.id}: ${testCase.title}`)]
        : [found.untestable === undefined ? "No fixture names it." : `Not testable: ${found.untestable}`]),
    ];
  },
  (id) => {
    const found = allFixtures().find((fixture) => fixture.id === id);
    if (found === undefined) return undefined;
    const { rule, dtype, config, params, steps, requirements, hunts, provenance } = found;
    return [
      `${found.id}: ${found.title}`,
      `  ${rule}, ${dtype}, ${steps.length} update(s) of ${Object.entries(params)
        .map(([name, { shape }]) => `${name}[${shape.join("×")}]`)
        .join(", ")}`,
      `  configuration: ${JSON.stringify(config)}`,
      ...steps.flatMap(({ config: changes }, index) =>
        changes ? [`  from update ${index + 1}: ${JSON.stringify(changes)}`] : [],
      ),
      "",
      "Tests:",
      ...requirements.map(
        (name) =>
          `  ${name}: ${allRequirements().find((requirement) => requirement.id === name)?.text ?? ""}`,
      ),
      "Hunts:",
      ...hunts.map((slug) => `  ${slug}: ${bugs.find((bug) => bug.slug === slug)?.title ?? ""}`),
      "",
      provenance,
    ];
  },
  (id) => {
    const found = bugs.find((bug) => bug.slug === id);
    if (found === undefined) return undefined;
    const { slug, title, resembles, fix, rules } = found;
    const cases = allFixtures().filter(({ hunts }) => hunts.includes(slug));
    return [
      `${slug}: ${title}`,
      `  in ${Object.keys(rules).join(", ")}`,
      ...(resembles.length > 0 ? [`  seen in ${resembles.join(", ")}`] : []),
      `  fix: ${fix}`,
      "",
      "Hunted by:",
      ...cases.map((testCase) => `  ${testCase.id}: ${testCase.title}`),
    ];
  },
];

/** `optspec explain`: what an id in a report means. */
export const explainCommand: Command = {
  summary: "say what a requirement, case or bug is, and what belongs to it",
  usage: "<id>",
  examples: [
    ["optspec explain ADAM-11", "a requirement, and the cases that test it"],
    ["optspec explain adam-tiny-gradients-f64", "a case: its trajectory, what it tests and hunts"],
    ["optspec explain eps-outside-root", "a bug of the catalogue, where it was seen, how to mend it"],
  ],
  options: {},

  async run(_, [id, ...rest], { out }) {
    if (id === undefined || rest.length > 0)
      throw new UsageError(`explain: expected one id, got ${id === undefined ? "none" : rest.length + 1}`);
    for (const explainer of explainers) {
      const lines = explainer(id);
      if (lines === undefined) continue;
      out(`${lines.join("\n")}\n`);
      return exitCodes.conformant;
    }
    const known = [
      ...allRequirements().map((requirement) => requirement.id),
      ...allFixtures().map((fixture) => fixture.id),
      ...bugs.map(({ slug }) => slug),
    ];
    throw new UsageError(
      `explain: no requirement, case or bug is called "${id}"${didYouMean(similarNames(id, known))}; optspec list shows them`,
    );
  },
};
