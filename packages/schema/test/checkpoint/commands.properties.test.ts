import { mkdtempSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rules, type Snapshot } from "@optspec/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { checkpointStore, load, type Store } from "../../src/checkpoint/node/index.ts";
import { decodeCheckpoint, encodeCheckpoint, loadCheckpoint } from "../../src/index.ts";
import { type AnyOptimizer, bitsOf, makeOptimizer, train } from "./support/optimizers.ts";

/** What should be: an optimizer that never crashed, and copies of it in memory, made without this package. */
interface Model {
  readonly shadow: AnyOptimizer;
  readonly saved: Snapshot[];
}

/** What is. */
interface Real {
  optimizer: AnyOptimizer;
  readonly store: Store;
  readonly paths: string[];
}

type Command = fc.AsyncCommand<Model, Real>;

/** A command that anything may follow, named for counterexamples. */
const command = (
  name: string,
  run: (model: Model, real: Real) => Promise<void> | void,
  needsSave = false,
): Command => ({
  check: ({ saved }) => !needsSave || saved.length > 0,
  async run(model, real) {
    await run(model, real);
    expect(bitsOf(real.optimizer)).toEqual(bitsOf(model.shadow));
  },
  toString: () => name,
});

const both = ({ shadow }: Model, { optimizer }: Real): AnyOptimizer[] => [shadow, optimizer];
const keep = 3;
const backends = ["portable", "wasm"] as const;

const commands: fc.Arbitrary<Command>[] = [
  fc.integer({ min: 1, max: 4 }).map((steps) =>
    command(`step ${steps}`, (model, real) => {
      for (const optimizer of both(model, real)) train(optimizer, steps);
    }),
  ),
  fc
    .record({ lr: fc.double({ min: 0, max: 1, noNaN: true }), group: fc.constantFrom(undefined, "biases") })
    .map(({ lr, group }) =>
      command(`lr ${lr} ${group}`, (model, real) => {
        for (const optimizer of both(model, real)) optimizer.configure({ lr }, group);
      }),
    ),
  fc.constant(
    command("save", async ({ shadow, saved }, { optimizer, store, paths }) => {
      paths.push(await store.save(optimizer));
      saved.push(shadow.snapshot());
    }),
  ),
  fc.constantFrom(...backends).map((backend) =>
    command(
      `crash, resume on ${backend}`,
      async ({ shadow, saved }, real) => {
        real.optimizer = makeOptimizer(rules.adam, "f32", { backend }, 77);
        await real.store.loadLatest(real.optimizer, { allow: ["config"] });
        shadow.restore(saved.at(-1)!);
      },
      true,
    ),
  ),
  fc.nat(keep - 1).map((back) =>
    command(
      `load ${back} before the last`,
      async ({ shadow, saved }, { optimizer, paths }) => {
        const at = Math.max(0, saved.length - 1 - back);
        await load(paths[at]!, optimizer, { allow: ["config"] });
        shadow.restore(saved[at]!);
      },
      true,
    ),
  ),
  fc.constant(
    command(
      "lose the last one to damage, load the one before",
      async ({ shadow, saved }, { optimizer, store, paths }) => {
        if (saved.length < 2) return;
        truncateSync(paths.at(-1)!, 500);
        await expect(store.loadLatest(optimizer, { allow: ["config"] })).rejects.toThrow("expected");
        expect(bitsOf(optimizer)).toEqual(bitsOf(shadow));
        const { path } = await store.loadLatest(optimizer, { allow: ["config"], passOver: true });
        expect(path).toBe(paths.at(-2));
        shadow.restore(saved.at(-2)!);
        await store.save(optimizer).then((saved) => paths.push(saved));
        saved.push(shadow.snapshot());
        // The damaged one is not to be loaded by name again.
        paths.splice(-2, 1);
        saved.splice(-2, 1);
      },
      true,
    ),
  ),
  fc.constantFrom("json" as const, "safetensors" as const).map((container) =>
    command(`through bytes, ${container}`, (_, { optimizer }) => {
      loadCheckpoint(optimizer, decodeCheckpoint(encodeCheckpoint(optimizer, { container })));
    }),
  ),
];

it("any course of steps, changes, saves, crashes and loads is that of an optimizer that never crashed", {
  timeout: 600_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "optspec-commands-"));
  let run = 0;
  try {
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 15 }), async (sequence) => {
        const store = checkpointStore(join(folder, String(run++)), {
          keep: keep + 1,
          form: run % 2 === 0 ? "json" : "safetensors",
        });
        await fc.asyncModelRun(
          () => ({
            model: { shadow: makeOptimizer(rules.adam, "f32", { backend: "portable" }), saved: [] },
            real: { optimizer: makeOptimizer(rules.adam, "f32"), store, paths: [] },
          }),
          sequence,
        );
      }),
      { numRuns: Number(process.env.OPTSPEC_RUNS ?? 60) },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
