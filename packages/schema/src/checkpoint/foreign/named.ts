import { describe } from "../../messages/describe.ts";
import { fail } from "../checkpoint-error.ts";
import type { JsonObject } from "../json/json.ts";
import { parseJson } from "../json/scan.ts";
import type { ForeignState } from "./arrays.ts";
import { type ForeignGroup, type Layout, numberOf, scalar } from "./layout.ts";

/** What these libraries do not keep themselves stands in the texts `config` and `names`. */
function config({ metadata }: ForeignState): Record<string, number> {
  const values = parseJson(metadata.config ?? "{}", "metadata.config");
  for (const [name, value] of Object.entries(values as object))
    if (typeof value !== "number") fail("field", `metadata.config.${name}`, "a number", describe(value));
  return values as Record<string, number>;
}

function namesIn({ metadata }: ForeignState): readonly string[] | undefined {
  if (metadata.names === undefined) return undefined;
  const names = parseJson(metadata.names, "metadata.names");
  return Array.isArray(names) && names.every((name) => typeof name === "string")
    ? (names as string[])
    : fail("field", "metadata.names", "an array of names", describe(names));
}

const metadata = (groups: readonly ForeignGroup[], _: string, names: readonly string[]): JsonObject => ({
  config: groups[0]!.config,
  names: [...names],
});

const groups = (state: ForeignState): readonly ForeignGroup[] => [{ params: [], config: config(state) }];

/** Names from keys such as `mu.w`: what follows a prefix, or stands before a suffix. */
function namesFrom(
  state: ForeignState,
  name: (key: string) => string | undefined,
): readonly string[] | undefined {
  const found = [...state.arrays.keys()].flatMap((key) => name(key) ?? []);
  return namesIn(state) ?? (found.length === 0 ? undefined : [...new Set(found)]);
}

/** The pytree of optax with names for its leaves: `count`, `mu.w`, `nu.w`, `trace.w`, `sum_of_squares.w`. */
export const optax: Layout = {
  profile: "optax",
  slots: { gd: {}, momentum: { v: "trace" }, adagrad: { r: "sum_of_squares" }, adam: { s: "mu", r: "nu" } },
  key: ({ field, param }) => `${field}.${param}`,
  paramKey: (param) => `param.${param}`,
  names: (state, fields) =>
    namesFrom(state, (key) => {
      const prefix = [...fields, "param"].find((field) => key.startsWith(`${field}.`));
      return prefix === undefined ? undefined : key.slice(prefix.length + 1);
    }),
  count: ({ arrays }) => numberOf(arrays.get("count")),
  countArrays: (t, _, rule) => (rule === "adam" ? [["count", scalar(Int32Array.of(t))]] : []),
  groups,
  metadata,
  configArrays: () => [],
};

/** `optimizer.variables` of Keras by position, as in its `.weights.h5`: iteration, learning rate, then slots interleaved. */
export const keras: Layout = {
  profile: "keras",
  slots: {
    gd: {},
    momentum: { v: "momentum" },
    adagrad: { r: "accumulator" },
    adam: { s: "momentum", r: "velocity" },
  },
  key: ({ index, slot, slots }) => `optimizer/vars/${2 + index * slots + slot}`,
  paramKey: (param) => `param.${param}`,
  names: namesIn,
  count: ({ arrays }) => numberOf(arrays.get("optimizer/vars/0")),
  countArrays: (t) => [["optimizer/vars/0", scalar(Int32Array.of(t))]],
  groups(state) {
    const lr = numberOf(state.arrays.get("optimizer/vars/1"));
    return [{ params: [], config: { ...(lr === undefined ? {} : { lr }), ...config(state) } }];
  },
  metadata,
  configArrays: ({ lr }) => [["optimizer/vars/1", scalar(Float32Array.of(lr!))]],
};

/** `optimizer.getWeights()` of TensorFlow.js: `iter`, then `w/m`, `w/v`, `w/momentum`, `w/accumulator`. */
export const tfjs: Layout = {
  profile: "tfjs",
  slots: { gd: {}, momentum: { v: "momentum" }, adagrad: { r: "accumulator" }, adam: { s: "m", r: "v" } },
  key: ({ field, param }) => `${param}/${field}`,
  paramKey: (param) => `param.${param}`,
  names: (state, fields) =>
    namesFrom(state, (key) => {
      if (key.startsWith("param.")) return key.slice("param.".length);
      const suffix = fields.find((field) => key.endsWith(`/${field}`));
      return suffix === undefined ? undefined : key.slice(0, -suffix.length - 1);
    }),
  count: ({ arrays }) => numberOf(arrays.get("iter")),
  countArrays: (t) => [["iter", scalar(Int32Array.of(t))]],
  groups,
  metadata,
  configArrays: () => [],
};
