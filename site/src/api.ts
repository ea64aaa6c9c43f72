import { join } from "node:path";
import { Application } from "typedoc";
import { repository } from "./pages.ts";

/**
 * Writes the API reference of the three packages, from their doc comments.
 * @throws Error where typedoc warns: a comment that names what does not exist is a mistake in the docs.
 */
export async function buildApi(out: string): Promise<void> {
  const app = await Application.bootstrapWithPlugins({
    name: "OptSpec API",
    entryPointStrategy: "packages",
    entryPoints: ["core", "schema", "conformance"].map((name) => join(repository, "packages", name)),
    packageOptions: {
      entryPoints: ["src/index.ts"],
      tsconfig: "tsconfig.json",
      skipErrorChecking: true,
      excludePrivate: true,
      excludeExternals: true,
    },
    readme: "none",
    githubPages: false,
    disableSources: true,
    navigationLinks: { Documentation: "../index.html" },
    logLevel: "Warn",
  });
  const project = await app.convert();
  if (project === undefined)
    throw new Error("API reference: expected typedoc to read the packages, and it did not");
  await app.generateDocs(project, out);
}
