import { fileURLToPath, pathToFileURL } from "node:url";
import { adam, createOptimizer, rules } from "@optspec/core";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../packages/core/scripts/chromium.js";
import { allPages } from "../src/pages.ts";

const executablePath = findChromium();
const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const url = (target: string): string => pathToFileURL(dist + target).href;

if (executablePath === undefined && process.env.CI) throw new Error("expected a Chromium in CI, got none");
describe.skipIf(executablePath === undefined)("in Chromium, from a folder and without a network", () => {
  let browser: Browser;
  const contexts: Record<string, BrowserContext> = {};
  const problems: string[] = [];
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
    });
    contexts.wide = await browser.newContext({ viewport: { width: 1280, height: 900 }, offline: true });
    contexts.phone = await browser.newContext({ viewport: { width: 360, height: 740 }, offline: true });
  });
  afterAll(async () => {
    await browser?.close();
  });
  const open = async (kind: string, target: string): Promise<Page> => {
    const page = await contexts[kind]!.newPage();
    page.on("pageerror", (error) => problems.push(`${target}: ${error.message}`));
    page.on("requestfailed", (request) => problems.push(`${target}: ${request.url()}`));
    await page.goto(url(target));
    return page;
  };

  it("every page opens without an error, and fits a phone", async () => {
    const page = await open("phone", "index.html");
    for (const { target } of allPages()) {
      await page.goto(url(target));
      const [inner, outer] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.clientWidth,
      ]);
      expect(inner, `${target} is wider than a phone`).toBeLessThanOrEqual(outer!);
    }
    expect(problems).toEqual([]);
    await page.close();
  });

  it("the menu of a phone opens and leads to a rule", async () => {
    const page = await open("phone", "index.html");
    expect(await page.locator("nav").isVisible()).toBe(false);
    await page.click("#menu");
    await page.click("nav >> text=Adam");
    expect(await page.locator("h1").innerText()).toContain("Adam");
    await page.close();
  });

  it("the search finds a requirement, and Enter goes there", async () => {
    const page = await open("wide", "index.html");
    await page.keyboard.press("/");
    await page.keyboard.type("ADAM-11");
    await page.locator("#found a").first().waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/adam\.html#ADAM-11$/);
    expect(await page.locator("#ADAM-11").innerText()).toContain("inside the root");
    await page.fill("#search", "no such words");
    await page.locator("#found >> text=Nothing found").waitFor();
    await page.close();
  });

  it.each(Object.keys(rules))("the curves of %s move with each of its hyperparameters", async (rule) => {
    const page = await open("wide", `spec/rules/${rule.replaceAll("_", "-")}.html`);
    const curves = (): Promise<string> => page.locator(".plots").innerHTML();
    await page.selectOption('select[name="gradients"]', "noise");
    await page.selectOption('select[name="surface"]', "Beale");
    let before = await curves();
    for (const { name } of rules[rule]!.program.hypers) {
      await page.locator(`input[name="${name}"]`).fill("380");
      const after = await curves();
      if (!inert.has(`${rule} ${name}`)) expect(after, name).not.toBe(before);
      before = after;
    }
    expect(problems).toEqual([]);
    await page.close();
  });

  it("shows what core computes", async () => {
    const page = await open("wide", "spec/rules/adam.html");
    await page.locator('input[name="updates t"]').fill("37");
    await page.selectOption('select[name="gradients"]', "falling as 1/t");
    const optimizer = createOptimizer(adam, { lr: 0.05 }, { w: new Float64Array(1) });
    let size = 0;
    for (let t = 1; t <= 37; t++) {
      const before = optimizer.params.w[0]!;
      optimizer.step({ w: Float64Array.of(1 / t) });
      size = Math.abs(optimizer.params.w[0]! - before) / 0.05;
    }
    const caption = await page.locator("figcaption").first().innerText();
    expect(caption).toContain(`: ${Number(size.toPrecision(4))}`);
    await page.close();
  });
});

/** What a parameter of two numbers cannot show. */
const inert: ReadonlySet<string> = new Set();
