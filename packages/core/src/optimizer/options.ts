import { backends } from "../backends/choose.ts";
import { describe } from "./config.ts";
import type { NonFinitePolicy, Options } from "./optimizer.ts";

const policies: readonly NonFinitePolicy[] = ["propagate", "throw", "skip"];

/** Options with every default filled in. */
export type Settings = Required<Options>;

const defaults: Settings = { groups: {}, shapes: {}, nonFinite: "propagate", backend: "auto", threads: 1 };

/** @throws TypeError for an unknown option or value, RangeError for a number of threads below 1. */
export function settingsOf(options: Options): Settings {
  if (typeof options !== "object" || options === null)
    throw new TypeError(`options: expected an object, got ${describe(options)}`);
  for (const name of Object.keys(options))
    if (!Object.hasOwn(defaults, name))
      throw new TypeError(`options: expected ${Object.keys(defaults).join(", ")}, got "${name}"`);
  const settings = { ...defaults, ...options };
  const { nonFinite, backend, threads } = settings;
  if (!policies.includes(nonFinite))
    throw new TypeError(`nonFinite: expected ${policies.join(", ")}, got ${describe(nonFinite)}`);
  if (!Object.hasOwn(backends, backend))
    throw new TypeError(`backend: expected ${Object.keys(backends).join(", ")}, got ${describe(backend)}`);
  if (!Number.isSafeInteger(threads) || threads < 1)
    throw new RangeError(`threads: expected a whole number >= 1, got ${describe(threads)}`);
  return settings;
}
