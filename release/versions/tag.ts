// Fails unless a tag is that of the version at hand, with nothing left to release: node versions/tag.ts v1.2.3
import { currentState } from "./state.ts";

const [tag] = process.argv.slice(2);
const { packages, pending } = currentState();
if (tag !== `v${packages[0]!.version}`)
  throw new Error(`tag: expected v${packages[0]!.version}, got ${tag ?? "none"}`);
if (pending !== "none") throw new Error(`changesets: expected none left, got a ${pending} one`);
