// Holds the packages, as they would be published, to the checks: node quality/main.ts.
// With --accept-api it writes the API reports as they are now, and checks nothing.
import { parseArgs } from "node:util";
import { acceptApi } from "./api-report.ts";
import { checks } from "./checks.ts";
import { placeOf, published, publishedFrom } from "./published.ts";

const { values } = parseArgs({ options: { "accept-api": { type: "boolean", default: false } } });

let failures = 0;
for (const folder of published) {
  const pkg = await publishedFrom(folder);
  if (values["accept-api"]) {
    acceptApi(pkg);
    console.log(`${placeOf(pkg)}/api: written`);
    continue;
  }
  for (const check of checks) {
    const problems = await check.problems(pkg);
    console.log(`${problems.length === 0 ? "✓" : "✗"} ${pkg.manifest.name}  ${check.name}`);
    for (const problem of problems) console.error(problem.replace(/^/gm, "    "));
    failures += problems.length;
  }
}
if (failures > 0) {
  console.error(`${failures} ${failures === 1 ? "problem" : "problems"}`);
  process.exitCode = 1;
}
