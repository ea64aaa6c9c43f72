import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { chromium } from "playwright-core";
import { findChromium } from "../../packages/core/scripts/chromium.js";

const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };

/** Opens a built page in Chromium, and returns what it leaves in `outcome`. */
export async function outcomeInChromium(folder: string): Promise<string> {
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new Error("expected a Chromium, got none: run node packages/core/scripts/chromium.js");
  const server = createServer((request, response) => {
    const file = join(
      folder,
      request.url === "/" ? "index.html" : new URL(request.url!, "http://x").pathname,
    );
    if (!existsSync(file)) return response.writeHead(404).end();
    return response.writeHead(200, { "content-type": types[extname(file)] }).end(readFileSync(file));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.goto(`http://127.0.0.1:${(server.address() as { port: number }).port}/`);
    const arrived = await page
      .waitForFunction("globalThis.outcome", undefined, { timeout: 20_000 })
      .catch(() => undefined);
    if (arrived === undefined) throw new Error(`page: expected an outcome, got none\n${errors.join("\n")}`);
    return String(await arrived.jsonValue());
  } finally {
    await browser.close();
    server.close();
  }
}
