import { readFileSync } from "node:fs";
import { join } from "node:path";
import { initSync, parse } from "es-module-lexer";
import { type Check, type Published, repository } from "./published.ts";

initSync();

/** What each package may need at run time, and what else its files may import. */
const allowed: Readonly<
  Record<string, { readonly dependencies: readonly string[]; readonly imports: readonly RegExp[] }>
> = {
  "@optspec/core": { dependencies: [], imports: [] },
  "@optspec/schema": {
    dependencies: ["@optspec/core", "zod"],
    // Only @optspec/schema/node is for Node alone.
    imports: [/^dist\/checkpoint\/node\/.* node:/],
  },
  "@optspec/conformance": {
    dependencies: ["@optspec/core", "@optspec/schema", "pure-rand"],
    imports: [/ node:/],
  },
};

/** Scripts that npm would run on the machine of whoever installs the package. */
const installScripts = ["preinstall", "install", "postinstall", "prepare"];

function fields({ manifest }: Published): string[] {
  const expected = { license: "MIT", type: "module", sideEffects: false, node: ">=22" };
  const got = { ...manifest, node: manifest.engines?.node };
  return Object.entries(expected).flatMap(([field, value]) =>
    got[field as keyof typeof got] === value
      ? []
      : [`package.json ${field}: expected ${value}, got ${JSON.stringify(got[field as keyof typeof got])}`],
  );
}

function scripts({ manifest, files }: Published): string[] {
  const found = installScripts.filter((name) => manifest.scripts?.[name] !== undefined);
  // npm compiles a package that holds this file without being told.
  if (files.has("binding.gyp")) found.push("binding.gyp");
  return found.map((name) => `package.json scripts: expected none that runs on installing, got ${name}`);
}

interface Lockfile {
  readonly packages: Readonly<
    Record<string, { readonly hasInstallScript?: boolean; readonly dependencies?: object }>
  >;
}

function dependencies({ manifest, folder }: Published): string[] {
  const names = Object.keys(manifest.dependencies ?? {});
  const others = [manifest.peerDependencies, manifest.optionalDependencies].flatMap((each) =>
    Object.keys(each ?? {}),
  );
  const unwanted = [...names, ...others].filter(
    (name) => !allowed[manifest.name]!.dependencies.includes(name),
  );
  const lockfile: Lockfile = JSON.parse(readFileSync(join(repository, "package-lock.json"), "utf8"));
  const behind = (name: string): string[] => {
    const entry =
      lockfile.packages[`${folder.slice(repository.length)}/node_modules/${name}`] ??
      lockfile.packages[`node_modules/${name}`];
    if (entry === undefined) return [`dependencies ${name}: expected in package-lock.json, got none`];
    const inner = Object.keys(entry.dependencies ?? {}).flatMap(behind);
    return entry.hasInstallScript
      ? [`dependencies ${name}: expected no script that runs on installing, got one`, ...inner]
      : inner;
  };
  return [
    ...unwanted.map(
      (name) =>
        `dependencies: expected ${allowed[manifest.name]!.dependencies.join(", ") || "none"}, got ${name} (quality/manifest.ts)`,
    ),
    ...names.flatMap(behind),
  ];
}

/** The other packages, and modules of Node, that a file's imports and exports name. */
function packagesIn(text: string): string[] {
  const [found] = parse(text);
  return found.flatMap(({ n: name }) => (name === undefined || name.startsWith(".") ? [] : [name]));
}

function imports({ manifest, files, folder }: Published): string[] {
  const { dependencies: own, imports: others } = allowed[manifest.name]!;
  return [...files.keys()]
    .filter((path) => /^(dist|bin)\/.*\.js$/.test(path))
    .flatMap((path) =>
      packagesIn(readFileSync(join(folder, path), "utf8"))
        .filter((specifier) => !own.some((name) => specifier === name || specifier.startsWith(`${name}/`)))
        .filter((specifier) => !others.some((pattern) => pattern.test(`${path} ${specifier}`)))
        .map((specifier) => `${path}: expected imports of ${own.join(", ") || "nothing"}, got ${specifier}`),
    );
}

/** No scripts on installing, nothing needed beyond what the design allows, no side effects, the usual fields. */
export const manifestCheck: Check = {
  name: "manifest",
  problems: (pkg) => [...fields(pkg), ...scripts(pkg), ...dependencies(pkg), ...imports(pkg)],
};
