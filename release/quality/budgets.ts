import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import type { Check, Published } from "./published.ts";

/** Bytes that a package may cost: its tarball, and what a bundler makes of some of its exports, minified and gzipped. */
interface Budget {
  readonly tarball: number;
  readonly bundles: readonly { readonly names: readonly string[]; readonly bytes: number }[];
}

/** A rule with its kernels has a budget of its own, rule by rule, in core's tests. */
const budgets: Readonly<Record<string, Budget>> = {
  "@optspec/core": { tarball: 250_000, bundles: [{ names: ["parseRule"], bytes: 4_000 }] },
  "@optspec/schema": {
    tarball: 300_000,
    bundles: [
      { names: ["parseConfig"], bytes: 30_000 },
      { names: ["encodeCheckpoint", "loadCheckpoint"], bytes: 50_000 },
    ],
  },
  "@optspec/conformance": { tarball: 3_000_000, bundles: [] },
};

const entry = "\0entry";

/** The bytes, gzipped, of all chunks of a bundle of some exports, with everything that they need. */
export async function bundleBytes(from: string, names: readonly string[]): Promise<number> {
  const bundle = await rolldown({
    input: entry,
    platform: "browser",
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? `export { ${names.join(", ")} } from ${JSON.stringify(from)};` : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  await bundle.close();
  return output.reduce(
    (sum, file) => sum + (file.type === "chunk" ? gzipSync(file.code, { level: 9 }).length : 0),
    0,
  );
}

async function over(pkg: Published, { tarball, bundles }: Budget): Promise<string[]> {
  const measured = await Promise.all(
    bundles.map(async ({ names, bytes }) => ({
      what: `a bundle of ${names.join(" and ")}`,
      budget: bytes,
      bytes: await bundleBytes(`${pkg.folder}/dist/index.js`, names),
    })),
  );
  return [{ what: "the tarball", budget: tarball, bytes: pkg.packedBytes }, ...measured]
    .filter(({ budget, bytes }) => bytes > budget)
    .map(
      ({ what, budget, bytes }) =>
        `${what}: expected at most ${budget} bytes, got ${bytes} (quality/budgets.ts)`,
    );
}

/** Nothing grows unnoticed. */
export const sizes: Check = {
  name: "size budgets",
  problems: (pkg) => over(pkg, budgets[pkg.manifest.name]!),
};
