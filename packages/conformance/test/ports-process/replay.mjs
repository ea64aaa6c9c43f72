// A port that plays its part of the conversation in a page, and ends with an error at the first request that is not in it.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { isDeepStrictEqual } from "node:util";

const page = readFileSync(process.argv[2], "utf8");
const lines = [...page.matchAll(/^```\n((?:[→←] .*\n)+)```$/gm)].at(-1)[1].trimEnd().split("\n");
/** The suite's own version is not part of the conversation. */
const read = (text) => ({ ...JSON.parse(text), suite: undefined });

createInterface({ input: process.stdin }).on("line", (line) => {
  const expected = lines.shift();
  if (!isDeepStrictEqual(read(line), read(expected.slice(2)))) {
    console.error(`expected ${expected}, got ${line}`);
    process.exit(1);
  }
  if (lines[0]?.startsWith("←")) process.stdout.write(`${lines.shift().slice(2)}\n`);
  else process.exit(0);
});
