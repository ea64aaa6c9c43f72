import { join } from "node:path";
import type { Saved } from "../checkpoint.ts";
import { CheckpointError, type CheckpointErrorCode, fail } from "../checkpoint-error.ts";
import type { Difference } from "../load/differences.ts";
import type { Loaded } from "../load/plan.ts";
import { isMissing, onFile } from "./file-error.ts";
import { inspect, type LoadFileOptions, load } from "./load.ts";
import { type SaveOptions, save } from "./save.ts";
import { nodeStorage } from "./storage.ts";

export interface StoreOptions {
  /** How many of the newest are kept (default 3). */
  readonly keep?: number;
  /** Whether the best is kept too: the one with the lowest or the highest score. */
  readonly best?: "lowest" | "highest";
  /** The form of the checkpoints (default safetensors). */
  readonly form?: "safetensors" | "json";
}

/** One checkpoint of a store. */
export interface Entry {
  readonly path: string;
  /** Counts the saves of the store, from 1. */
  readonly number: number;
  /** Updates done. */
  readonly t: number;
}

/** A damaged checkpoint that was passed over. */
export interface PassedOver {
  readonly path: string;
  readonly error: CheckpointError;
}

/** A folder of checkpoints. */
export interface Store {
  /**
   * Saves, then removes what need not be kept any more.
   * @param options - `score` decides which is the best; it is kept in the metadata under this name.
   * @returns the path of the checkpoint.
   */
  readonly save: (optimizer: Saved, options?: SaveOptions & { readonly score?: number }) => Promise<string>;
  /** All checkpoints, oldest first. */
  readonly list: () => Promise<readonly Entry[]>;
  /** The path of the newest, if there is any; only whole checkpoints have names, so it is never a torn one. */
  readonly latest: () => Promise<string | undefined>;
  /** The path of the best, if any has a score. */
  readonly best: () => Promise<string | undefined>;
  /**
   * Loads the newest.
   * @param options - `passOver: true` goes on to older ones where a file is damaged or cannot be read.
   * @throws CheckpointError `file` where there is none.
   */
  readonly loadLatest: (
    optimizer: Loaded,
    options?: LoadFileOptions & { readonly passOver?: boolean },
  ) => Promise<{ path: string; accepted: readonly Difference[]; passedOver: readonly PassedOver[] }>;
}

const pattern = /^(\d{8})-t(\d+)\.(?:safetensors|json)$/;
const damage: readonly CheckpointErrorCode[] = ["syntax", "checksum", "field", "limit", "file"];

/**
 * A folder in which every checkpoint has a name of its own, numbered as they were saved. Which is the newest and which the
 * best follows from the names and the manifests; there is no list beside them that could be wrong.
 */
export function checkpointStore(folder: string, options: StoreOptions = {}): Store {
  const { keep = 3, best: direction, form = "safetensors" } = options;
  if (!Number.isSafeInteger(keep) || keep < 1) fail("field", "keep", "a whole number >= 1", `${keep}`);

  const list = async (): Promise<Entry[]> => {
    const names = await onFile(folder, () => nodeStorage.list(folder)).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    return names
      .flatMap((name): Entry[] => {
        const [, number, t] = pattern.exec(name) ?? [];
        return number === undefined
          ? []
          : [{ path: join(folder, name), number: Number(number), t: Number(t) }];
      })
      .sort((one, other) => one.number - other.number);
  };
  const scores = async (entries: readonly Entry[]): Promise<{ path: string; score: number }[]> => {
    const found = await Promise.all(
      entries.map(async ({ path }) => {
        // What cannot be read has no score; whoever loads it will hear why.
        const manifest = await inspect(path).then(
          (inspected) => inspected.manifest,
          () => undefined,
        );
        const score = manifest?.metadata.score;
        return typeof score === "number" ? [{ path, score }] : [];
      }),
    );
    return found.flat();
  };
  const bestOf = async (entries: readonly Entry[]): Promise<string | undefined> => {
    const better = (one: number, other: number): boolean =>
      direction === "highest" ? one > other : one < other;
    const all = direction === undefined ? [] : await scores(entries);
    return all.reduce<(typeof all)[number] | undefined>(
      (best, each) => (best === undefined || better(each.score, best.score) ? each : best),
      undefined,
    )?.path;
  };

  return {
    list,
    async save(optimizer, { score, ...saveOptions } = {}) {
      const storage = saveOptions.storage ?? nodeStorage;
      await onFile(folder, () => storage.mkdir(folder));
      const before = await list();
      const number = (before.at(-1)?.number ?? 0) + 1;
      const path = join(folder, `${String(number).padStart(8, "0")}-t${optimizer.t}.${form}`);
      const metadata = { ...saveOptions.metadata, ...(score === undefined ? {} : { score }) };
      await save(path, optimizer, { ...saveOptions, metadata });
      const entries = await list();
      const kept = new Set([...entries.slice(-keep).map((entry) => entry.path), await bestOf(entries)]);
      for (const entry of entries)
        if (!kept.has(entry.path)) await onFile(entry.path, () => storage.remove(entry.path));
      return path;
    },
    latest: async () => (await list()).at(-1)?.path,
    best: async () => bestOf(await list()),
    async loadLatest(optimizer, { passOver = false, ...loadOptions } = {}) {
      const passedOver: PassedOver[] = [];
      for (const { path } of (await list()).reverse()) {
        try {
          return { path, accepted: await load(path, optimizer, loadOptions), passedOver };
        } catch (error) {
          if (!passOver || !(error instanceof CheckpointError) || !damage.includes(error.code)) throw error;
          passedOver.push({ path, error });
        }
      }
      const [first] = passedOver;
      if (first !== undefined) throw first.error;
      return fail("file", folder, "a checkpoint", "none");
    },
  };
}
