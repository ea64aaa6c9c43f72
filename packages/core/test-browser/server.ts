import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

/** The headers of each kind of page. */
export const pages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  isolated: {},
  open: { "cross-origin-opener-policy": "unsafe-none", "cross-origin-embedder-policy": "unsafe-none" },
  strict: { "content-security-policy": "default-src 'none'; script-src 'self'; worker-src blob:" },
  allowed: {
    "content-security-policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:",
  },
  workless: {
    "content-security-policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'",
  },
};

const isolation = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/** Serves the bundled page on the loopback interface, once under each name of `pages`. */
export async function servePages(): Promise<{ url: string; close(): void }> {
  const bundle = await rolldown({ input: fileURLToPath(new URL("page.ts", import.meta.url)) });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  await bundle.close();
  const scripts = new Map(
    output.map((file) => [`/${file.fileName}`, file.type === "chunk" ? file.code : ""]),
  );
  const server = createServer((request, response) => {
    const script = scripts.get(request.url ?? "");
    const headers = pages[(request.url ?? "").slice(1)];
    if (script !== undefined)
      response.writeHead(200, { "content-type": "text/javascript", ...isolation }).end(script);
    else if (headers !== undefined)
      response
        .writeHead(200, { "content-type": "text/html", ...isolation, ...headers })
        .end(
          `<!doctype html><title>core</title><script type="module" src="/${output[0].fileName}"></script>`,
        );
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
