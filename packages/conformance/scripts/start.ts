/**
 * The main job on real ports: verifies @optspec/core and TensorFlow.js, prints what was found and writes an HTML
 * report. TensorFlow.js is held to the specification, from which it is known to depart, and then to its own profile.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { conforms, loadPort, renderHtml, renderTerminal, type VerifyResult, verify } from "../src/index.ts";

const runs: readonly { file: string; profile: string; conforms: boolean }[] = [
  { file: "javascript-core/port.mjs", profile: "normative", conforms: true },
  { file: "javascript-tfjs/port.mjs", profile: "normative", conforms: false },
  { file: "javascript-tfjs/port.mjs", profile: "tfjs", conforms: true },
];

const results: VerifyResult[] = [];
let surprises = 0;
for (const { file, profile, conforms: expected } of runs) {
  const result = await verify(await loadPort(fileURLToPath(new URL(`../ports/${file}`, import.meta.url))), {
    profile,
  });
  results.push(result);
  if (conforms(result) !== expected) {
    surprises++;
    console.error(
      `${file}: expected to ${expected ? "conform to" : "deviate from"} profile ${profile}, and does not`,
    );
  }
}

const { stdout, env } = process;
console.log(
  renderTerminal(results, {
    colour: !env.NO_COLOR && (stdout.isTTY || Boolean(env.FORCE_COLOR)),
    width: Math.min(100, stdout.columns ?? 100),
  }),
);
const report = fileURLToPath(new URL("../../../reports/index.html", import.meta.url));
mkdirSync(fileURLToPath(new URL("../../../reports/", import.meta.url)), { recursive: true });
writeFileSync(report, renderHtml(results));
console.log(`Report: ${relative(env.INIT_CWD ?? process.cwd(), report)}`);
process.exitCode = surprises === 0 ? 0 : 1;
