import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import {
  type Checkpoint,
  exportForeign,
  importForeign,
  readForeign,
  readTorch,
  writeForeign,
} from "@optspec/schema";
import { read, save } from "@optspec/schema/node";
import type { Action } from "../checkpoint.ts";
import type { Values } from "../command.ts";
import { exitCodes, UsageError } from "../exit-codes.ts";

/** `optspec checkpoint convert`: another container, or from and to the state of another library. */
export const convert: Action = {
  paths: ["from", "to"],
  async run([from, to], values, { out }) {
    if (existsSync(to!) && values.force !== true)
      throw new UsageError(`checkpoint convert: ${to} is there already; --force replaces it`);
    const checkpoint =
      typeof values.from === "string" ? await imported(from!, values.from, values) : await read(from!);
    if (typeof values.to === "string")
      await writeFile(to!, writeForeign(exportForeign(values.to, checkpoint)));
    else await save(to!, checkpoint);
    const { t, params } = checkpoint.manifest;
    out(
      values.json === true
        ? `${JSON.stringify({ ok: true, path: to, t, params: params.length }, null, 2)}\n`
        : `${to}: ${params.length} parameter(s) after ${t} update(s)\n`,
    );
    return exitCodes.conformant;
  },
};

async function imported(path: string, library: string, { rule, names, t }: Values): Promise<Checkpoint> {
  if (typeof rule !== "string") throw new UsageError("checkpoint convert: --from needs --rule");
  const count = t === undefined ? undefined : Number(t);
  if (count !== undefined && (!Number.isSafeInteger(count) || count < 0))
    throw new UsageError(`--t: expected a whole number, got ${t}`);
  const bytes = await readFile(path).catch((error: Error) => {
    throw new UsageError(`checkpoint convert: ${error.message}`);
  });
  const state =
    path.endsWith(".pt") || path.endsWith(".pth") ? readTorch(bytes, path) : readForeign(bytes, path);
  return importForeign(library, state, {
    rule,
    ...(typeof names === "string" ? { names: names.split(",") } : {}),
    ...(count === undefined ? {} : { t: count }),
  });
}
