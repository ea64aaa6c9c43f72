import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";

/** What is published; `npm run build` makes it. */
const index = fileURLToPath(new URL("../../dist/index.js", import.meta.url));
const entry = "\0entry";

/** One file that a bundler makes, minified, and its size gzipped. */
export interface Chunk {
  readonly code: string;
  readonly bytes: number;
}

/** The chunks that a bundler makes of `export { names } from "@optspec/core"`, the one that is loaded first in front. */
export async function bundled(...names: readonly string[]): Promise<Chunk[]> {
  const bundle = await rolldown({
    input: entry,
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? `export { ${names.join(", ")} } from ${JSON.stringify(index)};` : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  await bundle.close();
  return output.flatMap((file) =>
    file.type === "chunk" ? [{ code: file.code, bytes: gzipSync(file.code, { level: 9 }).length }] : [],
  );
}
