import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";

/** A file that need not be there: the package finds itself by its name, as a user's bundler finds it, in `dist`. */
const entry = fileURLToPath(new URL("entry.js", import.meta.url));

/** One file that a bundler makes, minified, and its size gzipped. */
export interface Chunk {
  readonly code: string;
  readonly bytes: number;
}

/** The chunks that a bundler makes of `export { names } from "@optspec/core"`, the one that is loaded first in front. */
export const bundled = (...names: readonly string[]): Promise<Chunk[]> =>
  bundledCode(`export { ${names.join(", ")} } from "@optspec/core";`);

/** The chunks that a bundler makes of a module. */
export async function bundledCode(code: string): Promise<Chunk[]> {
  const bundle = await rolldown({
    input: entry,
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? code : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  await bundle.close();
  return output.flatMap((file) =>
    file.type === "chunk" ? [{ code: file.code, bytes: gzipSync(file.code, { level: 9 }).length }] : [],
  );
}
