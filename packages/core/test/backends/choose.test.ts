import { afterEach, describe, expect, it, vi } from "vitest";
import { createOptimizer, defineRule, gd, type Rule } from "../../src/index.ts";

const params = { w: new Float32Array([1, 2, 3]) };
/** A rule of its own, for which no kernel has been compiled yet. */
const fresh = (): Rule<"lr"> => defineRule(gd.source) as Rule<"lr">;

afterEach(() => {
  vi.unstubAllGlobals();
});

const { WebAssembly: real } = globalThis as unknown as { WebAssembly: Record<string, unknown> };
const refuses = (Thrown: ErrorConstructor, message: string): unknown => ({
  ...real,
  Memory: real.Memory,
  Instance: real.Instance,
  Module: class {
    constructor() {
      throw new Thrown(message);
    }
  },
});

describe("backend", () => {
  it("is wasm where it may be used", () => {
    expect(createOptimizer(gd, {}, params).backend).toBe("wasm");
    expect(createOptimizer(gd, {}, params, { backend: "auto" }).backend).toBe("wasm");
    expect(createOptimizer(gd, {}, params, { backend: "portable" }).backend).toBe("portable");
  });

  it.each([
    ["no WebAssembly", undefined],
    [
      "a strict security policy",
      refuses(EvalError, "violates the following Content Security Policy directive"),
    ],
    ["no SIMD", refuses(Error, "invalid value type 0x7b")],
  ])("%s: portable, silently, and a clear error when wasm is asked for", (_, namespace) => {
    vi.stubGlobal("WebAssembly", namespace);
    const optimizer = createOptimizer(fresh(), { lr: 1 }, params);
    expect(optimizer.backend).toBe("portable");
    optimizer.grads.w.fill(1);
    optimizer.step();
    expect([...optimizer.params.w]).toEqual([0, 1, 2]);
    expect(() => createOptimizer(fresh(), {}, params, { backend: "wasm" })).toThrow(
      /^backend: expected WebAssembly with SIMD for "wasm", got /,
    );
  });

  it("names what it expects", () => {
    expect(() => createOptimizer(gd, {}, params, { backend: "simd" as never })).toThrow(
      new TypeError('backend: expected auto, portable, wasm, got "simd"'),
    );
  });
});

describe("threads", () => {
  it.each([0, 1.5, -1, "2", Number.NaN])("refuses %s", (threads) => {
    expect(() => createOptimizer(gd, {}, params, { threads: threads as number })).toThrow(
      /^threads: expected a whole number >= 1, got /,
    );
  });

  it.each([
    ["a page that is not isolated", { crossOriginIsolated: false }],
    ["no shared memory", { SharedArrayBuffer: undefined }],
    ["no workers", { process: { ...process, getBuiltinModule: undefined } }],
    [
      "workers that are forbidden",
      {
        process: {
          ...process,
          getBuiltinModule: () => ({
            Worker: class {
              constructor() {
                throw new Error("Access to this API has been restricted");
              }
            },
          }),
        },
      },
    ],
  ])("%s: one thread does the work", async (_, globals) => {
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
    const optimizer = createOptimizer(gd, { lr: 1 }, { w: new Float32Array(2 ** 20) }, { threads: 2 });
    while (optimizer.threads > 1) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(optimizer.backend).toBe("wasm");
    optimizer.grads.w.fill(1);
    optimizer.step();
    optimizer.close();
    expect(optimizer.params.w.every((value) => value === -1)).toBe(true);
  });
});
