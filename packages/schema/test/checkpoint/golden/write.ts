/**
 * Adds the golden checkpoints that are missing for the current version of the format, and their digests to frozen.json.
 * What is there is never written again: whoever changes the format raises its version.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { rules } from "@optspec/core";
import { save } from "../../../src/checkpoint/node/index.ts";
import { formatVersion } from "../../../src/index.ts";
import { makeOptimizer, train } from "../support/optimizers.ts";
import { filesOf, goldens } from "./definitions.ts";

const folder = new URL("../../../../../fixtures/checkpoints/", import.meta.url);
const current = new URL(`v${formatVersion}/`, folder);
const frozenFile = new URL("frozen.json", folder);
mkdirSync(current, { recursive: true });
const frozen: Record<string, string> = existsSync(frozenFile)
  ? JSON.parse(readFileSync(frozenFile, "utf8"))
  : {};
for (const [file, bytes] of goldens.flatMap(filesOf)) {
  const path = new URL(file, current);
  if (existsSync(path)) continue;
  writeFileSync(path, bytes);
  frozen[`v${formatVersion}/${file}`] = createHash("sha256").update(bytes).digest("hex");
  console.error(`${file}: written`);
}
// The names of a folder's files differ from one save to the next, so it is written once and only read from then on.
const sharded = new URL("sharded", current);
if (!existsSync(sharded)) {
  const optimizer = makeOptimizer(rules.adam, "f32", { backend: "portable" });
  train(optimizer, 5);
  await save(sharded.pathname, optimizer, { shardBytes: 40, writer: "@optspec/schema golden" });
}
writeFileSync(frozenFile, `${JSON.stringify(frozen, null, 2)}\n`);
