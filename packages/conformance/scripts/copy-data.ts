/** Puts copies of the repository's fixtures and requirements into data/, where the published package finds them. */
import { cpSync, rmSync } from "node:fs";

const data = new URL("../data/", import.meta.url);
rmSync(data, { recursive: true, force: true });
cpSync(new URL("../../../fixtures/", import.meta.url), new URL("fixtures/", data), { recursive: true });
cpSync(new URL("../../../spec/requirements.json", import.meta.url), new URL("requirements.json", data));
