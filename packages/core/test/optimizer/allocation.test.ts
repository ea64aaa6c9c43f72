import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";

describe("a step allocates nothing", () => {
  let bytes: Record<string, number>;
  beforeAll(() => {
    const script = fileURLToPath(new URL("allocation.child.ts", import.meta.url));
    const types = process.features.typescript ? [] : ["--experimental-strip-types"];
    const memory = ["--expose-gc", "--min-semi-space-size=64", "--max-semi-space-size=64"];
    const { stdout, stderr } = spawnSync(process.execPath, [...types, ...memory, script], {
      encoding: "utf8",
    });
    if (stdout === "") throw new Error(stderr);
    bytes = JSON.parse(stdout) as Record<string, number>;
  }, 120_000);

  /** The smallest thing on the heap has 8 bytes. */
  const expectNone = (backend: string): void => {
    const measured = Object.entries(bytes).filter(([name]) => name.includes(backend));
    expect(measured.length).toBeGreaterThanOrEqual(8);
    expect(Object.fromEntries(measured.filter(([, perStep]) => !(perStep < 4)))).toEqual({});
  };

  it("by the default backend", () => {
    expectNone("auto");
  });

  it("by the portable backend", () => {
    expectNone("portable");
  });

  it("nor does clipping, but for the numbers that its functions return", () => {
    expect(bytes["clip by value"]).toBeLessThan(4);
    // A returned number has 16 bytes where V8 does not inline the call: the norm, what is scaled, the largest, its scale, the root.
    expect(bytes["clip by norm"]).toBeLessThanOrEqual(5 * 16);
  });

  it("which this way of measuring would see", () => {
    expect(bytes["control: one small object"]).toBeGreaterThan(8);
  });
});
