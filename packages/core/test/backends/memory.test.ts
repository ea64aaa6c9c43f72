import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { adam, createOptimizer, gd } from "../../src/index.ts";

async function child(file: string, ...flags: string[]): Promise<unknown> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ["--no-warnings", ...flags, path]);
  return JSON.parse(stdout);
}

it("memory is given back, never reused under a living view, and never runs out of memories", async () => {
  const { dropped, ...rest } = (await child("memory.child.ts", "--expose-gc")) as {
    dropped: { bytes: number; intact: boolean };
  };
  expect(dropped.intact).toBe(true);
  expect(dropped.bytes).toBeLessThan(32e6);
  expect(rest).toEqual({ alive: 14_000, turnover: 16_000, abandoned: 0 });
}, 120_000);

it("threads keep no process alive", async () => {
  expect(await child("threads.child.ts")).toEqual({ threads: 3, t: 20 });
}, 60_000);

describe("size", () => {
  it("5e7 f32 parameters run, on two threads as well", () => {
    const w = new Float32Array(5e7);
    for (const threads of [1, 2]) {
      const optimizer = createOptimizer(gd, { lr: 0.5 }, { w }, { threads });
      optimizer.grads.w.fill(1);
      optimizer.step();
      expect([optimizer.params.w[0], optimizer.params.w[5e7 - 1]]).toEqual([-0.5, -0.5]);
      optimizer.close();
    }
  }, 120_000);

  it("more than a wasm memory holds is refused before anything is allocated", () => {
    const w = new Float32Array(2 ** 28 + 1);
    expect(() => createOptimizer(adam, {}, { w }, { backend: "wasm" })).toThrow(
      /^params: expected at most 4 GiB of arrays for "wasm", got 4294967\d+ bytes$/,
    );
  });

  it("more than anything holds is refused", () => {
    const w = new Float64Array(2 ** 30);
    const params = Object.fromEntries(Array.from({ length: 2 ** 12 }, (_, index) => [`w${index}`, w]));
    for (const backend of ["auto", "portable"] as const)
      expect(() => createOptimizer(adam, {}, params, { backend })).toThrow(
        /^params: expected an optimizer that fits in memory, got /,
      );
  });
});
