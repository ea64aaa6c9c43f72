import { readFileSync } from "node:fs";

const manifest: { version: string } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
);

/** The version of this suite. */
export const suiteVersion: string = manifest.version;

/** The version of the specification that it verifies (spec/README.md). */
export const specVersion = "0.1.0";
