import { describe, expect, it } from "vitest";
import { lower } from "../../src/backends/lower.ts";
import { kernelModule } from "../../src/backends/wasm-code.ts";
import { families, rules, variantsOf } from "../../src/index.ts";
import { bundled } from "./bundle.ts";

/** Bytes, minified and gzipped, that one rule may cost with everything that runs it. */
const budget = 8192;

describe("bundle", () => {
  it.each(Object.keys(rules))("%s with its kernels stays in the budget", async (rule) => {
    const [first, threads, ...more] = await bundled("createOptimizer", rule);
    expect(first!.bytes).toBeLessThanOrEqual(budget);
    expect(first!.bytes).toBeGreaterThan(4000);
    // What `threads` takes is loaded only when an optimizer asks for it.
    expect(threads!.code).toContain("Atomics");
    expect(first!.code).not.toContain("Atomics");
    expect(threads!.bytes).toBeLessThan(3000);
    expect(more).toEqual([]);
  });

  it("holds the programs of the rules that are imported, and of no other", async () => {
    for (const rule of Object.keys(rules)) {
      const [first] = await bundled("createOptimizer", rule);
      const found = Object.keys(rules).filter(
        (name) => first!.code.includes(`rule ${name}\\n`) || first!.code.includes(`rule ${name}\n`),
      );
      expect(found).toEqual([rule]);
    }
  });

  it("holds nothing at all of what is not used", async () => {
    const [first, ...more] = await bundled("power");
    expect(first!.bytes).toBeLessThan(400);
    expect(more).toEqual([]);
  });
});

describe("a bundle without layers and rows", () => {
  it("holds nothing of what computes them", async () => {
    for (const rule of Object.keys(rules).filter((name) => rules[name]!.compiled.reductions === undefined)) {
      const [first] = await bundled("createOptimizer", rule);
      expect(first!.code).not.toContain("rowsum");
    }
    const [every] = await bundled("createOptimizer", "defineRule");
    expect(every!.code).toContain("rowsum");
  });
});

describe("kernels", () => {
  const all = Object.values(families).flatMap((family) => variantsOf(family));
  it("of every variant are below 4 KiB, which engines compile at once everywhere", () => {
    const sizes = all.flatMap(({ program }) =>
      (["f32", "f64"] as const).map((dtype) => kernelModule([lower(program)], dtype, true).length),
    );
    expect(sizes.length).toBeGreaterThan(80);
    expect(Math.max(...sizes)).toBeLessThan(1000);
  });
});
