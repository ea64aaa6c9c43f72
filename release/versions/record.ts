// Writes what the version at hand releases to spec/history, if requirements or fixtures are new: node versions/record.ts
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../quality/published.ts";
import { versionProblems } from "./relation.ts";
import { currentState } from "./state.ts";

const state = currentState();
const { version, requirements, fixtures, last, packages } = state;
if (version === packages[0]!.version && last?.version !== version) {
  const file = `spec/history/${version}.json`;
  writeFileSync(join(repository, file), `${JSON.stringify({ version, requirements, fixtures }, null, 2)}\n`);
  console.log(`${file}: written`);
}
const problems = versionProblems(currentState());
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
