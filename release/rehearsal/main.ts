// Rehearses a release: packs, publishes to a registry on this machine, installs from it in clean folders, and uses what
// came: node rehearsal/main.ts [part of a consumer's name …]
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "../quality/published.ts";
import { consumers } from "./consumers.ts";
import { type Registry, startRegistry } from "./registry.ts";
import { run } from "./run.ts";

const wanted = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "optspec-rehearsal-"));
let registry: Registry | undefined;
let failures = 0;

async function step(name: string, action: () => Promise<void>): Promise<boolean> {
  const start = performance.now();
  const problem = await action().then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${problem === undefined ? "✓" : "✗"} ${name}  ${seconds} s`);
  if (problem === undefined) return true;
  console.error(problem.replace(/^/gm, "    "));
  failures += 1;
  return false;
}

async function publish(url: string): Promise<void> {
  const npmrc = join(folder, "publisher.npmrc");
  writeFileSync(npmrc, `registry=${url}\n${url.replace("http:", "")}:_authToken=rehearsal\n`);
  // npm hands its own settings on in the environment, where they would win.
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_config_/i.test(name));
  const env = { ...Object.fromEntries(inherited), npm_config_userconfig: npmrc, npm_config_registry: url };
  await run("npx", ["changeset", "pack", "--out-dir", join(folder, "packed")], repository, env);
  await run(
    "npx",
    ["changeset", "publish", "--no-git-tag", "--from-pack-dir", join(folder, "packed")],
    repository,
    env,
  );
}

try {
  const published = await step("pack, and publish to a registry on this machine", async () => {
    registry = await startRegistry(folder);
    await publish(registry.url);
  });
  if (published)
    for (const consumer of consumers)
      if (wanted.length === 0 || wanted.some((part) => consumer.name.includes(part)))
        await step(consumer.name, () => consumer.run({ folder, registry: registry!.url }));
} finally {
  await registry?.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(failures === 0 ? "The release would work." : `The release would not work: ${failures} failed.`);
if (failures > 0) process.exitCode = 1;
