/**
 * How fast checkpoints are saved and loaded, beside what the same disk and the same hash allow: `node bench/checkpoint.ts`.
 * Prints ratios of one run; what is missing on a machine (openssl, a Python with torch and safetensors in OPTSPEC_PYTHON) is
 * left out. Every number is the best of several rounds; loading comes from the page cache on all sides.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adam, createOptimizer } from "@optspec/core";
import { load, save } from "../src/checkpoint/node/index.ts";

const megabytes = Number(process.env.OPTSPEC_MEGABYTES ?? 320);
const rounds = Number(process.env.OPTSPEC_ROUNDS ?? 5);
const folder = mkdtempSync(join(process.env.OPTSPEC_FOLDER ?? tmpdir(), "optspec-bench-"));

/** Milliseconds of the best round. */
async function best(action: () => unknown): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const begin = performance.now();
    await action();
    least = Math.min(least, performance.now() - begin);
  }
  return least;
}

/** MiB of resident memory that an action adds at most, seen every few milliseconds. */
async function extraMemory(action: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 2);
  await action();
  clearInterval(watch);
  return (Math.max(most, process.memoryUsage.rss()) - before) / 2 ** 20;
}

const run = (command: string): void =>
  void execFileSync("sh", ["-c", command], { cwd: folder, stdio: "ignore" });
const has = (command: string): boolean => spawnSync("sh", ["-c", `command -v ${command}`]).status === 0;

// Three arrays of f64: θ, s, r.
const numbers = Math.floor((megabytes * 1e6) / 24);
const half = numbers >> 1;
const optimizer = createOptimizer(
  adam,
  {},
  { w: new Float64Array(half), b: new Float64Array(numbers - half) },
);
for (const view of [optimizer.params, optimizer.state.w, optimizer.state.b])
  for (const array of Object.values(view)) for (let i = 0; i < array.length; i++) array[i] = i * 1.1;

try {
  const path = join(folder, "x.safetensors");
  await save(path, optimizer);
  const rows: [string, number][] = [];
  const time = async (name: string, action: () => unknown): Promise<number> => {
    const milliseconds = await best(action);
    rows.push([name, milliseconds]);
    return milliseconds;
  };
  const saving = await time("save: safetensors, sha256, fsync", () => save(path, optimizer));
  const loading = await time("load: verified, into the optimizer", () => load(path, optimizer));
  await time("save: folder", () => save(join(folder, "many"), optimizer));
  await time("load: folder", () => load(join(folder, "many"), optimizer));

  const hashes = [
    ["sha256sum", "sha256sum"],
    ["openssl", "openssl dgst -sha256"],
  ].filter(([tool]) => has(tool!));
  const ratios: [string, number][] = [];
  for (const [tool, hash] of hashes) {
    const write = await time(`cp, ${tool}, sync`, () => run(`cp x.safetensors y && ${hash} y && sync y`));
    const read = await time(`read (cat), ${tool}`, () =>
      run(`cat x.safetensors > /dev/null && ${hash} x.safetensors`),
    );
    ratios.push(
      [`save against cp, ${tool}, sync`, write / saving],
      [`load against read, ${tool}`, read / loading],
    );
  }
  const python = process.env.OPTSPEC_PYTHON;
  if (python !== undefined) {
    const script = join(import.meta.dirname, "checkpoint.py");
    const output = execFileSync(
      python,
      [script, folder, String(half), String(numbers - half), String(rounds)],
      { encoding: "utf8" },
    );
    for (const line of output.trim().split("\n")) {
      const [name, text] = line.split("\t") as [string, string];
      rows.push([name, Number(text)]);
      ratios.push([
        `${name.includes("load") ? "load" : "save"} against ${name}`,
        Number(text) / (name.includes("load") ? loading : saving),
      ]);
    }
  }
  const memory: [string, number][] = [
    ["save", await extraMemory(() => save(path, optimizer))],
    ["load", await extraMemory(() => load(path, optimizer))],
  ];
  const table = (title: string, lines: [string, number][], unit: string, digits: number): void =>
    console.log(
      [
        title,
        ...lines.map(([name, value]) => `  ${name.padEnd(48)} ${value.toFixed(digits).padStart(8)} ${unit}`),
        "",
      ].join("\n"),
    );
  table(`${megabytes} MB of f64, best of ${rounds}`, rows, "ms", 0);
  table("How many times as fast", ratios, "×", 2);
  table("Extra memory at most", memory, "MiB", 1);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
