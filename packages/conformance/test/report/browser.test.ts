import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../../core/scripts/chromium.js";
import { renderHtml } from "../../src/report/html.ts";
import { coverageOf } from "../../src/report/traceability/coverage.ts";
import { renderCoverageHtml } from "../../src/report/traceability/html.ts";
import { everything, hostile, known, resultOf } from "./samples.ts";

// Without a browser these tests are left out on a developer's machine, and fail in CI.
const executablePath = findChromium();
const wanted = executablePath !== undefined || process.env.CI === "true";

/** What the page may use of a browser's document; the project has no types of the DOM. */
interface Dom {
  document: { documentElement: { scrollWidth: number } };
  innerWidth: number;
  hacked?: boolean;
}

const attack = `"'><script>globalThis.hacked = true</script><img src=x onerror="globalThis.hacked = true">`;
const files: Readonly<Record<string, string>> = {
  "report.html": renderHtml([
    everything,
    resultOf([known], { port: { name: "another port", version: "1", language: "rust" } }),
  ]),
  "hostile.html": renderHtml([hostile(attack)]),
  "coverage.html": renderCoverageHtml(coverageOf()),
};

describe.skipIf(!wanted)("in Chromium", () => {
  const folder = mkdtempSync(join(tmpdir(), "report-"));
  const url = (target: string): string => {
    const [name, hash] = target.split("#");
    return `${pathToFileURL(join(folder, name!)).href}${hash === undefined ? "" : `#${hash}`}`;
  };
  let browser: Browser;
  beforeAll(async () => {
    if (executablePath === undefined)
      throw new Error("expected a Chromium, got none: put one on the PATH, or set CHROMIUM_PATH");
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
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
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens a page, and after the test holds it to have asked for nothing and complained of nothing. */
  async function open(target: string, test: (page: Page) => Promise<void>, options = {}): Promise<void> {
    const page = await browser.newPage(options);
    const [requests, complaints]: [string[], string[]] = [[], []];
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    try {
      await page.goto(url(target));
      await test(page);
      expect(requests.map((asked) => asked.split("#")[0])).toEqual([url(target.split("#")[0]!)]);
      expect(complaints).toEqual([]);
    } finally {
      await page.close();
    }
  }

  const shown = (page: Page): Promise<string[]> =>
    page.locator("details.group:visible").evaluateAll((all) => all.map((group) => group.id));

  it("the filter leaves what matches, in the list and in the matrix, and the address keeps it", async () => {
    await open("report.html", async (page) => {
      expect(await shown(page)).toHaveLength(6);
      await page.keyboard.press("/");
      await page.keyboard.type("ADAM");
      expect(await shown(page)).toEqual(["a-port.adam.normative.f64", "another-port.adam.pytorch.f32"]);
      expect(await page.locator("a.chip:visible").count()).toBe(2);
      expect(await page.locator("thead:first-of-type th[scope=col]:visible").allTextContents()).toContain(
        "adam",
      );
      expect(await page.locator(".matrix th:visible", { hasText: /^gd$/ }).count()).toBe(0);
      await page.selectOption("select[name=verdict]", "known");
      expect(await shown(page)).toEqual(["another-port.adam.pytorch.f32"]);
      expect(await page.locator("output").textContent()).toBe("1 of 6 shown");
      expect(page.url()).toContain("#?words=ADAM&verdict=known");
    });
    await open("report.html#?words=momentum", async (page) => {
      expect(await shown(page)).toEqual(["a-port.momentum.normative.f32"]);
    });
    await open("report.html#?words=nothing", async (page) => {
      expect(await shown(page)).toEqual([]);
    });
  }, 30_000);

  it.each([
    ["a-port.gd.normative.f32", "a-port.gd.normative.f32"],
    ["a-port.adagrad.normative.f32.two", "a-port.adagrad.normative.f32"],
    ["a-port.momentum.normative.f32.three", "a-port.momentum.normative.f32"],
    ["a-port.adagrad.normative.f32.three", "a-port.adagrad.normative.f32"],
  ])("a link to %s opens its section", async (anchor, group) => {
    await open(`report.html#${anchor}`, async (page) => {
      expect(await page.locator(`[id="${group}"]`).getAttribute("open")).toBe("");
      const place = page.locator(`[id="${anchor}"]`);
      expect(await place.isVisible()).toBe(true);
      const box = await place.boundingBox();
      expect(box!.y).toBeGreaterThanOrEqual(0);
      expect(box!.y).toBeLessThan(720);
    });
  });

  it("a chip, a dot and the fold button work", async () => {
    await open("report.html", async (page) => {
      await page.click('a.chip[href="#a-port.adagrad.normative.f32"]');
      expect(await page.locator('[id="a-port.adagrad.normative.f32"]').getAttribute("open")).toBe("");
      await page.locator('[id="a-port.momentum.normative.f32"] .cases-plot .exact circle').click();
      expect(page.url()).toContain("#a-port.momentum.normative.f32.one");
      await page.click("button[name=fold]");
      expect(await page.locator("details.group[open]").count()).toBe(6);
      await page.click("button[name=fold]");
      expect(await page.locator("details.group[open]").count()).toBe(0);
    });
  });

  it("every dot is named after its case", async () => {
    await open("report.html#a-port.momentum.normative.f32", async (page) => {
      const titles = page.locator('[id="a-port.momentum.normative.f32"] circle title');
      expect(await titles.allTextContents()).toEqual([
        "momentum-one: error/bound 0.20",
        "momentum-two: error/bound 1.0e+7",
        "momentum-three: error/bound ∞",
      ]);
    });
  });

  it.each(["report.html", "hostile.html", "coverage.html"])("%s fits a narrow screen", async (name) => {
    await open(
      name,
      async (page) => {
        await page.evaluate(() => {
          const { document } = globalThis as unknown as {
            document: { querySelectorAll(q: string): Iterable<{ open: boolean }> };
          };
          for (const details of document.querySelectorAll("details")) details.open = true;
        });
        const [needed, room] = await page.evaluate(() => {
          const { document, innerWidth } = globalThis as unknown as Dom;
          return [document.documentElement.scrollWidth, innerWidth] as const;
        });
        expect(needed).toBeLessThanOrEqual(room);
      },
      { viewport: { width: 360, height: 700 } },
    );
  });

  it("no text of a port runs", async () => {
    await open("hostile.html", async (page) => {
      expect(await page.evaluate(() => (globalThis as unknown as Dom).hacked)).toBeUndefined();
      expect(await page.locator("img").count()).toBe(0);
    });
  });

  it("the coverage page filters", async () => {
    await open("coverage.html", async (page) => {
      await page.fill("input[name=words]", "ADAM-3");
      expect(await page.locator("tbody tr:visible").first().getAttribute("id")).toBe("ADAM-3");
      expect(await page.locator("section:visible").count()).toBeGreaterThan(0);
    });
  });
});
