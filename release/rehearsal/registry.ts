import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { repository } from "../quality/published.ts";

/** A registry on this machine that holds nothing yet and forgets everything. */
export interface Registry {
  readonly url: string;
  close(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

async function answers(url: string, child: ChildProcess): Promise<boolean> {
  for (let tries = 0; tries < 300 && child.exitCode === null; tries++) {
    const reply = await fetch(`${url}-/ping`).catch(() => undefined);
    if (reply?.ok) return true;
    await sleep(100);
  }
  return false;
}

/** Starts verdaccio on the loopback interface, with its files in `folder`. */
export async function startRegistry(folder: string): Promise<Registry> {
  const log = join(folder, "verdaccio.log");
  const config = join(folder, "verdaccio.yaml");
  writeFileSync(
    config,
    [
      `storage: ${join(folder, "storage")}`,
      "packages: { '@optspec/*': { access: $all, publish: $all } }",
      "max_body_size: 50mb",
      "web: { enable: false }",
      "log: { type: stdout, format: pretty, level: warn }",
    ].join("\n"),
  );
  const address = `127.0.0.1:${await freePort()}`;
  const program = join(repository, "node_modules/verdaccio/bin/verdaccio");
  const child = spawn(process.execPath, [program, "--config", config, "--listen", address], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit");
  for (const stream of [child.stdout!, child.stderr!]) stream.pipe(createWriteStream(log, { flags: "a" }));
  const close = async () => {
    child.kill();
    await ended;
  };
  const url = `http://${address}/`;
  if (await answers(url, child)) return { url, close };
  await close();
  throw new Error(`verdaccio: expected an answer at ${url}, got none\n${readFileSync(log, "utf8")}`);
}
