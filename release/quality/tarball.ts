import { type Check, type Published, placeOf } from "./published.ts";

/**
 * What a published file may be, and the file of the repository that it stands for: `$1` is what the pattern caught,
 * `~` the package's folder. Nothing else is published.
 */
const intended: readonly { readonly file: RegExp; readonly source: string }[] = [
  { file: /^(package\.json|README\.md|LICENSE)$/, source: "~/$1" },
  { file: /^(src\/.+\.ts|bin\/.+\.js|json\/.+\.schema\.json|kits\/.+)$/, source: "~/$1" },
  { file: /^dist\/(.+?)\.(?:js|d\.ts)(?:\.map)?$/, source: "~/src/$1.ts" },
  { file: /^data\/requirements\.json$/, source: "spec/requirements.json" },
  { file: /^data\/(fixtures\/(?!checkpoints\/).+\.json)$/, source: "$1" },
];

/** What every tarball holds. */
const always = ["package.json", "README.md", "LICENSE", "dist/index.js", "dist/index.d.ts", "src/index.ts"];

/** What a package holds for each file of the repository that matches. */
const owed: Readonly<
  Record<string, readonly { readonly source: RegExp; readonly files: readonly string[] }[]>
> = {
  "@optspec/schema": [{ source: /^packages\/schema\/json\/(.+)$/, files: ["json/$1"] }],
  "@optspec/conformance": [
    { source: /^(fixtures\/(?!checkpoints\/).+\.json)$/, files: ["data/$1"] },
    { source: /^spec\/(requirements\.json)$/, files: ["data/$1"] },
    { source: /^packages\/conformance\/((?:kits|bin)\/.+)$/, files: ["$1"] },
  ],
};

function unintended({ files, tracked }: Published, place: string): string[] {
  return [...files.keys()].flatMap((path) => {
    const source = intended
      .filter(({ file }) => file.test(path))
      .map(({ file, source: pattern }) => path.replace(file, pattern).replace("~", place))[0];
    if (source === undefined)
      return [`${path}: expected an intended file (quality/tarball.ts), got another one`];
    return tracked.has(source)
      ? []
      : [`${path}: expected ${source} in the repository, got none; stale or ignored`];
  });
}

function missing({ files, tracked, manifest }: Published, place: string): string[] {
  const compiled = {
    source: new RegExp(`^${place}/src/(.+)\\.ts$`),
    files: ["src/$1.ts", "dist/$1.js", "dist/$1.d.ts"],
  };
  const expected = [compiled, ...(owed[manifest.name] ?? [])].flatMap(({ source, files: owing }) =>
    [...tracked]
      .filter((path) => source.test(path))
      .flatMap((path) => owing.map((file) => path.replace(source, file))),
  );
  return [...always, ...expected]
    .filter((path) => !files.has(path))
    .map((path) => `${path}: expected in the tarball, got none`);
}

/** Everything in the tarball is there on purpose, and nothing is missing. */
export const tarball: Check = {
  name: "tarball",
  problems: (pkg) => [...unintended(pkg, placeOf(pkg)), ...missing(pkg, placeOf(pkg))],
};
