import type { Published } from "./published.ts";

/** One module that a package exports. */
export interface Entry {
  /** As in `exports`: `.` or `./name`. */
  readonly subpath: string;
  /** The declarations, relative to the package's folder. */
  readonly types: string;
  /** Whether it stands in `exports` by a pattern. */
  readonly pattern: boolean;
}

/** The modules that a package exports, patterns resolved to what is in the tarball. */
export function entriesOf({ manifest, files }: Published): Entry[] {
  const refused = new Set(
    Object.keys(manifest.exports).filter((subpath) => manifest.exports[subpath] === null),
  );
  return Object.entries(manifest.exports).flatMap(([subpath, target]): Entry[] => {
    if (target === null || typeof target === "string") return [];
    const types = target.types!.replace("./", "");
    if (!subpath.includes("*")) return [{ subpath, types, pattern: false }];
    const [before, after] = types.split("*") as [string, string];
    return [...files.keys()]
      .filter((path) => path.startsWith(before) && path.endsWith(after))
      .map((path) => ({
        subpath: subpath.replace("*", path.slice(before.length, -after.length)),
        types: path,
        pattern: true,
      }))
      .filter((entry) => !refused.has(entry.subpath));
  });
}
