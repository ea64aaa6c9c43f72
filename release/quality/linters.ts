import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { entriesOf } from "./entries.ts";
import type { Check } from "./published.ts";

/** `publint --strict`: what bundlers and Node would stumble over in package.json. */
export const publintCheck: Check = {
  name: "publint --strict",
  async problems({ folder }) {
    const { messages, pkg } = await publint({ pkgDir: folder, strict: true, pack: "npm" });
    return messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code);
  },
};

const attw = createRequire(import.meta.url)
  .resolve("@arethetypeswrong/cli/package.json")
  .replace(/package\.json$/, "dist/index.js");

/** `attw --profile esm-only`: TypeScript finds types and code of every entry, and both agree. */
export const typesCheck: Check = {
  name: "attw --profile esm-only",
  problems: (pkg) =>
    new Promise((resolve) => {
      const wildcards = entriesOf(pkg).filter(({ pattern }) => pattern);
      const include =
        wildcards.length > 0 ? ["--include-entrypoints", ...wildcards.map(({ subpath }) => subpath)] : [];
      execFile(
        process.execPath,
        [
          attw,
          "--pack",
          ".",
          "--profile",
          "esm-only",
          "--format",
          "ascii",
          "--no-color",
          "--no-emoji",
          ...include,
        ],
        { cwd: pkg.folder, maxBuffer: 2 ** 26 },
        (error, stdout, stderr) => resolve(error === null ? [] : [`${stdout}${stderr}`.trim()]),
      );
    }),
};
