import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

const program = "firefox-esr";

/** The version of Debian's Firefox. @throws Error if it is not there. */
export const firefoxVersion = (): string =>
  /[\d.]+\w*/.exec(execFileSync(program, ["--version"], { encoding: "utf8" }))![0];

/** Opens a page in Firefox that runs a script and sends back the value of an expression. */
export async function inFirefox(folder: string, script: string, expression: string): Promise<string> {
  let child: ChildProcess | undefined;
  const server = createServer();
  try {
    const value = new Promise<string>((resolve, reject) => {
      server.on("request", async (request, response) => {
        const page = `<!doctype html><script>${script}</script><script>
          let value;
          try { value = ${expression}; } catch (error) { value = String(error); }
          fetch("/", { method: "POST", body: value });
        </script>`;
        response.writeHead(200, { "content-type": "text/html" }).end(request.method === "GET" ? page : "");
        if (request.method === "POST") resolve((await request.toArray()).join(""));
      });
      setTimeout(
        () => reject(new Error("Firefox: expected an answer within a minute, got none")),
        60_000,
      ).unref();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as { port: number }).port}/`;
    const profile = mkdtempSync(join(folder, "firefox-"));
    const env = { ...process.env, HOME: profile };
    child = spawn(program, ["--headless", "--no-remote", "--profile", profile, url], {
      stdio: "ignore",
      env,
    });
    return await value;
  } finally {
    if (child !== undefined && child.exitCode === null) {
      child.kill();
      await once(child, "exit");
    }
    server.closeAllConnections();
    server.close();
  }
}
