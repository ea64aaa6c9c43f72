import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { adam, createOptimizer, rules } from "@optspec/core";
import { type Browser, type BrowserContext, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeCheckpoint, formatVersion, resumeCheckpoint } from "../../../src/index.ts";
import { bitsOf, makeOptimizer, train } from "../support/optimizers.ts";

const executablePath = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  process.env.CHROMIUM_PATH ?? "",
].find((path) => path !== "" && existsSync(path));
const root = new URL("../../../../../", import.meta.url);
const types: Readonly<Record<string, string>> = { ".js": "text/javascript", ".html": "text/html" };
const golden = new URL(`fixtures/checkpoints/v${formatVersion}/`, root);

// Runs what was built: dist/ as a page gets it.
describe.skipIf(executablePath === undefined)("in Chromium", () => {
  let browser: Browser;
  let context: BrowserContext;
  let server: Server;
  let page: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const path = decodeURIComponent(new URL(request.url!, "http://localhost").pathname);
      const file = fileURLToPath(new URL(`.${path}`, root));
      if (!existsSync(file) || types[extname(file)] === undefined) response.writeHead(404).end();
      else response.writeHead(200, { "content-type": types[extname(file)] }).end(readFileSync(file));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    page = `http://127.0.0.1:${(server.address() as AddressInfo).port}/packages/schema/examples/browser.html`;
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: ["--headless", "--no-sandbox", "--disable-gpu"],
    });
    context = await browser.newContext();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  /** Calls a function of page.js in a new tab; as a text, since the test runner rewrites imports. */
  async function inPage<Out>(name: string, given: unknown = null): Promise<Out> {
    const tab = await context.newPage();
    try {
      await tab.goto(page);
      const script = "/packages/schema/test/checkpoint/examples/page.js";
      return await tab.evaluate(`import("${script}").then((page) => page.${name}(${JSON.stringify(given)}))`);
    } finally {
      await tab.close();
    }
  }

  it("trains, is closed, and goes on in another tab, with the bits of Node", {
    timeout: 60_000,
  }, async () => {
    const parts: { t: number; w: number[] }[] = [];
    for (const updates of [20, 30]) parts.push(await inPage("train", updates));
    const whole = createOptimizer(adam, { lr: 0.1 }, { w: new Float32Array([3, -2]) });
    for (let update = 0; update < 50; update++) {
      const { w } = whole.params;
      whole.grads.w.set([2 * w[0]!, 20 * w[1]!]);
      whole.step();
    }
    expect(parts.map(({ t }) => t)).toEqual([20, 50]);
    expect(parts[1]!.w).toEqual([...whole.params.w]);
  });

  it("saves to and resumes from the origin's private file system", { timeout: 60_000 }, async () => {
    const found = await inPage("privateFiles");
    expect(found).toEqual([false, true, 1, true]);
  });

  it("what Node saved goes on there, and comes back", { timeout: 60_000 }, async () => {
    for (const container of ["json", "safetensors"] as const) {
      const optimizer = makeOptimizer(rules.adam, "f32");
      train(optimizer, 3);
      const bytes = [...encodeCheckpoint(optimizer, { container })];
      const back = await inPage<number[]>("goOn", { bytes, container });
      for (const gradient of Object.values(optimizer.grads)) gradient.fill(0.5);
      optimizer.step();
      expect(bitsOf(resumeCheckpoint(new Uint8Array(back)))).toEqual(bitsOf(optimizer));
      expect(back).toEqual([...encodeCheckpoint(optimizer, { container })]);
    }
  });

  it("golden checkpoints are read and written there byte for byte", { timeout: 60_000 }, async () => {
    const files = readdirSync(golden)
      .filter((file) => file.includes("."))
      .map((file) => ({ bytes: [...readFileSync(new URL(file, golden))], container: file.split(".")[1] }));
    expect(await inPage("again", files)).toEqual(files.map(({ bytes }) => bytes));
  });
});
