import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rules } from "@optspec/core";
import { expect, it } from "vitest";
import { inspect, load, save } from "../../../src/checkpoint/node/index.ts";
import { temporaryFolder } from "../support/folder.ts";
import { bitsOf, makeOptimizer, train } from "../support/optimizers.ts";

const folder = temporaryFolder();
const saver = fileURLToPath(new URL("saver.ts", import.meta.url));

/** Processes that are killed; each one while it saves to all paths at once. OPTSPEC_KILLS=1000 is a campaign. */
const kills = Number(process.env.OPTSPEC_KILLS ?? 25);
const paths = ["a.safetensors", "b.json", "c", "d.safetensors", "e.json", "f", "g.safetensors", "h"].map(
  (name) => join(folder, name),
);

/** Runs the saver and kills it some milliseconds after its first word; returns the last t that it reported of each path. */
function runAndKill(delay: number): Promise<number[]> {
  const child = spawn(process.execPath, ["--no-warnings", saver, "forever", ...paths], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  let killed = false;
  child.stdout.on("data", (text: Buffer) => {
    output += text.toString();
    if (!killed) setTimeout(() => child.kill("SIGKILL"), delay);
    killed = true;
  });
  return new Promise((resolve) =>
    child.on("close", () => {
      const last = paths.map(() => 0);
      for (const line of output.split("\n").slice(0, -1)) {
        const [index, t] = line.split(" ").map(Number);
        last[index!] = t!;
      }
      resolve(last);
    }),
  );
}

it(`kill -9 at ${kills * paths.length} random instants: what was saved is there, whole`, {
  timeout: 600_000,
}, async () => {
  const reported = paths.map(() => 0);
  for (const path of paths) await save(path, makeOptimizer(rules.adam, "f32"));
  for (let round = 0; round < kills; round++) {
    const last = await runAndKill(Math.random() * 80);
    for (const [index, path] of paths.entries()) {
      reported[index] = Math.max(reported[index]!, last[index]!);
      const optimizer = makeOptimizer(rules.adam, "f32");
      await load(path, optimizer);
      // The last one that was reported, or the next: saved, but not yet reported.
      expect([reported[index], reported[index]! + 1]).toContain(optimizer.t);
      reported[index] = optimizer.t;
      const expected = makeOptimizer(rules.adam, "f32");
      train(expected, optimizer.t);
      expect(bitsOf(optimizer)).toEqual(bitsOf(expected));
    }
  }
  // The next save removes what the killed ones left behind.
  for (const path of paths) await save(path, makeOptimizer(rules.adam, "f32"), { shardBytes: 60 });
  const { files } = await inspect(join(folder, "c"));
  expect(readdirSync(join(folder, "c")).length).toBe(files.length);
  expect(readdirSync(folder).length).toBe(paths.length);
  // Most of them have been saved in between.
  expect(reported.filter((t) => t > 0).length).toBeGreaterThan(paths.length / 2);
});
