/**
 * Verifies one real port, in a process of its own, started by in-own-process.ts: holds it to every profile that its
 * manifest names, and sends back its claims and the results.
 */
import { join } from "node:path";
import { loadPort } from "../../src/ports/load.ts";
import type { Port } from "../../src/ports/port.ts";
import { startProcessPort } from "../../src/ports/process/process-port.ts";
import type { VerifyResult } from "../../src/verify/result.ts";
import { verify } from "../../src/verify/verify.ts";
import type { Order, Report } from "./in-own-process.ts";
import { heldTo } from "./manifest.ts";
import { fill } from "./places.ts";
import { environmentOf } from "./setup.ts";

/** Large libraries take long to load, above all several at a time. */
const startTimeout = 4 * 60_000;
const caseTimeout = 2 * 60_000;

// Whoever asked has gone.
process.once("disconnect", () => process.exit(1));
process.once("message", async (order: Order) => {
  const report = await verifyAll(order).catch((error: unknown) => ({ failed: (error as Error).message }));
  process.send!(report, () => process.exit());
});

async function verifyAll(order: Order): Promise<Report> {
  const { manifest, cases } = order;
  const port = await open(order);
  try {
    const results: VerifyResult[] = [];
    for (const profile of heldTo(manifest))
      results.push(
        await verify(port, {
          profile,
          timeout: caseTimeout,
          ...(cases !== undefined && { cases }),
          onProgress: (done, planned) => send({ done, planned, profile }),
        }),
      );
    return { claims: port.claims, results };
  } finally {
    await port.close?.();
  }
}

async function open({ manifest, places }: Order): Promise<Port> {
  const { module, run = [] } = manifest;
  const env = environmentOf(manifest, places);
  if (module === undefined)
    return startProcessPort(
      run.map((word) => fill(word, places)),
      { cwd: places.port, env, startTimeout, caseTimeout },
    );
  Object.assign(process.env, env);
  return loadPort(join(places.port, module));
}

function send(report: Report): void {
  process.send!(report);
}
