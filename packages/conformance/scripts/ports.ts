/** Verifies the real ports in `ports/`; `npm run ports -- --help` says how. */
import { runCommand } from "../src/cli/main.ts";
import { portsCommand } from "./ports/command.ts";

process.exitCode = await runCommand("ports", "npm run ports --", portsCommand(), process.argv.slice(2));
