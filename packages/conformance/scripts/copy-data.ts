/** Puts copies of the repository's fixtures (the cases, not the checkpoints) and requirements into data/, where the published package finds them. */
import { cpSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const data = new URL("../data/", import.meta.url);
rmSync(data, { recursive: true, force: true });
const fixtures = new URL("../../../fixtures/", import.meta.url);
const checkpoints = fileURLToPath(new URL("checkpoints", fixtures));
cpSync(fixtures, new URL("fixtures/", data), {
  recursive: true,
  filter: (from) => !from.startsWith(checkpoints),
});
cpSync(new URL("../../../spec/requirements.json", import.meta.url), new URL("requirements.json", data));
