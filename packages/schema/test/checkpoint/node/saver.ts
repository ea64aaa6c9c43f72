/**
 * A process that saves, for tests that kill it or forbid it something.
 * `once PATH` saves one checkpoint and prints what came of it; `forever PATH…` goes on from each path and saves it again and
 * again, all at the same time, and prints `INDEX T` after each save.
 */
import { writeSync } from "node:fs";
import { rules } from "@optspec/core";
import { load, save } from "../../../src/checkpoint/node/index.ts";
import { CheckpointError } from "../../../src/index.ts";
import { makeOptimizer, train } from "../support/optimizers.ts";

const [mode, ...paths] = process.argv.slice(2);
const say = (text: string): void => void writeSync(1, `${text}\n`);

if (mode === "once") {
  const optimizer = makeOptimizer(rules.adam, "f32");
  train(optimizer, 2);
  await save(paths[0]!, optimizer, { metadata: { text: "x".repeat(200_000) } }).then(
    () => say("saved"),
    (error: unknown) =>
      say(error instanceof CheckpointError ? `${error.code}: ${error.message}` : String(error)),
  );
} else
  await Promise.all(
    paths.map(async (path, index) => {
      const optimizer = makeOptimizer(rules.adam, "f32");
      await load(path, optimizer);
      for (;;) {
        train(optimizer, 1);
        await save(path, optimizer, { shardBytes: 60 });
        say(`${index} ${optimizer.t}`);
      }
    }),
  );
