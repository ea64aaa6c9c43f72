import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { join, posix } from "node:path";
import type { Check, Published } from "./published.ts";

/** What a map says of one place. */
interface Entry {
  readonly originalSource?: string;
  readonly originalLine?: number;
  readonly originalColumn?: number;
}

/** Problems of one generated file and its map. */
function mapProblems({ folder, files }: Published, path: string): string[] {
  const text = readFileSync(join(folder, path), "utf8");
  const url = /\n\/\/# sourceMappingURL=(\S+)\s*$/.exec(text)?.[1];
  if (url === undefined)
    return files.has(`${path}.map`) ? [`${path}.map: expected a file that names it, got none`] : [];
  const mapPath = posix.join(posix.dirname(path), url);
  if (!files.has(mapPath)) return [`${path}: expected its map ${mapPath} in the tarball, got none`];
  const payload = JSON.parse(readFileSync(join(folder, mapPath), "utf8"));
  const sources = new Map<string, string[]>();
  for (const source of payload.sources as string[]) {
    const sourcePath = posix.join(posix.dirname(mapPath), payload.sourceRoot ?? "", source);
    if (!files.has(sourcePath))
      return [`${mapPath}: expected its source ${sourcePath} in the tarball, got none`];
    sources.set(source, readFileSync(join(folder, sourcePath), "utf8").split("\n"));
  }
  const map = new SourceMap(payload);
  const lost = text.split("\n").findIndex((line, index) => {
    const { originalSource, originalLine, originalColumn } = map.findEntry(
      index,
      line.search(/\S|$/),
    ) as Entry;
    if (originalSource === undefined) return false;
    return originalColumn! > (sources.get(originalSource)?.[originalLine!]?.length ?? -1);
  });
  return lost < 0
    ? []
    : [`${mapPath}: expected line ${lost + 1} to come from a place in its source, got one beyond it`];
}

/** Maps of code and of types lead into sources that are in the tarball, and no map is left over. */
export const sourceMaps: Check = {
  name: "source maps",
  problems: (pkg) =>
    [...pkg.files.keys()]
      .filter((path) => /^dist\/.*(?:\.js|\.d\.ts)$/.test(path))
      .flatMap((path) => mapProblems(pkg, path)),
};
