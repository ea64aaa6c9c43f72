import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** The root of the repository. */
export const repository: string = fileURLToPath(new URL("../../", import.meta.url));

/** The packages that are published, those that others need in front. */
export const published: readonly string[] = ["core", "schema", "conformance"].map((name) =>
  join(repository, "packages", name),
);

/** The fields of a package.json that are looked at here. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly type?: string;
  readonly sideEffects?: boolean | readonly string[];
  readonly engines?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | null | Readonly<Record<string, string>>>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** A package as npm would publish it. */
export interface Published {
  readonly folder: string;
  readonly manifest: Manifest;
  /** What goes into the tarball: paths relative to `folder`, and their sizes in bytes. */
  readonly files: ReadonlyMap<string, number>;
  /** Bytes of the tarball. */
  readonly packedBytes: number;
  /** Paths in the repository that git does not ignore. */
  readonly tracked: ReadonlySet<string>;
}

/** One property that a package has to have. */
export interface Check {
  readonly name: string;
  /** @returns one sentence per problem, `what: expected X, got Y`. */
  problems(pkg: Published): Promise<string[]> | string[];
}

/** What npm would publish from a folder. */
export async function publishedFrom(folder: string): Promise<Published> {
  const [manifest, packed, listed] = await Promise.all([
    readFile(join(folder, "package.json"), "utf8"),
    execute("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: folder, maxBuffer: 2 ** 26 }),
    execute("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
      cwd: repository,
      maxBuffer: 2 ** 26,
    }),
  ]);
  // A list in npm 10 and 11, an object by name in npm 12.
  const [tarball] = Object.values(JSON.parse(packed.stdout)) as {
    size: number;
    files: { path: string; size: number }[];
  }[];
  return {
    folder,
    manifest: JSON.parse(manifest),
    files: new Map(tarball!.files.map(({ path, size }) => [path, size])),
    packedBytes: tarball!.size,
    tracked: new Set(listed.stdout.split("\n").filter((path) => path !== "")),
  };
}

/** The path of a package's folder inside the repository, such as `packages/core`. */
export function placeOf({ folder }: Published): string {
  return relative(repository, folder);
}
