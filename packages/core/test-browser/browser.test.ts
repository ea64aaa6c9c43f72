import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../scripts/chromium.js";
import { type Options, rules } from "../src/index.ts";
import { type Crash, type Outcome, scenario, untilCrash } from "./scenario.ts";
import { servePages } from "./server.ts";

// Without a browser these tests are left out on a developer's machine, and fail in CI.
const executablePath = findChromium();
const wanted = executablePath !== undefined || process.env.CI === "true";
/** Enough elements for every rule to engage threads, and not a whole number of vectors. */
const length = 400_003;

interface Page {
  run(options: Options, length: number): Promise<Outcome & { shared: number }>;
  refusal(options: Pick<Options, "backend" | "threads">): string;
  crash(length: number, steps: number): Promise<Crash>;
}

describe.skipIf(!wanted)("in Chromium", () => {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof servePages>>;
  let node: Outcome;
  beforeAll(async () => {
    if (executablePath === undefined)
      throw new Error("expected a Chromium, got none: run node scripts/chromium.js, or set CHROMIUM_PATH");
    server = await servePages();
    browser = await chromium.launch({
      executablePath,
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
    node = await scenario({ backend: "wasm" }, length);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  async function run(name: string, options: Options): Promise<Outcome & { shared: number; refusal: string }> {
    const page = await browser.newPage();
    try {
      await page.goto(`${server.url}/${name}`);
      await page.waitForFunction(() => "run" in globalThis);
      const outcome = await page.evaluate(
        ([given, count]) => (globalThis as unknown as Page).run(given, count),
        [options, length] as const,
      );
      const refusal = await page.evaluate(() => (globalThis as unknown as Page).refusal({ backend: "wasm" }));
      return { ...outcome, refusal };
    } finally {
      await page.close();
    }
  }

  it.each<[string, Options, string, number]>([
    ["isolated", { backend: "portable" }, "portable", 1],
    ["isolated", {}, "wasm", 1],
    ["isolated", { threads: 2 }, "wasm", 2],
    ["open", { threads: 2 }, "wasm", 1],
    ["strict", { threads: 2 }, "portable", 1],
    ["allowed", { threads: 2 }, "wasm", 2],
    ["workless", { threads: 2 }, "wasm", 1],
  ])(
    "a page that is %s, with %o: %s on %i thread(s), Node's bits",
    async (name, options, backend, threads) => {
      const outcome = await run(name, options);
      expect(outcome.bits).toEqual(node.bits);
      expect([outcome.backend, outcome.threads]).toEqual([backend, threads]);
      if (threads > 1) expect(outcome.shared).toBeGreaterThan(0);
      else expect(outcome.shared).toBe(0);
      if (backend === "portable" && name === "strict")
        expect(outcome.refusal).toMatch(/^Error: backend: expected/);
      else expect(outcome.refusal).toBe("");
    },
    120_000,
  );

  it("a worker that throws surfaces as an error, and the update before it is whole", async () => {
    const page = await browser.newPage();
    await page.goto(`${server.url}/isolated`);
    await page.waitForFunction(() => "crash" in globalThis);
    const crash = await page.evaluate(
      (count) => (globalThis as unknown as Page).crash(count, 100_000),
      length,
    );
    await page.close();
    expect(crash.message).toMatch(/^Error: threads: expected every worker to live/);
    expect(crash.threads).toBe(1);
    expect(crash.t).toBeGreaterThan(0);
    expect(crash.bits).toBe((await untilCrash({}, length, crash.t)).bits);
  }, 120_000);

  it("Node's backends agree on these bits", async () => {
    expect((await scenario({ backend: "portable" }, length)).bits).toEqual(node.bits);
    expect((await scenario({ threads: 2 }, length)).bits).toEqual(node.bits);
    // Every rule in both types has bits of its own.
    expect(new Set(Object.values(node.bits)).size).toBe(2 * Object.keys(rules).length);
  }, 60_000);
});
